"""Where in an image the evidence for a class lies."""

import numpy as np

from dlkit.explain.score import upstream_of
from dlkit.explain.watched import layer_name, watched


def class_activation_map(model, x, label):
    """CAM: M[n, h, w] = Σ_k W[c, k] A[n, k, h, w], for a network that ends in global average pooling and a Linear.

    A (n, K, H′, W′) is what the pooling gets, W the weight of the Linear, c the class. The mean of M plus the bias is
    the score, so M says what each place adds to it, for the class (above 0) or against. x (n, C, H, W) → (n, H′, W′).
    A model with a single output scores class 1 with it, class 0 with its negative.
    Raises ValueError for another network, and for a class out of range.
    Zhou et al. (2016), "Learning deep features for discriminative localization".
    """
    owner = "explain.class_activation_map"
    seen = watched(owner, model, x)
    upstream = upstream_of(owner, seen.output, seen.x_shape[0], label)
    linear = [name for name in seen.calls if type(seen.layers[name]).__name__ == "Linear"]
    images = image_layers(seen)
    if linear and images:
        A, weight, bias = seen.output_of(images[-1]), *_parameters(seen.layers[linear[-1]])
        if _is_the_score(A.mean(axis=(2, 3)), weight, bias, seen.output):
            return np.einsum("nk,nkhw->nhw", upstream @ weight, A)
    raise ValueError(
        f"{owner}: the scores of this network are not a Linear of its last feature maps' means: it must end in "
        "GlobalAvgPool2d and Linear; explain.grad_cam takes any network"
    )


def grad_cam(model, x, label, layer=None):
    """Grad-CAM: M[n, h, w] = max(Σ_k α[n, k] A[n, k, h, w], 0), with α the mean of ∂s/∂A[n, k] over all (h, w).

    A (n, K, H′, W′) is the output of `layer`, by default the last one that gives an image of more than one pixel; s is
    the score of class `label`, before the softmax. x (n, C, H, W) → (n, H′, W′). Where CAM can be had, Grad-CAM of
    the same A is its positive part divided by H′W′.
    Raises ValueError for a layer that is not there, one without images, or a class out of range.
    Selvaraju et al. (2017), "Grad-CAM: visual explanations from deep networks via gradient-based localization".
    """
    owner = "explain.grad_cam"
    seen = watched(owner, model, x)
    upstream = upstream_of(owner, seen.output, seen.x_shape[0], label)
    images = image_layers(seen)
    if layer is None and not images:
        raise ValueError(f"{owner}: no layer of this network gives images (n, channels, height, width)")
    name = images[-1] if layer is None else layer_name(owner, seen, layer)
    A = seen.output_of(name)
    if A.ndim != 4:
        raise ValueError(
            f"{owner}: layer {name!r} gives {A.shape}, wanted are images (n, channels, height, width); these layers "
            f"give some: {', '.join(map(repr, images)) or 'none'}"
        )
    alpha = seen.gradient("", upstream, at=name).mean(axis=(2, 3))
    return np.maximum(np.einsum("nk,nkhw->nhw", alpha, A), 0)


def image_layers(seen):
    """The names of the layers within the model that gave images of more than one pixel, in the order of the pass."""
    shapes = {name: np.shape(seen.output_of(name)) for name in seen.calls if name}
    return [name for name, shape in shapes.items() if len(shape) == 4 and shape[2] * shape[3] > 1]


def _is_the_score(row, weight, bias, y):
    if row.shape[1] != weight.shape[1] or y.shape[1] != len(weight):
        return False
    rounding = 1e-4 * np.max(np.abs(row) @ np.abs(weight).T, initial=0)
    return bool(np.all(np.abs(row @ weight.T + bias - y) <= rounding))


def _parameters(linear):
    """Weight and bias of a Linear of either backend, as arrays."""
    weight, bias = (
        p.detach().cpu().numpy() if hasattr(p, "detach") else p for p in (linear.weight, linear.bias)
    )
    return weight, 0.0 if bias is None else bias
