"""A network as a tree: its layers in the order in which they act, with shapes and parameter counts."""

import math
from dataclasses import dataclass

from dlkit.explain.kind import kind_of
from dlkit.explain.watched import watched
from dlkit.explain.watched_numpy import first
from dlkit.numpy.spatial import by, per_axis

FLOWS = {"Residual": "sum", "DenseBlock": "join", "Sequential": "chain", "Autoencoder": "chain", "DeepSet": "chain"}
# between the two parts of a VAE its code is drawn
FLOWS |= {"VAE": ""}


@dataclass(frozen=True)
class Layer:
    """One layer of a network, or a container with its `parts` in the order in which they finished.

    `kind` is its class, `arguments` the main ones as text, `shape` that of its (first) output, `parameters` the count
    of its trainable numbers, those of its parts included. `flow` says how the parts are connected, where that is known:
    "chain" one after another, "sum" that with the input added in the end, "join" with each part's input joined to its
    output; otherwise it is "".
    """

    name: str
    kind: str
    arguments: str
    shape: tuple
    parameters: int
    flow: str = ""
    parts: tuple = ()


def structure(model, x):
    """The `Layer` of a model, from one pass of x through it; layers that were not called are left out.

    Raises TypeError for what is no model or no array.
    """
    return tree("explain.structure", model, x)


def tree(owner, model, x):
    """The same, where errors name `owner`."""
    seen = watched(owner, model, x)

    def layer(name):
        shape = tuple(first(seen.calls[name][1]).shape)
        inside = [child for child in seen.calls if child and child.rpartition(".")[0] == name]
        return Layer(
            name,
            type(seen.layers[name]).__name__,
            "" if inside else arguments(seen.layers[name], len(shape) - 2),
            shape,
            sum(math.prod(parameter.data.shape) for parameter in seen.layers[name].parameters()),
            FLOWS.get(kind_of(seen.layers[name], FLOWS), "") if inside else "",
            tuple(map(layer, inside)),
        )

    return layer("")


def arguments(layer, dims):
    """What shapes and counts do not tell of a layer, as text: "3 × 3, stride 2" with two spatial axes, "p = 0.5"."""
    if not hasattr(layer, "kernel_size"):
        return f"p = {layer.p:g}" if isinstance(getattr(layer, "p", None), float) else ""
    kernel = per_axis("kernel", "kernel_size", layer.kernel_size, dims)
    # a pooling's stride is its kernel unless it is told otherwise, and what goes without saying is left out
    usual = {"stride": kernel if "Pool" in type(layer).__name__ else (1,) * dims, "padding": (0,) * dims}
    said = [by(kernel)]
    for name in ("stride", "padding", "dilation", "groups"):
        value = getattr(layer, name, 1)
        values = (value,) * dims if isinstance(value, int) else value
        if values != usual.get(name, (1,) * dims):
            said.append(f"{name} {values if isinstance(values, str) else by(dict.fromkeys(values))}")
    return ", ".join(said)
