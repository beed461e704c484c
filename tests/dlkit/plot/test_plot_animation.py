"""Figures that move: what they keep, what they share, and what they leave alone."""

import importlib
import json
import re
from html import unescape
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.axes import Axes
from PIL import Image

from dlkit import plot
from dlkit.plot import palette
from dlkit.plot.frames import ranges
from dlkit.plot.svg import markup, matplotlib_svg, tree

animation_module = importlib.import_module("dlkit.plot.animation")


@pytest.fixture
def shown(monkeypatch):
    bundles = []
    monkeypatch.setattr(animation_module, "show", bundles.append)
    return bundles


def draw(count=5, body=None, **options):
    """The frames of a small animation: a line that grows, and a line that is always there."""
    with plot.animation(count, alt="A line grows.", **options) as frames:
        for k, axes in frames:
            for ax in np.ravel(axes):
                ax.plot([0, 10], [5, 0], color=plot.ORANGE, label="still")
                ax.plot(range(k + 2), np.arange(k + 2) % 3)
                ax.set(xlim=(0, 10), ylim=(0, 5), xlabel="step")
                if body:
                    body(k, ax)
    return frames


def groups(html):
    """The <g> of the first drawing in the HTML, as an element tree."""
    return ElementTree.fromstring(re.search(r"<svg[^>]*>(<g .*?</g>)</svg>", html)[1])


def numbers(text):
    """The frames that data-frames names."""
    bounds = [tuple(map(int, part.split("-"))) for part in text.split()]
    return {k for low, *high in bounds for k in range(low, (high or [low])[0] + 1)}


def seen(group, frame):
    """The markup of what is drawn in a frame, in order."""
    for part in group:
        if part.tag == "defs" or (part.get("data-frames") and frame not in numbers(part.get("data-frames"))):
            continue
        yield from map(markup, part if part.get("data-frames") else [part])


def player(html):
    """The tags of the player and of its slider."""
    return re.search(r'<div class="dl-player"[^>]*>', html)[0], re.search(r"<input[^>]*>", html)[0]


@pytest.mark.parametrize(("options", "error", "message"), [
    ({}, TypeError, "plot.animation got no alt text"),
    ({"alt": " "}, ValueError, "plot.animation got an empty alt text"),
    ({"alt": "A line.", "values": 0}, ValueError, "got no values"),
    ({"alt": "A line.", "values": []}, ValueError, "got no values"),
    ({"alt": "A line.", "fps": 0}, ValueError, "fps must be a number above 0, got 0"),
    ({"alt": "A line.", "rows": 0}, ValueError, "rows must be an integer of at least 1, got 0"),
])  # fmt: skip
def test_an_animation_says_what_it_needs_before_anything_is_drawn(options, error, message):
    with pytest.raises(error, match=message):
        plot.animation(**{"values": 3, **options})


def test_each_value_comes_with_axes_of_its_own(shown):
    drawn = []
    with plot.animation("ab", 1, 2, alt="Two panels.") as frames:
        for value, (left, right) in frames:
            drawn.append((value, left, right))
    assert [value for value, *_ in drawn] == ["a", "b"]
    assert len({id(ax) for _, *axes in drawn for ax in axes}) == 4 and isinstance(drawn[0][1], Axes)


def test_what_is_displayed_is_html_png_and_words(shown):
    draw()
    (bundle,) = shown
    assert set(bundle) == {"text/html", "image/png", "text/plain"} and bundle["text/plain"] == "A line grows."
    assert bundle["image/png"].startswith(b"\x89PNG")
    ElementTree.fromstring(re.sub(r"<script>.*?</script>", "", bundle["text/html"], flags=re.S).replace(" hidden ", ' hidden="" ').replace('="Frame" aria-valuetext="5 / 5">', '="Frame"/>'))


def test_every_frame_is_drawn_as_it_would_be_alone(shown):
    def body(k, ax):
        if k == 2:
            ax.scatter([3, 4], [1, 2], color=plot.GREEN)
        if k % 2:
            ax.axhline(1, zorder=0)
        # What lies above what changes from frame to frame.
        ax.axvspan(2, 3, color=plot.GREEN, zorder=2 + k % 3)
        ax.axvspan(2.5, 4, color=plot.PINK, zorder=3)

    frames = draw(5, body)
    group = groups(shown[0]["text/html"])
    # Ids and classes are given for the whole; what remains must be the same, frame by frame.
    plain = re.compile(r' (id|class|style|href)="[^"]*"|url\(#[^)]*\)')
    for k, figure in enumerate(frames.figures):
        alone = tree(matplotlib_svg_of(figure), palette.css_values())
        wanted = [plain.sub("", markup(part)) for part in parts(alone)]
        assert [plain.sub("", text) for text in seen(group, k)] == wanted


