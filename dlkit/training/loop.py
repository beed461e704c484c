"""The training loop that both backends share."""

import time
from contextlib import contextmanager

import numpy as np

from dlkit.training.averages import averages
from dlkit.training.batches import batches
from dlkit.training.callback import Callback
from dlkit.training.history import History
from dlkit.training.not_finite import sentence
from dlkit.training.progress import Progress
from dlkit.training.resume import collect, file_to_resume, restore


def check_model(owner, model, layer):
    """Raise TypeError unless `model` is a layer of the backend, whose class of layers is `layer`."""
    if not isinstance(model, layer):
        wanted = f"a model of {layer.__module__.rpartition('.')[0]}, such as Sequential(…)"
        cure = "; is it a class without ()?" if isinstance(model, type) else ""
        raise TypeError(f"{owner} takes {wanted}, got model = {came(model)}{cure}")


def check_optimizer(optimizer, base):
    """Raise TypeError unless `optimizer` is one of the backend, whose class of them is `base`."""
    if not isinstance(optimizer, base):
        backend = base.__module__.partition(".optim")[0]
        wanted = f"an optimizer of {backend}, such as Adam(model.parameters())"
        raise TypeError(f"fit takes {wanted}, got optimizer = {came(optimizer)}")


def check_loss(owner, loss):
    """Raise TypeError unless `loss` can be called, as an object and not as a class."""
    if isinstance(loss, type) or not callable(loss):
        raise TypeError(f"{owner} takes a loss such as MSELoss(), called as loss(y_hat, y), got loss = {came(loss)}")


def check_batch_size(owner, batch_size):
    """Raise ValueError unless `batch_size` is an integer of at least 1."""
    if not isinstance(batch_size, int) or isinstance(batch_size, bool) or batch_size < 1:
        raise ValueError(f"{owner}: batch_size must be an integer of at least 1, got {batch_size!r}")


def checked_metrics(owner, metrics):
    """{name: function}, empty for None; TypeError for anything else."""
    metrics = {} if metrics is None else metrics
    if not isinstance(metrics, dict) or not all(isinstance(k, str) and callable(v) for k, v in metrics.items()):
        raise TypeError(f"{owner}: metrics must be a dict {{name: function(y_hat, y)}}, got {came(metrics)}")
    return metrics


def checked_callbacks(callbacks):
    """The callbacks as a tuple; TypeError for what is no list of them."""
    if not isinstance(callbacks, (tuple, list)):
        raise TypeError(f"fit: callbacks must be a list of Callback objects, got {came(callbacks)}; are the [] missing?")
    return tuple(callbacks)


def came(value):
    """What came, for a message: as it is written where that is short."""
    text = repr(value)
    return text if len(text) < 80 and "\n" not in text else f"a {type(value).__name__}"


def checked_data(owner, data):
    """(x, y) of equal, non-zero length, or an error that says what came."""
    if not isinstance(data, (tuple, list)) or len(data) != 2:
        raise TypeError(f"{owner} takes data as a pair (x, y), got {type(data).__name__}")
    x, y = data
    if not hasattr(x, "shape") or not hasattr(y, "shape"):
        raise TypeError(f"{owner} takes arrays, got x: {type(x).__name__}, y: {type(y).__name__}")
    if len(x.shape) == 0 or len(y.shape) == 0:
        raise ValueError(f"{owner} got x {tuple(x.shape)} and y {tuple(y.shape)}: a row for each example must be there")
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(
            f"{owner} got {len(x)} inputs and {len(y)} targets: wanted as many of the one as of the other, "
            "and at least one"
        )
    return x, y


@contextmanager
def evaluation_mode(model):
    """Evaluation mode inside the block, and the mode that was there before after it."""
    was_training = model.training
    model.eval()
    try:
        yield
    finally:
        model.train(was_training)


def check(epochs, batch_size, metrics, callbacks):
    """Raise for arguments that no backend can train with."""
    if not isinstance(epochs, int) or isinstance(epochs, bool) or epochs < 1:
        raise ValueError(f"fit: epochs must be an integer of at least 1, got {epochs!r}")
    check_batch_size("fit", batch_size)
    for name, what in (("loss", "loss"), ("lr", "learning rate")):
        if name in metrics:
            raise ValueError(f"fit: a metric may not be named {name!r}, the {what} is")
    for callback in callbacks:
        if not isinstance(callback, Callback):
            cure = "; add ()" if isinstance(callback, type) else ""
            raise TypeError(f"fit: callbacks must be Callback objects, got {callback!r}{cure}")


