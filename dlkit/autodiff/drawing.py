"""The graph behind a value as a picture: an SVG written by hand, which takes the page's colours, light or dark."""

from html import escape

from dlkit.autodiff.layout import places
from dlkit.autodiff.scalar import topological_order

# The palette of dlkit.plot, which a page defines; what follows is for pages that do not. A test compares them.
BLUE, ORANGE, GREY = "var(--dl-blue, #1f57e2)", "var(--dl-orange, #e26312)", "var(--dl-grey, #6b7280)"
# The same three in JupyterLab and VS Code when they are dark; these lack our style sheet.
DARK = (
    'body:is([data-jp-theme-light="false"],.vscode-dark) .dl-figure'
    "{--dl-blue:#5b80ff;--dl-orange:#ff642c;--dl-grey:#98a2b3;}"
)

LINE, CHARACTER, PADDING, GAP, BETWEEN, PORT, MARGIN = 16, 7.3, 9, 16, 72, 16, 4
SMALLEST = 9 / 13  # the text of 13 pixels is shown no smaller than 9: the picture scrolls instead
MOST = 150


class Drawing:
    """A picture as SVG text in `svg` (and str(drawing)); a notebook displays it."""

    def __init__(self, svg, width):
        self.svg, self.width = svg, width

    def __str__(self):
        return self.svg

    def _repr_html_(self):
        return (
            f'<figure class="dl-figure" tabindex="0" style="margin:0.5rem 0;overflow-x:auto">'  # a key scrolls what is too wide
            f"<style>{DARK}</style>{self.svg}</figure>"
        )


def draw(value, *, alt=None, slopes=True):
    """The graph that `value`, a Value or a Tensor, was made of: leaves on the left, `value` on the right.

    A box says the name or the operation, the number (the shape of an array), and the gradient once backward has run;
    an edge says the slope of the operation in that operand, for numbers and with `slopes`. `alt` is what those are told
    who do not see it. Returns a Drawing. Raises TypeError without `alt`, ValueError if it is empty or for more than
    150 nodes.
    """
    if not isinstance(alt, str):
        raise TypeError(
            f"draw got alt={alt!r}: pass alt=\"…\", a sentence or two that say what is seen, for those who do not see it"
        )
    if not alt.strip():
        raise ValueError(f"draw got an empty alt text, {alt!r}: it must say what was computed from what, and which gradient came out")
    if not hasattr(value, "parents"):
        raise TypeError(f"draw takes a Value or a Tensor, got value = {value!r}")
    order = topological_order(value)
    if len(order) > MOST:
        raise ValueError(f"draw got a graph of {len(order)} nodes: at most {MOST} can be read in one picture")
    lines = {id(node): _lines(node) for node in order}
    height = LINE * max(map(len, lines.values())) + PADDING
    columns, edges = places(order, height, GAP)
    widths = [max((_width(lines[id(p.node)]) for p in column if p.node is not None), default=0.0) for column in columns]
    starts = [MARGIN + sum(widths[:i]) + BETWEEN * i for i in range(len(widths))]
    spans = [(start, start + width) for start, width in zip(starts, widths)]
    top = min(p.y - p.height / 2 for column in columns for p in column) - MARGIN
    bottom = max(p.y + p.height / 2 for column in columns for p in column) + MARGIN
    right = spans[-1][1] + MARGIN
    parts = [_edge(*edge, port, spans, lines, slopes) for edge, port in zip(edges, _ports(edges))]
    parts += [_box(p, lines[id(p.node)], spans[p.column]) for column in columns for p in column if p.node is not None]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(" ".join(alt.split()))}" '
        f'viewBox="0 {top:.1f} {right:.1f} {bottom - top:.1f}" font-family="system-ui, sans-serif" font-size="13" '
        f'text-anchor="middle" fill="none" style="display:block;height:auto;width:100%;max-width:{right:.0f}px;'
        f'min-width:{SMALLEST * right:.0f}px;margin:0 auto">{"".join(parts)}</svg>'
    )
    return Drawing(svg, right)


def _lines(node):
    """What a box says, from top to bottom: (text, colour) pairs."""
    title = " = ".join(part for part in (node.name, node.operation) if part)
    lines = [(title, "currentColor")] if title else []
    shape = getattr(node.data, "shape", ())
    lines.append((str(shape) if shape else _signed(f"{float(node.data):.4g}"), "currentColor"))
    if node.grad is not None:
        size = f"‖grad‖ {float((node.grad**2).sum()) ** 0.5:.4g}" if shape else f"grad {float(node.grad):.4g}"
        lines.append((_signed(size), BLUE))
    return lines


def _width(lines):
    return CHARACTER * max(len(text) for text, _ in lines) + 2 * PADDING


def _ports(edges):
    """Where each edge enters its child: in the order in which the edges arrive, so that they do not cross."""
    ports = [0.0] * len(edges)
    for child in {id(path[-1]): path[-1] for path, _ in edges}.values():
        entering = sorted((i for i, (path, _) in enumerate(edges) if path[-1] is child), key=lambda i: edges[i][0][-2].y)
        for k, i in enumerate(entering):
            ports[i] = child.y + (k - (len(entering) - 1) / 2) * PORT
    return ports


def _box(place, lines, span):
    width, height, middle = _width(lines), LINE * len(lines) + PADDING, sum(span) / 2
    leaf = not place.node.parents
    box = (
        f'<rect x="{middle - width / 2:.1f}" y="{place.y - height / 2:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="{6 if leaf else 14}" stroke="{ORANGE if leaf else "currentColor"}" stroke-width="1.5"/>'
    )
    first = place.y - LINE * (len(lines) - 1) / 2 + 4.5  # a baseline lies below the middle of its letters
    text = "".join(
        f'<text x="{middle:.1f}" y="{first + LINE * i:.1f}" fill="{colour}">{escape(words)}</text>'
        for i, (words, colour) in enumerate(lines)
    )
    return box + text


def _edge(path, local, port, spans, lines, slopes):
    """A smooth line through the places of an edge, with an arrow head, and the slope beside it."""
    (first, *between, last) = path
    x, y = sum(spans[first.column]) / 2 + _width(lines[id(first.node)]) / 2, first.y
    d = f"M{x:.1f} {y:.1f}"
    for place in between:
        left, right = spans[place.column]
        d += _bend(x, y, left, place.y) + f" L{right:.1f} {place.y:.1f}"
        x, y = right, place.y
    end = sum(spans[last.column]) / 2 - _width(lines[id(last.node)]) / 2 - 1
    d += _bend(x, y, end, port) + f" M{end - 6:.1f} {port - 4:.1f} L{end:.1f} {port:.1f} L{end - 6:.1f} {port + 4:.1f}"
    line = f'<path d="{d}" stroke="{GREY}" stroke-width="1.3"/>'
    if not slopes or callable(local):
        return line
    return line + (
        f'<text x="{end - 9:.1f}" y="{port - 3:.1f}" text-anchor="end" font-size="11" '
        f'fill="currentColor">{_signed(f"{local:.3g}")}</text>'
    )


def _bend(x0, y0, x1, y1):
    middle = (x0 + x1) / 2
    return f" C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"


def _signed(text):
    return text.replace("-", "−")
