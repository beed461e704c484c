"""The figure in HTML: one image to a screen reader, panels that wrap, text that stays legible."""

import re

import numpy as np
import pytest

from dlkit.plot.html import PX_PER_PT, SMALLEST_PX

PHONE = 358  # pixels between the margins of a 390-pixel screen
ROOM = re.compile(r'viewBox="\S+ \S+ (\S+) (\S+)" style="[^"]*max-width:([\d.]+)px[^"]*flex:[\d.]+ 0 ([\d.]+)px"')


def rooms(html):
    """For each SVG: width in points, height in points, greatest and least width on the page in pixels."""
    return [tuple(map(float, found)) for found in ROOM.findall(html)]


def label(axes):
    for ax in np.ravel(axes):
        ax.set(xlabel="step", ylabel="loss")


def test_a_reader_who_does_not_see_hears_of_one_image_with_its_text(html_of):
    html = html_of(label, cols=2, alt='Left: "a" < b & c. Right: flat.')
    first, second = re.findall(r"<svg[^>]*>", html)
    assert 'role="img" aria-label="Left: &quot;a&quot; &lt; b &amp; c. Right: flat."' in first
    assert 'aria-hidden="true"' in second and "role" not in second and "aria-hidden" not in first


def test_the_drawing_is_there_once_and_the_other_panels_refer_to_it(html_of):
    html = html_of(label, rows=2, cols=2)
    (name,) = set(re.findall(r'<use href="#(dl[0-9a-f]+)"', html))
    assert html.count(f'<g id="{name}"') == 1
    assert html.count(f'<use href="#{name}"') == 3
    assert html.count("display:flex") == 2  # one line for each row of panels


@pytest.mark.parametrize("options", [{}, {"cols": 2}, {"cols": 3}, {"rows": 2, "cols": 2}])
def test_panels_of_the_default_size_fit_a_phone(html_of, options):
    for *_, least in rooms(html_of(label, **options)):
        assert 0 < least <= PHONE


@pytest.mark.parametrize("options", [{}, {"cols": 2}, {"width": 9}])
def test_text_is_never_smaller_than_nine_pixels(html_of, options):
    for width, _, most, least in rooms(html_of(label, **options)):
        assert 9 * least / width == pytest.approx(SMALLEST_PX, abs=0.01)  # numbers at the ticks have nine points
        assert most == pytest.approx(PX_PER_PT * width, abs=0.1)


def test_an_image_without_text_may_shrink_as_far_as_it_must(html_of):
    def draw(ax):
        ax.imshow(np.eye(3))
        ax.set_axis_off()

    ((*_, least),) = rooms(html_of(draw, width=7))
    assert least == 0


def test_side_by_side_the_panels_have_their_shares_of_the_width(html_of):
    html = html_of(label, cols=2, width_ratios=(2, 1))
    grow = [float(share) for share in re.findall(r"flex:([\d.]+) 0", html)]
    widths = [width for width, *_ in rooms(html)]
    assert grow == widths and widths[0] > 1.5 * widths[1]
    (most,) = re.findall(r'align-items[^"]*max-width:([\d.]+)px', html)
    assert float(most) == pytest.approx(PX_PER_PT * sum(widths), abs=0.1)


def test_a_caption_is_escaped_and_its_formulas_are_left_to_mathjax(html_of):
    html = html_of(label, caption="For $a<b$ & all $c$.")
    assert r'<figcaption class="mathjax_process">For \(a&lt;b\) &amp; all \(c\).</figcaption>' in html
    assert "figcaption" not in html_of(label)


def test_an_open_formula_in_a_caption_is_refused(html_of):
    with pytest.raises(ValueError, match="a \\$ opens a formula"):
        html_of(label, caption="costs 5 $")