def run(trainer, data, *, epochs, batch_size, validation, metrics, callbacks, progress, rng, resume):
    """Train for `epochs`, those of a checkpoint that is resumed included, and return the History."""
    model, optimizer, n = trainer.model, trainer.optimizer, len(data[0])
    history, stopped = History(), False
    for callback in callbacks:
        callback.fit_begin(model, optimizer)
    source, settings = file_to_resume(resume, callbacks), {"examples": n, "batch_size": batch_size}
    if source is not None:
        stopped = restore(trainer.read_checkpoint(source), trainer, history, callbacks, rng, settings)
    watching = [callback for callback in callbacks if type(callback).step_end is not Callback.step_end]
    start = time.perf_counter() - history.seconds
    bar = Progress(epochs, progress if trainer.writes else False, len(history.epochs))

    def step(x, y):
        result = trainer.train_batch(x, y)
        for callback in watching:
            callback.step_end(model, optimizer)
        return result

    def write(path):
        return trainer.write_checkpoint(path, collect(trainer, history, callbacks, rng, settings, stopped))

    try:
        for epoch in range(len(history.epochs) + 1, epochs + 1):
            if stopped:
                break
            trainer.epoch_begin()
            order = trainer.index(rng.permutation(n))
            lr = {} if trainer.schedule is None else {"lr": trainer.lr()}
            values, losses = averages(trainer, step, data, batch_size, metrics, order)
            trainer.batches_end()
            _check_finite(trainer, epoch, losses, data, order, batch_size)
            with _evaluated(model, callbacks):
                if validation is not None:
                    measured = evaluate(trainer, validation, batch_size, metrics)
                    values |= {f"val_{name}": value for name, value in measured.items()}
                history.append(values | lr)
                history.seconds = time.perf_counter() - start
                bar.update(history.last())
                stops = [callback.epoch_end(model, optimizer, history) for callback in callbacks]
            trainer.step_schedule("epoch")
            stopped = any(stops)
            for callback in callbacks:
                callback.epoch_saved(epoch, stopped or epoch == epochs, write)
    finally:
        bar.close()
    for callback in callbacks:
        callback.training_end(model)
    for callback in callbacks:
        callback.fit_end(model, optimizer, history)
    return history


def evaluate(trainer, data, batch_size, metrics):
    """{"loss": …, name: …}: averages over all examples, in evaluation mode."""
    with evaluation_mode(trainer.model):
        return averages(trainer, trainer.batch_loss, data, batch_size, metrics)[0]


def predict(model, x, batch_size):
    """The outputs of the batches of x, in order, in evaluation mode; of a model with several outputs the first."""
    with evaluation_mode(model):
        outputs = [model(x[batch]) for batch in batches(len(x), batch_size) or [slice(0, 0)]]
    return [output[0] if isinstance(output, tuple) else output for output in outputs]


@contextmanager
def _evaluated(model, callbacks):
    """Inside the block the model has the weights that are to be measured, after it those that are trained."""
    begun = []
    try:
        for callback in callbacks:
            callback.evaluation_begin(model)
            begun.append(callback)
        yield
    finally:
        for callback in reversed(begun):
            callback.evaluation_end(model)


def _check_finite(trainer, epoch, losses, data, order, batch_size):
    """Raise FloatingPointError, with the step, the layer and the likely cause, if the epoch went wrong."""
    wrong = np.flatnonzero(~np.isfinite(losses))
    step = int(wrong[0]) if len(wrong) else None if trainer.weights_are_finite() else len(losses) - 1
    step = trainer.joint_first(step)
    if step is None:
        return
    slices = batches(len(data[0]), batch_size)

    def batch_of(number):
        chosen = order[slices[number]]
        return tuple(array[chosen] for array in data)

    fault = trainer.trace(batch_of, step, losses[step])
    raise FloatingPointError(sentence(fault, epoch, losses[fault.step - 1], trainer.lr()))