def matplotlib_svg_of(figure):
    from dlkit.plot.style import styled

    with styled():
        return matplotlib_svg(figure)


def parts(element):
    for child in element:
        if child.tag == "defs":
            continue
        for inner in child.iter():
            for defs in [d for d in inner if d.tag == "defs"]:
                inner.remove(defs)
        if child.tag == "g" and set(child.attrib) <= {"id"}:
            yield from parts(child)
        else:
            yield child


def test_what_frames_share_is_stored_once(shown):
    draw(5)
    five = shown.pop()["text/html"]
    draw(20)
    twenty = shown.pop()["text/html"]
    assert (len(twenty) - len(five)) / 15 < 700
    # The surface of a function, an image among it, costs nothing more for each frame.
    x, y = np.meshgrid(np.linspace(0, 10, 60), np.linspace(0, 5, 60))
    draw(5, lambda k, ax: ax.imshow(np.random.default_rng(0).random((60, 60)), extent=(0, 10, 0, 5)))
    assert shown.pop()["text/html"].count("<image") == 1


def test_the_still_frame_is_what_is_seen_without_javascript(shown):
    for still, place in [(-1, 4), (0, 0), (2, 2)]:
        draw(5, still=still)
        html = shown.pop()["text/html"]
        for part in groups(html):
            if part.get("data-frames"):
                assert (part.get("display") == "none") == (place not in numbers(part.get("data-frames")))
        bar, slider = player(html)
        assert " hidden " in bar and f'value="{place}"' in slider


def test_nothing_starts_by_itself_unless_asked(shown):
    draw()
    assert "data-autoplay" not in player(shown.pop()["text/html"])[0]
    draw(autoplay=True)
    html = shown.pop()["text/html"]
    assert "data-autoplay" in player(html)[0] and "prefers-reduced-motion: reduce" in html


def test_a_label_names_the_frames(shown):
    with plot.animation([0.5, 2], alt="Two.", label='η = {:.2f} <"a">') as frames:
        for _, ax in frames:
            ax.plot([1, 2])
    bar, slider = player(shown[0]["text/html"])
    assert json.loads(unescape(re.search(r'data-labels="([^"]*)"', bar)[1])) == ['η = 0.50 <"a">', 'η = 2.00 <"a">']
    assert 'aria-valuetext="η = 2.00 &lt;&quot;a&quot;&gt;"' in slider


def test_readers_hear_of_one_image_with_its_text_and_of_named_controls(shown):
    draw(3, rows=1, cols=2, caption="For $k$.")
    html = shown[0]["text/html"]
    svgs = re.findall(r"<svg[^>]*>", html)
    assert sum('aria-label="A line grows."' in svg for svg in svgs) == 1
    assert all('role="img"' in svg or 'aria-hidden="true"' in svg for svg in svgs)
    assert 'aria-label="Play"' in html and 'aria-label="Frame"' in html and r"For \(k\)." in html


def test_nothing_is_asked_from_outside(shown):
    draw(2, lambda k, ax: ax.imshow(np.eye(3)))
    html = shown[0]["text/html"].replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "http" not in html and "@import" not in html and "src=" not in html
    assert all(link.startswith(("#", "data:")) for link in re.findall(r'href="([^"]*)"', html))


def test_colours_are_left_to_the_page(shown):
    draw()
    html = shown[0]["text/html"]
    assert palette.INK not in html and palette.SURFACE not in html
    assert f"var(--dl-orange, {palette.LIGHT['orange']})" in html


def test_two_animations_share_no_id_and_the_same_one_gives_the_same_bytes(shown):
    draw(3)
    draw(4)
    draw(3)
    first, second, again = (bundle["text/html"] for bundle in shown)
    found = [set(re.findall(r'\bid="([^"]+)"', html)) for html in (first, second)]
    assert found[0] and not found[0] & found[1]
    assert first == again
    first = first.split("<script>")[0]
    defined = re.findall(r'\bid="([^"]+)"', first)
    referred = set(re.findall(r'href="#([^"]+)"', first)) | set(re.findall(r"url\(#([^)]+)\)", first))
    assert len(defined) == len(set(defined)) and referred <= set(defined)


