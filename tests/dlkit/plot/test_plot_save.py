"""A figure as a file."""

from xml.etree import ElementTree

import pytest
from matplotlib.image import imread

from dlkit import plot
from dlkit.plot import palette


@pytest.fixture
def both(shown):
    """Two Axes of a finished figure."""
    with plot.figure(1, 2, alt="Two lines.") as axes:
        axes[0].plot([1, 2])
        axes[1].plot([2, 1], label="second", color=plot.ORANGE)
    return axes


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_svg_stands_alone_with_its_title_and_its_own_colours(both, tmp_path, theme):
    plot.save(both[0], tmp_path / "a.svg", theme=theme)
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    svg = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{svg}title").text == "Two lines."
    assert root.find(f"{svg}rect").get("fill") == palette.THEMES[theme]["surface"]
    assert "var(" not in text and "currentColor" not in text and palette.SURFACE not in text
    for name in ("blue", "orange", "ink"):
        assert palette.THEMES[theme][name] in text


def test_a_figure_its_axes_and_an_array_of_them_are_the_same_picture(both, tmp_path):
    for name, drawn in {"figure": both[0].figure, "axes": both[1], "array": both}.items():
        plot.save(drawn, tmp_path / f"{name}.svg")
    texts = {(tmp_path / f"{name}.svg").read_bytes() for name in ("figure", "axes", "array")}
    assert len(texts) == 1


def test_a_png_has_the_background_of_its_theme(both, tmp_path):
    plot.save(both, tmp_path / "a.png", theme="dark", dpi=50)
    corner = imread(tmp_path / "a.png")[0, 0, :3]
    surface = palette.DARK["surface"]
    assert corner == pytest.approx([int(surface[i : i + 2], 16) / 255 for i in (1, 3, 5)], abs=1e-3)


@pytest.mark.parametrize(("name", "options", "message"), [
    ("a.pdf", {}, r"got 'a.pdf': path must end in .svg or .png"),
    ("a.svg", {"theme": "blue"}, "theme must be one of 'light', 'dark', got 'blue'"),
])  # fmt: skip
def test_what_cannot_be_written_is_refused_before_a_file_is_made(both, tmp_path, name, options, message):
    with pytest.raises(ValueError, match=message):
        plot.save(both, tmp_path / name, **options)
    assert not list(tmp_path.iterdir())


def test_what_is_no_figure_is_refused(tmp_path):
    with pytest.raises(TypeError, match="got a list: it takes the Axes"):
        plot.save([1, 2], tmp_path / "a.svg")
