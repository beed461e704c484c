"""The common part of all losses: reduction forwards and backwards."""

import numpy as np

from dlkit.numpy import validate


class Loss:
    """`value = loss(y_hat, y)`, then `grad_y_hat = loss.backward()`.

    reduction "mean" (default) averages over all values, "sum" adds them, both giving a float;
    "none" returns them all, and backward then takes their upstream gradient.
    """

    reductions = ("mean", "sum", "none")

    def __init__(self, reduction="mean"):
        if reduction not in self.reductions:
            raise ValueError(
                f"{type(self).__name__}: reduction must be one of {', '.join(self.reductions)}, got {reduction!r}"
            )
        self.reduction = reduction
        self.count = None  # until the loss has been called

    def same_shape(self, y_hat, y):
        """Raise unless prediction and target are floating-point arrays of one shape and one dtype."""
        name = type(self).__name__
        validate.float_array(name, y_hat)
        if not isinstance(y, np.ndarray) or y.dtype != y_hat.dtype:
            came = y.dtype if isinstance(y, np.ndarray) else type(y).__name__
            raise TypeError(
                f"{name} got predictions of {y_hat.dtype} and targets of {came}: "
                f"convert the targets with np.asarray(y, dtype=np.{y_hat.dtype})"
            )
        if y.shape != y_hat.shape:
            raise ValueError(
                f"{name} got predictions {y_hat.shape} and targets {y.shape}: the shapes must be equal; "
                "(n, 1) against (n,) would broadcast to (n, n), so reshape the targets with y[:, None]"
            )

    def reduce(self, values, count=None):
        """The reduced loss; a mean divides by `count`, by default the number of values."""
        self.shape, self.count = values.shape, values.size if count is None else count
        if self.reduction == "none":
            return values
        if self.reduction == "sum":
            return float(values.sum())
        if self.count == 0:
            raise ValueError(
                f"{type(self).__name__} got nothing to average: the batch, or what is not ignored of it, is empty"
            )
        return float(values.sum() / self.count)

    def upstream(self, grad_values):
        """What every local gradient is multiplied by: upstream gradient times that of the reduction."""
        name = type(self).__name__
        if self.count is None:
            raise RuntimeError(f"{name}.backward was called before the loss was: call value = loss(y_hat, y) first")
        if self.reduction == "none":
            if np.shape(grad_values) != self.shape:
                came = "none" if grad_values is None else f"one of shape {np.shape(grad_values)}"
                raise ValueError(
                    f"{name}(reduction='none').backward needs the upstream gradient of the values, "
                    f"of shape {self.shape}; got {came}"
                )
            return grad_values
        if grad_values is not None and (np.shape(grad_values) != () or np.asarray(grad_values).dtype.kind not in "fiu"):
            came = f"one of shape {np.shape(grad_values)}" if np.shape(grad_values) else type(grad_values).__name__
            raise ValueError(f"{name}.backward got {came}: the upstream gradient of a loss that is one number must be one")
        factor = 1.0 if grad_values is None else float(grad_values)
        return factor if self.reduction == "sum" else factor / self.count
