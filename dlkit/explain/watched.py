"""One pass through a network with every layer watched: the same questions for either backend."""

import sys

import numpy as np

from dlkit.explain.watched_numpy import WatchedNumPy
from dlkit.numpy import Module


def watched(owner, model, x, *, slopes=False):
    """The pass of x through `model` in evaluation mode, a WatchedNumPy or a WatchedTorch.

    Both have `layers` {name: layer}, `calls` {name: (input shapes, output)} in the order in which the layers finished,
    `output` of the whole model, `output_of(name)` as an array, and `gradient(of, upstream, at)`.
    Raises TypeError for what is no model, or no array of real numbers, with `slopes` of floats; ValueError for an x
    that is empty or not finite.
    """
    if not is_torch(owner, model):
        return WatchedNumPy(owner, model, _checked(owner, x, np.ndarray, slopes))
    from dlkit.explain.watched_torch import WatchedTorch

    return WatchedTorch(owner, model, _checked(owner, x, (np.ndarray, sys.modules["torch"].Tensor), slopes))


def is_torch(owner, model):
    """Whether a model is one of PyTorch; TypeError for what is a model of neither backend."""
    if isinstance(model, Module):
        return False
    torch = sys.modules.get("torch")  # a PyTorch model exists only where PyTorch is imported
    if torch is not None and isinstance(model, torch.nn.Module):
        return True
    what = f"the class {model.__name__}; add ()" if isinstance(model, type) else f"a {type(model).__name__}"
    raise TypeError(f"{owner} got {what}: it takes a model of dlkit.numpy or of PyTorch, such as a Sequential")


def _checked(owner, x, kinds, slopes):
    if not isinstance(x, kinds):
        raise TypeError(f"{owner} got x of type {type(x).__name__}: it must be an array (n, …), of the model's backend")
    values = x
    if hasattr(x, "detach"):
        values = (x.detach().double() if x.is_floating_point() else x.detach()).cpu().numpy()
    if values.dtype.kind not in ("f" if slopes else "fiub"):
        raise TypeError(f"{owner} got x of dtype {x.dtype}: it must hold {'floats' if slopes else 'real numbers'}")
    if values.ndim == 0 or values.size == 0:
        raise ValueError(f"{owner} got x of shape {tuple(x.shape)}: (n, …), n of 1 or more, is wanted")
    if not np.isfinite(values).all():
        raise ValueError(f"{owner} got x with numbers that are not finite: all must be")
    return x


def layer_name(owner, seen, layer):
    """`layer`, a name or an integer, as the name of a layer that the pass met; ValueError with those there are."""
    name = str(layer)
    if name in seen.calls and name:
        return name
    if name in seen.layers and name:
        raise ValueError(
            f"{owner}: layer {name!r} was not called in this pass, and must be for there to be something to see"
        )
    there = ", ".join(f"{known!r} {type(seen.layers[known]).__name__}" for known in seen.layers if known)
    raise ValueError(
        f"{owner}: no layer {name!r} in this {type(seen.layers['']).__name__}: "
        + (f"it must be one of {there}" if there else "it has none, and must be a container such as Sequential")
    )
