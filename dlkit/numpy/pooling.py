"""What max and average pooling share: windows, how many there are, and the padding they reach into."""

from dlkit.numpy import spatial
from dlkit.numpy.module import Module
from dlkit.numpy.padding import pad
from dlkit.numpy.unfold import taps


class Pooling(Module):
    """Base of MaxPool and AvgPool: every channel by itself, window o holds the pixels s o + d k − padding.

    There are ⌊(size + 2 padding − d (k − 1) − 1) / s⌋ + 1 windows along an axis. With ceil_mode it is ⌈…⌉,
    but no window starts beyond the image and its padding before it. The stride is by default the kernel's size.
    """

    dims = None

    def __init__(self, kernel_size, stride, padding, dilation, ceil_mode):
        name = type(self).__name__
        self.owner = f"{name}({kernel_size})"
        self.kernel_size = spatial.per_axis(name, "kernel_size", kernel_size, self.dims)
        self.stride = self.kernel_size if stride is None else spatial.per_axis(name, "stride", stride, self.dims)
        self.padding = spatial.per_axis(name, "padding", padding, self.dims, minimum=0)
        self.dilation = spatial.per_axis(name, "dilation", dilation, self.dims)
        self.ceil_mode = ceil_mode
        if any(2 * p > k for p, k in zip(self.padding, self.kernel_size)):
            raise ValueError(
                f"{name}: padding must be at most half of kernel_size, got padding={self.padding}, "
                f"kernel_size={self.kernel_size}; a window in the padding alone would have nothing to pool"
            )
        self.y_shape = None

    def pad_input(self, x, value):
        """x with as much of `value` around it as the windows reach; sets `widths`, `out_size`, `y_shape`."""
        spatial.check_input(self.owner, x, self.dims)
        self.size = x.shape[2:]
        axes = list(zip(self.size, self.kernel_size, self.stride, self.padding, self.dilation))
        if any(size + 2 * p < d * (k - 1) + 1 for size, k, s, p, d in axes):
            raise ValueError(
                f"{self.owner} got input {x.shape}: with padding={self.padding} and dilation={self.dilation} the image "
                "is smaller than one window; is it pooled too often?"
            )
        self.out_size = tuple(self._windows(*axis) for axis in axes)
        reached = [s * (out - 1) + d * (k - 1) + 1 - p for out, (_, k, s, p, d) in zip(self.out_size, axes)]
        self.widths = [(p, max(0, end - size)) for end, (size, _, _, p, _) in zip(reached, axes)]
        self.y_shape = (*x.shape[:2], *self.out_size)
        return pad(x, self.widths, value=value)

    def windows(self):
        """(k, where) for every tap k of the window: where to find in the padded input what it meets."""
        return taps(self.kernel_size, self.out_size, self.stride, self.dilation)

    def _windows(self, size, k, s, p, d):
        room = size + 2 * p - d * (k - 1) - 1
        if not self.ceil_mode:
            return room // s + 1
        windows = -(-room // s) + 1
        return windows - 1 if (windows - 1) * s >= size + p else windows

    def extra_repr(self):
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, ceil_mode={self.ceil_mode}"
        )
