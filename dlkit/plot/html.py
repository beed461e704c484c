"""A drawing as HTML: one or several inline SVGs that scale, wrap and take the page's colours."""

from html import escape

from dlkit.plot.css import notebook_css
from dlkit.plot.svg import markup

PX_PER_PT = 96 / 72  # an inch of the figure is an inch of CSS, so text has one size in all figures
SMALLEST_PX = 8  # text is never shown smaller: the panels wrap first, then the figure scrolls; a figure of the usual width fits a phone


def html(drawing, rows, alt, caption=None, controls=""):
    """HTML of a `Drawing` cut into `rows` of panels; `alt` is its text for those who do not see it.

    The first SVG holds the drawing, the others show their part of it. Readers of the page hear of one image.
    `controls` is HTML that stands between the drawing and the caption.
    """
    svgs = iter(_svgs(drawing, rows, alt))
    width = PX_PER_PT * sum(panel.width for panel in rows[0])
    lines = "".join(
        f'<div style="display:flex;flex-wrap:wrap;align-items:flex-start;row-gap:0.75rem;'
        f'max-width:{width:.1f}px;margin:0 auto">{"".join(next(svgs) for _ in row)}</div>'
        for row in rows
    )
    below = f'<figcaption class="mathjax_process">{_caption(caption)}</figcaption>' if caption else ""
    return (
        f'<figure class="dl-figure" style="margin:0.5rem 0;overflow-x:auto;overflow-y:hidden">'
        f"<style>{notebook_css()}{drawing.style}</style>{lines}{controls}{below}</figure>"
    )


def _svgs(drawing, rows, alt):
    shrink = 0 if drawing.smallest_text is None else SMALLEST_PX / drawing.smallest_text
    for number, panel in enumerate(panel for row in rows for panel in row):
        widest = PX_PER_PT * panel.width
        narrowest = min(shrink * panel.width, widest)
        named = f'role="img" aria-label="{escape(alt)}"' if number == 0 else 'aria-hidden="true"'
        content = markup(drawing.group) if number == 0 else f'<use href="#{drawing.name}"/>'
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" {named} '
            f'viewBox="{panel.x:.2f} {panel.y:.2f} {panel.width:.2f} {panel.height:.2f}" '
            f'style="display:block;overflow:hidden;height:auto;min-width:0;max-width:{widest:.1f}px;margin:0 auto;'
            f'flex:{panel.width:.2f} 0 {narrowest:.1f}px">{content}</svg>'
        )


def _caption(text):
    """Escaped, with $…$ written as \\(…\\), which MathJax reads both in the book and in JupyterLab."""
    parts = escape(text).split("$")
    if len(parts) % 2 == 0:
        raise ValueError(f"got caption {text!r}: a $ opens a formula that no second $ closes")
    return "".join(part if i % 2 == 0 else rf"\({part}\)" for i, part in enumerate(parts))
