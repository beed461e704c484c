"""What one unit of a layer can see of the image, from the arithmetic of kernels, strides and paddings."""

import numbers
from dataclasses import dataclass, replace

import numpy as np

from dlkit.explain.kind import kind_of
from dlkit.explain.watched import is_torch
from dlkit.numpy.spatial import by, per_axis

OWNER = "explain.receptive_fields"
POINTWISE = {
    "BatchNorm1d", "BatchNorm2d", "Dropout", "Dropout2d", "ELU", "GELU", "GaussianNoise", "GradientReversal", "Hardtanh",
    "Identity", "LeakyReLU", "ReLU", "SiLU", "Sigmoid", "Softplus", "Tanh",
}  # fmt: skip
WINDOWS = {"Conv1d", "Conv2d", "MaxPool1d", "MaxPool2d", "AvgPool1d", "AvgPool2d"}
CONTAINERS = {"Sequential", "Residual", "DenseBlock"}
WHOLE = {"Flatten", "GlobalAvgPool2d", "GlobalMaxPool2d", "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "Linear"}


@dataclass(frozen=True)
class ReceptiveField:
    """Along each axis unit i of a layer sees the `size` pixels from start + i · jump on; start is < 0 in the padding.

    `name` is the layer's in the model, `kind` its class, `units` how many it has along each axis.
    """

    name: str
    kind: str
    units: tuple
    size: tuple
    jump: tuple
    start: tuple

    def box(self, unit):
        """For each axis (first pixel, last pixel) that `unit`, one index per axis, sees."""
        return [(a + i * j, a + i * j + r - 1) for i, r, j, a in zip(unit, self.size, self.jump, self.start)]

    def centre(self, unit):
        """The middle of that box, in pixels, the middle of the first pixel being 0."""
        return tuple((low + high) / 2 for low, high in self.box(unit))


def receptive_fields(model, size):
    """[ReceptiveField] of the convolutions and poolings of a model on images of `size`, (height, width) or (length,).

    With kernel k, stride s, dilation d and padding p, a layer makes of size r, jump j and start a

        r + d (k − 1) j,   s j,   a − p j,   from r = j = 1 and a = 0 at the image itself.

    Layers that act on each pixel alone change nothing. The list ends before the first layer whose units see the whole
    image: Flatten, Linear, global pooling. Sequential, Residual and DenseBlock are followed. At an edge of the image a
    stride may leave pixels over that no unit sees, though a box reaches over them. Raises ValueError for other layers,
    as explain.effective_receptive_field measures there, and for an image too small for a layer; TypeError for no model.
    Araujo, Norris and Sim (2019), "Computing receptive fields of convolutional neural networks".
    """
    is_torch(OWNER, model)
    if not _are_integers(size, least=1) or len(size) not in (1, 2):
        raise ValueError(f"{OWNER} got size = {size!r}: it must be an image's (height, width), or a signal's (length,)")
    one, zero = (1,) * len(size), (0,) * len(size)
    found = []
    _through(model, ReceptiveField("", "image", tuple(size), size=one, jump=one, start=zero), found)
    if not found:
        raise ValueError(f"{OWNER} found no convolution and no pooling in this {type(model).__name__}")
    return found


def as_unit(owner, unit, counts, name):
    """`unit`, one index for each axis along which the layer `name` has `counts` units, as a tuple; or a ValueError."""
    if not _are_integers(unit, least=0) or len(unit) != len(counts) or not all(i < n for i, n in zip(unit, counts)):
        raise ValueError(
            f"{owner} got unit = {unit!r}: it must be one of the {by(counts)} units of layer {name!r}, by its indices"
        )
    return tuple(unit)


def _are_integers(values, least):
    return np.iterable(values) and all(isinstance(value, numbers.Integral) and value >= least for value in values)


def _through(layer, before, found):
    """The field behind `layer`, None where units see the whole image; what has windows is added to `found`."""
    if kind_of(layer, CONTAINERS):
        return _through_container(layer, before, found)
    if kind_of(layer, WINDOWS):
        found.append(_window(layer, before))
        return found[-1]
    if kind_of(layer, WHOLE):
        return None
    if kind_of(layer, POINTWISE):
        return before
    raise ValueError(
        f"{OWNER} met {type(layer).__name__}{f' {before.name!r}' if before.name else ''} and does not "
        "know what its units see; explain.effective_receptive_field measures it"
    )


def _through_container(container, before, found):
    """A way around layers that keep the shape, as in Residual and DenseBlock, adds nothing to what these see."""
    field = before
    for name, layer in container.named_children():
        prefix = f"{before.name}.{name}" if before.name else name
        field = _through(layer, replace(field, name=prefix), found)
        if field is None:
            return None
    return field


def _window(layer, before):
    kind, dims = kind_of(layer, WINDOWS), len(before.size)
    if int(kind[-2]) != dims:
        raise ValueError(f"{OWNER} met {kind} {before.name!r}, but got the size of an image as {by(before.units)}")

    def of(attribute, minimum=1):
        return per_axis(kind, attribute, getattr(layer, attribute, 1), dims, minimum)  # AvgPool has no dilation

    strides, reaches = of("stride"), [d * (k - 1) for k, d in zip(of("kernel_size"), of("dilation"))]
    if isinstance(layer.padding, str):
        whole = [reach if layer.padding == "same" else 0 for reach in reaches]
        paddings = [(reach // 2, reach - reach // 2) for reach in whole]
    else:
        paddings = [(p, p) for p in of("padding", minimum=0)]
    axes = list(zip(before.units, strides, reaches, paddings))
    units = tuple(_count(*axis, getattr(layer, "ceil_mode", False)) for axis in axes)
    if min(units) < 1:
        raise ValueError(
            f"{OWNER}: at {kind} {before.name!r} the image is {by(before.units)}, smaller than the kernel's reach of "
            f"{by(reach + 1 for reach in reaches)}; is it pooled too often?"
        )
    return ReceptiveField(
        before.name,
        type(layer).__name__,
        units,
        size=tuple(r + reach * j for r, j, reach in zip(before.size, before.jump, reaches)),
        jump=tuple(j * s for j, s in zip(before.jump, strides)),
        start=tuple(a - p * j for a, j, (p, _) in zip(before.start, before.jump, paddings)),
    )


def _count(n, stride, reach, padding, ceil_mode):
    """How many windows there are along an axis of n pixels; with ceil_mode none starts in the padding behind it."""
    room = n + sum(padding) - reach - 1
    if not ceil_mode:
        return room // stride + 1
    windows = -(-room // stride) + 1
    return windows - 1 if (windows - 1) * stride >= n + padding[0] else windows
