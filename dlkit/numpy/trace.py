"""Where a loss that is not finite began: the step's batch goes through the model once more, watched."""

from contextlib import contextmanager

import numpy as np

from dlkit.training.not_finite import Fault
from dlkit.training.trainer import measure


def trace(model, loss, x, y, step, value):
    """The Fault behind the loss `value` of `step` (from 0) on the batch (x, y).

    If that loss is not finite, the step was not made: a weight that is not finite got so in the step
    before, and the gradients are still that step's.
    """
    for kind, array in (("input", x), ("target", y)):
        if not _finite(array):
            return Fault(step + 1, kind)
    wrong = [name for name, parameter in model.named_parameters() if not _finite(parameter.data)]
    if wrong:
        made = step + 1 if np.isfinite(value) else step
        gradients = [name for name, gradient in model.grads.items() if not _finite(gradient)]
        if made and gradients:
            layer = gradients[-1].rpartition(".")[0]  # backward begins with the last
            return Fault(made, "gradient", layer, type(dict(model.named_modules())[layer]).__name__)
        return Fault(max(made, 1), "weight", wrong[0])
    with _watched(model) as found:
        again, y_hat = measure(loss, model(x), y)
    if found:
        name, layer = found[0]
        return Fault(step + 1, "output", name, type(layer).__name__)
    if _finite(again):
        return Fault(step + 1, "unknown")
    return Fault(step + 1, "loss", reach=float(np.abs(y_hat).max(initial=0)))


@contextmanager
def _watched(model):
    """Inside the block, a list of the (name, layer) whose outputs were not finite, innermost and earliest first."""
    found, layers = [], list(model.named_modules())

    def watch(name, layer):
        forward = layer.forward

        def watched(*inputs, **options):
            outputs = forward(*inputs, **options)
            if not all(_finite(output) for output in (outputs if isinstance(outputs, tuple) else (outputs,))):
                found.append((name, layer))
            return outputs

        layer.forward = watched

    for name, layer in layers:
        watch(name, layer)
    try:
        yield found
    finally:
        for _, layer in layers:
            vars(layer).pop("forward", None)


def _finite(array):
    return np.asarray(array).dtype.kind != "f" or bool(np.isfinite(array).all())
