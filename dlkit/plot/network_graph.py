"""The layers of a network from the top down, as an SVG written by hand in the manner of dlkit.autodiff.drawing."""

from html import escape

from dlkit.autodiff.drawing import BLUE, CHARACTER, GREY, MARGIN, ORANGE, SMALLEST

BASELINE = 4.5  # a baseline lies below the middle of its letters
ROW, GAP, INDENT, PADDING, COLUMN, APART, SIGN = 28, 18, 18, 9, 14, 8, 9


def svg(network, x_shape, alt):
    """(SVG text, its width) of an explain.Layer on an input of `x_shape`."""
    layers = list(_walk(network))
    right = MARGIN + max(2 * INDENT * depth + 2 * PADDING + _title_width(layer) for layer, depth in layers)
    shapes = ["shape", str(x_shape), *(str(layer.shape) for layer, _ in layers), "of its own"]
    counts = ["parameters", f"{network.parameters:,}"]
    shape_x = right + COLUMN + max(map(_width, shapes))
    count_x = shape_x + COLUMN + max(map(_width, counts))
    pen = _Pen(right, shape_x, count_x)
    pen.columns("shape", "parameters", GREY)
    pen.y += 12
    pen.input(x_shape)
    pen.arrow(GAP)
    pen.layer(network, MARGIN, right)
    pen.total(network.parameters)
    width, height = count_x + MARGIN, pen.y + ROW / 2
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(" ".join(alt.split()))}" '
        f'viewBox="0 0 {width:.1f} {height:.1f}" font-family="system-ui, sans-serif" font-size="13" fill="none" '
        f'style="display:block;height:auto;width:100%;max-width:{width:.0f}px;min-width:{SMALLEST * width:.0f}px;'
        f'margin:0 auto">{"".join(pen.parts)}</svg>'
    )
    return text, width


def _walk(layer, depth=0):
    """(layer, depth) of a layer and of all within it."""
    yield layer, depth
    for part in layer.parts:
        yield from _walk(part, depth + 1)


def _width(text, size=13):
    return CHARACTER * size / 13 * len(text)


def _title_width(layer):
    """The room for what `_Pen.title` writes; bold letters are wider."""
    return _width(layer.name, 11) + APART + _width(layer.kind, 15) + APART + _width(layer.arguments, 12)


class _Pen:
    """Draws from the top down: `y` is how far it has come, `parts` what it drew."""

    def __init__(self, right, shape_x, count_x):
        self.shape_x, self.count_x = shape_x, count_x
        self.middle = (MARGIN + right) / 2
        self.y, self.parts = MARGIN + 12.0, []

    def layer(self, layer, left, right):
        if layer.parts:
            self.container(layer, left, right)
        else:
            self.leaf(layer, left, right)

    def leaf(self, layer, left, right):
        self.box(left, right, self.y, ROW, BLUE if layer.parameters else GREY, 6)
        self.y += ROW / 2
        self.title(layer, left)
        self.columns(layer.shape, f"{layer.parameters:,}" if layer.parameters else "", "currentColor")
        self.y += ROW / 2

    def container(self, layer, left, right):
        """A dashed frame around the parts, with arrows where the way from one to the next is known."""
        top = self.y
        self.y += ROW / 2
        self.title(layer, left)
        own = layer.parameters - sum(part.parameters for part in layer.parts)
        if own:
            self.columns("of its own", f"{own:,}", "currentColor")
        self.y += ROW / 2 - 4
        fork = self.y + GAP / 3
        for number, part in enumerate(layer.parts):
            before = self.y + GAP / 3
            if layer.flow and (number or layer.flow != "chain"):
                self.arrow(GAP)
            else:
                self.y += GAP / 2 if number else 2
            self.layer(part, left + INDENT, right - INDENT)
            if layer.flow == "join":
                self.meet("∥", before, right)
        if layer.flow == "sum":
            self.meet("+", fork, right)
        self.y += 10
        self.box(left, right, top, self.y - top, GREY, 10, dashed=True)

    def meet(self, sign, fork, right):
        """A circle in which what left the way at the height `fork` meets what the layers made of it."""
        self.path(f"M{self.middle:.1f} {self.y:.1f} v{GAP / 2}", GREY)
        self.y += GAP / 2 + SIGN
        x, y, around, bend = self.middle, self.y, right - INDENT / 2, 7
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{SIGN}" stroke="{ORANGE}" stroke-width="1.5"/>')
        arms = f"M{x - 4:.1f} {y:.1f} h8 m-4 -4 v8" if sign == "+" else f"M{x - 2:.1f} {y - 4:.1f} v8 m4 -8 v8"
        self.path(arms, ORANGE)
        self.path(
            f"M{x:.1f} {fork:.1f} H{around - bend:.1f} q{bend} 0 {bend} {bend} V{y - bend:.1f} q0 {bend} -{bend} {bend} "
            f"H{x + SIGN + 1:.1f} m6 -4 l-6 4 l6 4",
            ORANGE,
        )
        self.y += SIGN

    def input(self, shape):
        width = _width("input") + 2 * PADDING
        self.box(self.middle - width / 2, self.middle + width / 2, self.y, 24, ORANGE, 12)
        self.y += 12
        self.words(self.middle, "input", "currentColor", "middle")
        self.words(self.shape_x, str(shape), "currentColor", "end")
        self.y += 12

    def total(self, count):
        self.y += 10
        self.path(f"M{MARGIN} {self.y:.1f} H{self.count_x:.1f}", GREY)
        self.y += ROW / 2
        self.columns("in all", f"{count:,}", BLUE)

    def title(self, layer, left):
        """The name of a layer, its kind, and its arguments, one after another."""
        said = [(layer.name, 'font-size="11"', GREY), (layer.kind, 'font-weight="600"', "currentColor")]
        said += [(layer.arguments, 'font-size="12"', "currentColor")]
        spans = [f'<tspan {look} fill="{colour}" dx="{APART}">{escape(text)}</tspan>' for text, look, colour in said if text]
        x, y = left + PADDING - APART, self.y + BASELINE
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}">{"".join(spans)}</text>')

    def columns(self, shape, count, colour):
        self.words(self.shape_x, str(shape), colour, "end")
        self.words(self.count_x, count, colour, "end")

    def arrow(self, length):
        end = self.y + length - 1
        self.path(f"M{self.middle:.1f} {self.y:.1f} V{end:.1f} m-4 -6 l4 6 l4 -6", GREY)
        self.y += length

    def words(self, x, text, colour, anchor):
        look = f'text-anchor="{anchor}" fill="{colour}"'
        self.parts.append(f'<text x="{x:.1f}" y="{self.y + BASELINE:.1f}" {look}>{escape(text)}</text>')

    def path(self, d, colour):
        self.parts.append(f'<path d="{d}" stroke="{colour}" stroke-width="1.3"/>')

    def box(self, left, right, top, height, colour, radius, dashed=False):
        dash = ' stroke-dasharray="4 4" stroke-opacity="0.8"' if dashed else ""
        self.parts.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{height:.1f}" rx="{radius}" '
            f'stroke="{colour}" stroke-width="{1.1 if dashed else 1.5}"{dash}/>'
        )
