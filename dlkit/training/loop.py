"""The training loop that both backends share.

A backend hands in how one batch is trained on and how its loss is measured; values stay what the
backend made them (arrays on the CPU, tensors on a device) and are read as floats once an epoch.
"""

import math
import time
from contextlib import contextmanager

from dlkit.training.batches import batches
from dlkit.training.history import History
from dlkit.training.progress import Progress


def checked_data(owner, data):
    """(x, y) of equal, non-zero length, or an error that says what came."""
    if not isinstance(data, (tuple, list)) or len(data) != 2:
        raise TypeError(f"{owner} takes data as a pair (x, y), got {type(data).__name__}")
    x, y = data
    if not hasattr(x, "shape") or not hasattr(y, "shape"):
        raise TypeError(f"{owner} takes arrays, got x: {type(x).__name__}, y: {type(y).__name__}")
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(f"{owner} got {len(x)} inputs and {len(y)} targets: wanted as many of the one as of the other, and at least one")
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


def run(model, optimizer, train_batch, batch_loss, to_index, data, *, epochs, batch_size, validation,
        metrics, callbacks, progress, rng):
    """Train for `epochs` and return the History.

    train_batch(x, y) → (loss, y_hat) changes the weights, batch_loss(x, y) → (loss, y_hat) does not;
    to_index brings a permutation to where the data are.
    """
    for name, value in (("epochs", epochs), ("batch_size", batch_size)):
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ValueError(f"fit: {name} must be an integer of at least 1, got {value!r}")
    if "loss" in metrics:
        raise ValueError("fit: a metric may not be named 'loss', the loss is")
    (x, y), history, start = data, History(), time.perf_counter()
    bar = Progress(epochs, progress)
    for callback in callbacks:
        callback.fit_begin(model, optimizer)
    try:
        for epoch in range(1, epochs + 1):
            model.train()
            values = _averages(train_batch, x, y, batch_size, metrics, to_index(rng.permutation(len(x))))
            if not math.isfinite(values["loss"]):
                raise FloatingPointError(_not_finite(values["loss"], epoch, optimizer))
            if validation is not None:
                measured = evaluate(model, batch_loss, validation, batch_size, metrics)
                values |= {f"val_{name}": value for name, value in measured.items()}
            history.append(values)
            history.seconds = time.perf_counter() - start
            bar.update(values)
            stops = [callback.epoch_end(model, optimizer, history) for callback in callbacks]
            if any(stops):
                break
    finally:
        bar.close()
    for callback in callbacks:
        callback.fit_end(model, optimizer, history)
    return history


def evaluate(model, batch_loss, data, batch_size, metrics):
    """{"loss": …, name: …}: averages over all examples, in evaluation mode."""
    with evaluation_mode(model):
        return _averages(batch_loss, *data, batch_size, metrics)


def predict(model, x, batch_size):
    """The outputs of the batches of x, in order, in evaluation mode."""
    with evaluation_mode(model):
        return [model(x[batch]) for batch in batches(len(x), batch_size)] if len(x) else [model(x)]


def _averages(batch_loss, x, y, batch_size, metrics, order=None):
    """Loss and metrics of all batches, weighted by their sizes; read as floats once, at the end."""
    totals = dict.fromkeys(("loss", *metrics), 0.0)
    for batch in batches(len(x), batch_size):
        batch = batch if order is None else order[batch]
        x_batch, y_batch = x[batch], y[batch]
        value, y_hat = batch_loss(x_batch, y_batch)
        totals["loss"] += value * len(x_batch)
        for name, metric in metrics.items():
            totals[name] += metric(y_hat, y_batch) * len(x_batch)
    return {name: float(total) / len(x) for name, total in totals.items()}


def _not_finite(value, epoch, optimizer):
    lr = optimizer.lr if hasattr(optimizer, "lr") else optimizer.param_groups[0]["lr"]
    return (
        f"fit stopped in epoch {epoch}: the loss became {value}; the learning rate, {lr:g}, is likely too large "
        "(try a tenth of it), or an input is not finite (check np.isfinite(x).all())"
    )
