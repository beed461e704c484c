"""One pass through a network with every layer watched: the same questions for either backend."""

import sys

from dlkit.explain.watched_numpy import WatchedNumPy
from dlkit.numpy import Module


def watched(owner, model, x):
    """The pass of x through `model` in evaluation mode, a WatchedNumPy or a WatchedTorch.

    Both have `layers` {name: layer}, `calls` {name: (input shapes, output)} in the order in which the layers finished,
    `output` of the whole model, `output_of(name)` as an array, and `gradient(of, upstream, at)`.
    Raises TypeError for what is no model.
    """
    if isinstance(model, Module):
        return WatchedNumPy(owner, model, x)
    torch = sys.modules.get("torch")  # a PyTorch model exists only where PyTorch is imported
    if torch is not None and isinstance(model, torch.nn.Module):
        from dlkit.explain.watched_torch import WatchedTorch

        return WatchedTorch(owner, model, x)
    what = f"the class {model.__name__}; add ()" if isinstance(model, type) else f"a {type(model).__name__}"
    raise TypeError(f"{owner} got {what}: it takes a model of dlkit.numpy or of PyTorch, such as a Sequential")


def layer_name(owner, seen, layer):
    """`layer`, a name or an integer, as the name of a layer that the pass met; KeyError with those there are."""
    name = str(layer)
    if name in seen.calls and name:
        return name
    if name in seen.layers and name:
        raise KeyError(f"{owner}: layer {name!r} was not called in this pass, so there is nothing to see of it")
    there = ", ".join(f"{known!r} {type(seen.layers[known]).__name__}" for known in seen.layers if known)
    raise KeyError(f"{owner}: no layer {name!r} in this {type(seen.layers['']).__name__}; it has {there or 'no layers'}")
