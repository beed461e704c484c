"""What a checkpoint holds, and how a training is put back to where it was."""

import json
from pathlib import Path

from dlkit.training.checkpoint import Checkpoint, written_files


def file_to_resume(resume, callbacks):
    """The file to go on from, or None: the one given to fit, or that of a Checkpoint that resumes by itself."""
    if resume is not None:
        if not isinstance(resume, (str, Path)):
            raise TypeError(
                f"fit: resume must be the name of a checkpoint's file, got {resume!r}; "
                "Checkpoint(path, resume=True) goes on by itself wherever its file is there"
            )
        files = written_files(resume)
        return files[-1][1] if files else resume
    saving = [callback for callback in callbacks if isinstance(callback, Checkpoint)]
    return next((callback.latest() for callback in saving if callback.resume), None)


def collect(trainer, history, callbacks, rng, settings, stopped):
    """All of a training between two epochs; `settings` are the numbers that must be the same when it goes on."""
    return {
        "form": trainer.form,
        "settings": settings,
        "stopped": stopped,
        "order": generator_state(rng),
        "history": history.state_dict(),
        "callbacks": [[type(callback).__name__, callback.state_dict()] for callback in _remembering(callbacks)],
        **trainer.state_dict(),
    }


def restore(state, trainer, history, callbacks, rng, settings):
    """Put everything back as it was collected; returns whether the training had been stopped."""
    callbacks = _remembering(callbacks)
    had = state["settings"] | {"callbacks": [name for name, _ in state["callbacks"]]}
    has = settings | {"callbacks": [type(callback).__name__ for callback in callbacks]}
    for what in has:
        if had[what] != has[what]:
            raise ValueError(
                f"fit: the checkpoint was written with {what} {had[what]}, but fit was called with {has[what]}: "
                "the training would not go on as it was"
            )
    trainer.load_state_dict(state)
    history.load_state_dict(state["history"])
    load_generator_state(rng, state["order"])
    for callback, (_, kept) in zip(callbacks, state["callbacks"]):
        callback.load_state_dict(kept)
    return state["stopped"]


def _remembering(callbacks):
    """All but those that write checkpoints: these may come and go."""
    return [callback for callback in callbacks if not isinstance(callback, Checkpoint)]


def generator_state(generator):
    """The state of a NumPy Generator as a string."""
    return json.dumps(generator.bit_generator.state, default=lambda array: array.tolist())


def load_generator_state(generator, text):
    """Put a NumPy Generator into the state of that string; raises ValueError if it is of another kind."""
    state, own = json.loads(text), type(generator.bit_generator).__name__
    if state["bit_generator"] != own:
        raise ValueError(
            f"fit: the checkpoint was written with a Generator of {state['bit_generator']}, but this one is of {own}"
        )
    generator.bit_generator.state = state
