"""ConvTranspose1d and ConvTranspose2d: the adjoint of a convolution, a linear map from its outputs to its inputs."""

import numpy as np

from dlkit.numpy import spatial, validate
from dlkit.numpy.conv_base import Convolution
from dlkit.numpy.padding import pad, pad_adjoint
from dlkit.numpy.unfold import as_matrices, fold, unfold


class ConvTranspose(Convolution):
    """y[n, o, s p + d k − padding] = b[o] + Σ W[c, o, k] x[n, c, p], summed over all (c, k, p) that meet there.

    Without bias ⟨convᵀ(x), y⟩ = ⟨x, conv(y)⟩ for the Conv of out_channels → in_channels with the same
    weight, W (in_channels, out_channels / groups, *kernel_size): its forward is that one's backward. It
    is not the inverse. y has s (size − 1) + d (k − 1) + 1 − 2 padding + output_padding entries along each
    axis; output_padding, or `output_size` in a call, chooses among the sizes that a stride above 1 maps to
    the same one, and adds at the end only. With windows as columns y = fold(Wᵀ x), so W̄ = x · unfold(ȳ)ᵀ
    and x̄ = W · unfold(ȳ). Raises ValueError for another rank or number of channels, or an output without pixels.
    Dumoulin and Visin (2016).
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1,
                 bias=True, dilation=1, padding_mode="zeros", dtype=np.float32, rng=None):
        name = type(self).__name__
        super().__init__(in_channels, out_channels, kernel_size, stride, dilation, groups)
        if padding_mode != "zeros":
            raise ValueError(f"{name}: padding_mode must be 'zeros', got {padding_mode!r}")
        self.padding_mode = padding_mode
        self.padding = spatial.per_axis(name, "padding", padding, self.dims, minimum=0)
        self.output_padding = spatial.per_axis(name, "output_padding", output_padding, self.dims, minimum=0)
        if any(extra >= max(s, d) for extra, s, d in zip(self.output_padding, self.stride, self.dilation)):
            raise ValueError(
                f"{name}: output_padding must be smaller than stride or dilation, got output_padding="
                f"{self.output_padding}, stride={self.stride}, dilation={self.dilation}"
            )
        self.draw((in_channels, out_channels // groups), bias, dtype, rng)
        self.rows = self.y_shape = None

    def forward(self, x, output_size=None):
        spatial.check_input(self.owner, x, self.dims, self.in_channels, self.weight.dtype)
        n, self.in_size = len(x), x.shape[2:]
        padded_size = self._padded_size(x, output_size)
        self.rows = as_matrices(x.swapaxes(0, 1), self.groups)
        weight = as_matrices(self.weight, self.groups)
        patches = (weight.swapaxes(1, 2) @ self.rows).reshape(self.out_channels, *self.kernel_size, n, *self.in_size)
        y = pad_adjoint(fold(patches, padded_size, self.stride, self.dilation), self._widths())
        y = self.add_bias(y).swapaxes(0, 1)
        self.y_shape = y.shape
        return y

    def backward(self, grad_y):
        validate.upstream(type(self).__name__, grad_y, self.y_shape)
        grad_padded = pad(grad_y.swapaxes(0, 1), self._widths())
        grad_patches = unfold(grad_padded, self.kernel_size, self.in_size, self.stride, self.dilation)
        grad_patches = as_matrices(grad_patches, self.groups, 1 + self.dims)
        self.grads = {
            "weight": (self.rows @ grad_patches.swapaxes(1, 2)).reshape(self.weight.shape),
            "bias": self.grad_bias(grad_y),
        }
        grad_x = as_matrices(self.weight, self.groups) @ grad_patches
        return grad_x.reshape(self.in_channels, len(grad_y), *self.in_size).swapaxes(0, 1)

    def _widths(self):
        return [(p, p) for p in self.padding]

    def _padded_size(self, x, output_size):
        """The size of y before its padding is cut off."""
        axes = zip(self.in_size, self.stride, self.reach, self.padding)
        smallest = [s * (size - 1) + reach - 2 * p for size, s, reach, p in axes]
        size = [low + extra for low, extra in zip(smallest, self.output_padding)]
        if output_size is not None:
            size = spatial.per_axis(self.owner, "output_size", output_size, self.dims)
            if not all(low <= wanted < low + s for low, wanted, s in zip(smallest, size, self.stride)):
                raise ValueError(
                    f"{self.owner} got input {x.shape} and output_size={size}: it can give {spatial.by(smallest)} "
                    f"and less than the stride, {spatial.by(self.stride)}, more"
                )
        if min(size) < 1:
            raise ValueError(
                f"{self.owner} got input {x.shape}: padding={self.padding} takes away all of the output, "
                f"which would be {spatial.by(size)}"
            )
        return tuple(wanted + 2 * p for wanted, p in zip(size, self.padding))

    def extra_repr(self):
        return super().extra_repr() + f", output_padding={self.output_padding}"


class ConvTranspose1d(ConvTranspose):
    __doc__ = ConvTranspose.__doc__
    dims = 1


class ConvTranspose2d(ConvTranspose):
    __doc__ = ConvTranspose.__doc__
    dims = 2
