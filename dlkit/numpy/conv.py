"""Conv1d and Conv2d: y = W ⋆ x + b, one matrix product over the unfolded windows of x."""

import numpy as np

from dlkit.numpy import spatial, validate
from dlkit.numpy.conv_base import Convolution
from dlkit.numpy.padding import MODES, largest_width, pad, pad_adjoint
from dlkit.numpy.unfold import as_matrices, fold, unfold


class Conv(Convolution):
    """y[n, o, p] = b[o] + Σ_{c, k} W[o, c, k] x[n, c, s p + d k], for x padded, stride s, dilation d.

    x (n, in_channels, *size), W (out_channels, in_channels / groups, *kernel_size), and y has
    ⌊(padded size − d (k − 1) − 1) / s⌋ + 1 entries along each axis. Each of the `groups` of channels
    is convolved by itself. As in every library this is the cross-correlation: the kernel is not flipped.
    With windows unfolded as columns, y = W · patches, so W̄ = ȳ · patchesᵀ and x̄ = fold(Wᵀ ȳ).
    padding is an integer, one for each axis, "valid" (none) or "same" (as many outputs as inputs, stride 1).
    Raises ValueError for another rank or number of channels, or a kernel that reaches beyond the padded input.
    Bishop and Bishop (2024), chapter 10.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True,
                 padding_mode="zeros", dtype=np.float32, rng=None):
        super().__init__(in_channels, out_channels, kernel_size, stride, dilation, groups)
        if padding_mode not in MODES:
            name = type(self).__name__
            raise ValueError(f"{name}: padding_mode must be one of {', '.join(MODES)}, got {padding_mode!r}")
        self.padding_mode = padding_mode
        self.padding, self.widths = self._padding(padding)
        self.draw((out_channels, in_channels // groups), bias, dtype, rng)
        self.patches = self.y_shape = None

    def forward(self, x):
        out_size = self._out_size(x)
        padded = pad(x.swapaxes(0, 1), self.widths, self.padding_mode)
        self.padded_size = padded.shape[2:]
        self.patches = unfold(padded, self.kernel_size, out_size, self.stride, self.dilation)
        weight, patches = self._matrices()
        y = self.add_bias((weight @ patches).reshape(self.out_channels, len(x), *out_size)).swapaxes(0, 1)
        self.y_shape = y.shape
        return y

    def backward(self, grad_y):
        grad_rows = self._parameter_gradients(grad_y)
        weight, _ = self._matrices()
        grad_patches = (weight.swapaxes(1, 2) @ grad_rows).reshape(self.patches.shape)
        grad_padded = fold(grad_patches, self.padded_size, self.stride, self.dilation)
        return pad_adjoint(grad_padded, self.widths, self.padding_mode).swapaxes(0, 1)

    def backward_parameters(self, grad_y):
        self._parameter_gradients(grad_y)

    def _parameter_gradients(self, grad_y):
        """Set W̄ and b̄; returns ȳ as matrices, one for each group."""
        validate.upstream(type(self).__name__, grad_y, self.y_shape)
        _, patches = self._matrices()
        grad_rows = as_matrices(grad_y.swapaxes(0, 1), self.groups)
        self.grads = {
            "weight": (grad_rows @ patches.swapaxes(1, 2)).reshape(self.weight.shape),
            "bias": self.grad_bias(grad_y),
        }
        return grad_rows

    def _matrices(self):
        return as_matrices(self.weight, self.groups), as_matrices(self.patches, self.groups, 1 + self.dims)

    def _padding(self, padding):
        """The padding as PyTorch keeps it, and what is added before and after each axis."""
        name = type(self).__name__
        if padding == "same":
            if self.stride != (1,) * self.dims:
                raise ValueError(f"{name}: padding='same' wants stride 1, got stride={self.stride}")
            return "same", [((r - 1) // 2, r // 2) for r in self.reach]  # an even kernel has its extra pixel after
        if padding == "valid":
            return "valid", [(0, 0)] * self.dims
        if isinstance(padding, str):
            raise ValueError(f"{name}: padding must be an integer, a tuple, 'same' or 'valid', got {padding!r}")
        padding = spatial.per_axis(name, "padding", padding, self.dims, minimum=0)
        return padding, [(p, p) for p in padding]

    def _out_size(self, x):
        spatial.check_input(self.owner, x, self.dims, self.in_channels, self.weight.dtype)
        for size, (before, after) in zip(x.shape[2:], self.widths):
            if max(before, after) > largest_width(self.padding_mode, size):
                raise ValueError(
                    f"{self.owner} got input {x.shape}: {self.padding_mode} padding by {max(before, after)} needs an "
                    f"axis longer than {size}; use a larger image, a smaller kernel or zeros"
                )
        padded = [before + size + after for size, (before, after) in zip(x.shape[2:], self.widths)]
        if any(size < reach for size, reach in zip(padded, self.reach)):
            raise ValueError(
                f"{self.owner} got input {x.shape}: padded it is {spatial.by(padded)}, smaller than the kernel's "
                f"reach of {spatial.by(self.reach)}; is the image pooled too often, or padding missing?"
            )
        return tuple((size - reach) // s + 1 for size, reach, s in zip(padded, self.reach, self.stride))


class Conv1d(Conv):
    __doc__ = Conv.__doc__
    dims = 1


class Conv2d(Conv):
    __doc__ = Conv.__doc__
    dims = 2
