"""The graph of what was computed: of an expression of dlkit.autodiff, or of a network."""

from dlkit.autodiff import Drawing, Value, draw
from dlkit.explain.structure import tree
from dlkit.plot.network_graph import svg


def computation_graph(of, x=None, *, alt=None, slopes=True):
    """The graph behind a Value or a Tensor, or that of a network through which x goes; a notebook displays it.

    Of an expression: leaves on the left, the value on the right, with `slopes` at the edges; see dlkit.autodiff.draw.
    Of a network, a model of dlkit.numpy or of PyTorch: its layers from the top down with their names, the shape that
    each makes of x, and how many parameters it has; containers are frames, Residual with the way around its layers.
    Where the way from part to part is not known (attention, say) there are no arrows between them.
    `alt` says what is seen, for those who do not see it. The colours are those of the page, light or dark. Returns a
    Drawing; its `svg` is the picture as text.
    Raises TypeError without `alt`, or for what is neither, and ValueError for an empty one.
    """
    owner = "plot.computation_graph"
    if not isinstance(alt, str):
        raise TypeError(f'{owner} got alt={alt!r}: pass alt="…", a sentence or two that say what is seen')
    if not alt.strip():
        raise ValueError(f"{owner} got an empty alt text: it must say what is computed from what")
    if isinstance(of, Value) or hasattr(of, "parents"):
        if x is not None:
            raise TypeError(
                f"{owner} got an input x beside a {type(of).__name__}, which holds its own numbers: x must be left out"
            )
        return draw(of, alt=alt, slopes=slopes)
    if x is None:
        raise TypeError(f"{owner} got a {type(of).__name__} without x: pass an input of the network, as in x[:1]")
    return Drawing(*svg(tree(owner, of, x), tuple(x.shape), alt))
