"""Where a loss that is not finite began: the epoch is walked again from its start, with every layer watched."""

from contextlib import contextmanager

import torch

from dlkit.training.not_finite import Fault

LARGEST = 20_000_000  # numbers in a model up to which a copy of every epoch's start is kept


def trace(trainer, batch_of, step, gradients=True):
    """The first Fault up to `step` (from 0), or None where this walk meets none.

    It takes the same steps as the epoch did, from where the trainer has been put back to. Without
    `gradients` only outputs are judged: a GradScaler skips steps whose gradients overflow.
    """
    fault = None
    for number in range(step + 1):
        x, y = batch_of(number)
        found = [(kind,) for kind, tensor in (("input", x), ("target", y)) if not _finite(tensor)]
        found += _weights(trainer.model)
        with _watched(trainer.model, gradients) as (outputs, handed_back):
            value, y_hat, _ = trainer.train_batch(x, y)
        found += outputs
        if not _finite(value):
            found.append(("loss", "", "", float(y_hat.abs().max()) if y_hat.numel() else 0.0))
        found += handed_back + (_gradients(trainer.model) if gradients else [])
        if found and fault is None:
            fault = Fault(number + 1, *found[0])  # the others go on: processes walk together
    if fault is None:
        fault = next((Fault(step + 1, *found) for found in _weights(trainer.model)), None)
    return fault


def copied(value):
    """A copy of nested dicts, lists and tuples down to the tensors; copy.deepcopy is ten times slower."""
    if isinstance(value, torch.Tensor):
        return value.clone()
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return type(value)(map(copied, value)) if isinstance(value, (list, tuple)) else value


def _weights(model):
    return [("weight", name) for name, parameter in model.named_parameters() if not _finite(parameter)]


def _gradients(model):
    """The layers of which a parameter's gradient is not finite, the last and so the first in backward to begin with."""
    layers = dict(model.named_modules())
    wrong = [name.rpartition(".")[0] for name, p in model.named_parameters() if not _finite(p.grad)]
    return [("gradient", name, type(layers[name]).__name__) for name in reversed(wrong)]


@contextmanager
def _watched(model, gradients):
    """Inside the block, two lists of what was not finite, in order: outputs, and gradients that layers hand back."""
    outputs_seen, gradients_seen, handles = [], [], []

    def watch(name, layer):
        kind = type(layer).__name__

        def handed_back(gradient):
            if not _finite(gradient):
                gradients_seen.append(("gradient", name, kind))

        def from_the_loss(gradient):
            if not _finite(gradient):
                gradients_seen.append(("gradient", "", ""))

        def after(layer, inputs, outputs):
            if not all(map(_finite, outputs if isinstance(outputs, tuple) else (outputs,))):
                outputs_seen.append(("output", name, kind))
            innermost = next(layer.children(), None) is None
            for tensor in inputs if gradients and innermost else ():
                if isinstance(tensor, torch.Tensor) and tensor.requires_grad:
                    handles.append(tensor.register_hook(handed_back))
            if gradients and layer is model and isinstance(outputs, torch.Tensor) and outputs.requires_grad:
                handles.append(outputs.register_hook(from_the_loss))

        handles.append(layer.register_forward_hook(after))

    for name, layer in model.named_modules():
        watch(name, layer)
    try:
        yield outputs_seen, gradients_seen
    finally:
        for handle in handles:
            handle.remove()


def _finite(value):
    return not isinstance(value, torch.Tensor) or not value.is_floating_point() or bool(value.isfinite().all())
