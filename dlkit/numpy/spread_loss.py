"""What the losses of a predicted mean and a predicted spread share."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.loss import Loss


class SpreadLoss(Loss):
    """Base of losses called as loss(input, target, spread), whose backward gives gradients of input and spread.

    The spread is one for every entry of the input, or one for several: the shape of the input with one axis
    of size 1, or without its last axis; or a number, which gets no gradient. Below `eps` it counts as `eps`,
    and its gradient is, as in PyTorch, the one at `eps`.
    """

    spread_name = spread_kind = None

    def __init__(self, full, eps, reduction):
        super().__init__(reduction)
        validate.at_least(type(self).__name__, 0, eps=eps)
        self.full, self.eps = full, eps

    def checked_spread(self, input, target, spread):
        """The spread, at least `eps`, in a shape that broadcasts against the input."""
        self.same_shape(input, target)
        name = type(self).__name__
        self.spread_shape = np.shape(spread) if isinstance(spread, np.ndarray) else None
        if self.spread_shape is None:
            validate.at_least(name, 0, **{self.spread_name: spread})
            return np.asarray(max(spread, self.eps), input.dtype)
        validate.float_array(f"{name}: {self.spread_name}", spread, input.dtype)
        if spread.shape != input.shape and spread.shape == input.shape[:-1]:
            spread = spread[..., None]
        others = [size for size, wanted in zip(spread.shape, input.shape) if size != wanted]
        if spread.ndim != input.ndim or others not in ([], [1]):
            raise ValueError(
                f"{name} got {self.spread_name} {self.spread_shape} for predictions {input.shape}: it must have "
                "their shape, with one axis of size 1 or without the last axis where one is shared"
            )
        if (spread < 0).any():
            raise ValueError(
                f"{name} got a {self.spread_name} of {spread.min():g}: {self.spread_kind} is not negative; "
                f"does the network give its logarithm? then pass np.exp of it"
            )
        return np.maximum(spread, self.eps)

    def gradients(self, grad_input, grad_spread, spread):
        """The gradients in the shapes of the inputs: a shared spread adds up those of its entries."""
        if self.spread_shape is None:
            return grad_input
        shared = tuple(axis for axis, size in enumerate(spread.shape) if size != grad_spread.shape[axis])
        return grad_input, grad_spread.sum(axis=shared, keepdims=True).reshape(self.spread_shape)
