"""What a layer makes of its input."""

from dlkit.explain.watched import layer_name, watched


def activations(model, x, layer):
    """The output (n, …) of `layer` for inputs x (n, …): of a convolution its feature maps (n, C, H, W).

    `layer` is a name such as "0" or "encoder.2", or an integer. Of several outputs the first is taken.
    Raises ValueError for a layer that is not there, with those there are.
    """
    seen = watched("explain.activations", model, x)
    return seen.output_of(layer_name("explain.activations", seen, layer))