def test_the_axes_stay_where_they_are_in_the_first_frame(shown):
    places = []

    def body(k, ax):
        ax.set_ylabel("a label\n" * (k + 1))
        ax.figure.colorbar(ax.imshow(np.eye(2) * (1 + 10**k), extent=(0, 1, 0, 1)), ax=ax)

    frames = draw(4, body)
    for figure in frames.figures:
        places.append([tuple(ax.get_position(original=True).bounds) for ax in figure.axes])
    assert len(places[0]) == 2 and places.count(places[0]) == 4


def test_what_any_frame_draws_is_within_the_panels(shown):
    frames = draw(4, lambda k, ax: ax.text(10, 5, "a long remark " * (k == 2), clip_on=False))
    wide = frames.panels()[0][0]
    box = frames.figures[2].axes[0].texts[0].get_window_extent()
    assert wide.x + wide.width >= box.x1 * 72 / frames.figures[2].dpi


def test_nothing_is_displayed_when_the_block_raises_and_after_a_break_what_was_completed(shown):
    with pytest.raises(ZeroDivisionError):
        draw(3, lambda k, ax: 1 / (1 - k))
    assert shown == []
    with plot.animation(9, alt="A line.") as frames:
        for k, ax in frames:
            if k == 3:
                break
            ax.plot([1, 2])
    assert len(frames) == 3 and 'max="2"' in shown[0]["text/html"]


def test_matplotlibs_settings_are_as_before(shown):
    import matplotlib

    before = dict(matplotlib.rcParams)
    with pytest.raises(RuntimeError), plot.animation(3, alt="A line.") as frames:
        for _ in frames:
            raise RuntimeError
    assert dict(matplotlib.rcParams) == before


def test_a_block_without_its_loop_and_a_second_loop_are_refused(shown):
    with pytest.raises(ValueError, match="no frame was drawn; loop over it inside the block"), plot.animation(3, alt="A line."):
        pass
    frames = draw(2)
    with pytest.raises(RuntimeError, match="drawn already"):
        next(iter(frames))


def test_an_animation_that_is_too_heavy_is_refused_with_its_size(shown):
    with pytest.raises(ValueError, match=r"made 0.\d MB of HTML, \d+ kB for each of 3 frames: at most 0.0 MB.*draw fewer"):
        draw(3, limit=10_000)
    assert shown == []
    frames = draw(3)
    assert repr(frames) == f"Animation(3 frames, {frames.size / 1e3:.0f} kB, {frames.size / 3e3:.1f} kB a frame: A line grows.)"
    assert frames.size == len(shown[0]["text/html"].encode())


def test_drawing_writes_nothing_to_standard_error(shown, capsys):
    draw(3)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("given", "text"), [([0], "0"), ([0, 1, 2, 7], "0-2 7"), ([1, 3, 4], "1 3-4")])
def test_ranges_are_short(given, text):
    assert ranges(given) == text and numbers(text) == set(given)


@pytest.mark.parametrize("theme", palette.THEMES)
def test_a_gif_has_the_frames_their_time_and_the_colours_of_a_theme(shown, tmp_path, theme):
    frames = draw(4, fps=5)
    plot.save(frames, tmp_path / "a.gif", theme=theme, dpi=50)
    picture = Image.open(tmp_path / "a.gif")
    assert picture.n_frames == 4 and picture.info["loop"] == 0 and picture.info["duration"] == 200
    surface = [int(palette.THEMES[theme]["surface"][i : i + 2], 16) for i in (1, 3, 5)]
    stages = []
    for k in range(4):
        picture.seek(k)
        pixels = np.array(picture.convert("RGB")).astype(int)
        assert np.abs(pixels[0, 0] - surface).max() <= 8
        stages.append(pixels)
    assert all((one != other).any() for one, other in zip(stages, stages[1:]))


def test_the_still_frame_can_be_saved_as_a_picture_and_a_figure_is_no_gif(shown, tmp_path, axes):
    plot.save(draw(3), tmp_path / "a.svg")
    assert "A line grows." in (tmp_path / "a.svg").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="of an animation in .gif"):
        plot.save(axes, tmp_path / "b.gif")
