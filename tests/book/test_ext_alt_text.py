import pytest

from tests.book.tiny import build, code, notebook

NAMED = [
    '<svg role="img" aria-label="A line"><path d="M0 0"/></svg>',
    '<svg aria-labelledby="t"><title id="t">A line</title></svg>',
    '<svg aria-hidden="true"></svg>',
    '<img src="data:," alt="A line">',
    "<p>no figure</p>",
]
UNNAMED = ["<svg><path/></svg>", '<svg aria-label=" "></svg>', '<img src="data:,">', '<img src="data:," alt="">',
           '<svg aria-label="A line"></svg><svg viewBox="0 0 1 1"></svg>']


@pytest.mark.parametrize("html", NAMED)
def test_a_named_figure_passes(tmp_path, html):
    _, said = build(tmp_path, {"index.ipynb": notebook("# Page", code("x", html=html))}, ["alt_text"])
    assert said == ""


@pytest.mark.parametrize("html", UNNAMED)
def test_an_unnamed_figure_in_an_output_fails_the_build_and_names_page_and_cell(tmp_path, html):
    _, said = build(tmp_path, {"index.ipynb": notebook("# Page", "Text.", code("x", html=html))}, ["alt_text"])
    assert "index.ipynb: ERROR: cell 3, line 1: a figure has no alt text: <" in said


def test_an_image_without_alt_text_fails_the_build_and_names_page_and_line(tmp_path):
    svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    files = {"index.md": "# Page\n\n![A line](a.svg)\n\n![](a.svg)\n", "a.svg": svg}
    _, said = build(tmp_path, files, ["alt_text"])
    assert "index.md:5: ERROR: line 5: the image a.svg has no alt text" in said and said.count("ERROR") == 1


def test_of_an_output_in_several_forms_only_the_one_shown_is_asked(tmp_path):
    cell = code("x", html=NAMED[0])
    cell.outputs[0].data["image/png"] = "iVBORw0KGgo="
    _, said = build(tmp_path, {"index.ipynb": notebook("# Page", cell)}, ["alt_text"])
    assert said == ""
