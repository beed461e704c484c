import pytest
from bs4 import BeautifulSoup

from tests.book.tiny import build

MAP = """\
# Book

:::{chapter-map}
- title: One
  page: one
  about: What $x$ is.
  state: Ready
- title: Two
  needs: [1]
  about: More.
  state: Coming
- title: Three
  needs: [1, 2]
  about: All.
  state: Coming
:::
"""


def made(folder, text):
    html, said = build(folder, {"index.md": text, "one.md": "---\norphan: true\n---\n# One"}, ["chapter_map"])
    return BeautifulSoup(html, "html.parser"), said


def test_each_chapter_is_a_row_that_says_what_it_needs(tmp_path):
    page, said = made(tmp_path, MAP)
    assert said == ""
    rows = page.select("ol.dl-map-rows > li")
    assert [row.select_one(".dl-map-title").get_text() for row in rows] == ["One", "Two", "Three"]
    assert [row.select_one(".dl-map-state").get_text() for row in rows] == ["Ready.", "Coming. Needs chapter 1.", "Coming. Needs chapters 1 and 2."]
    assert rows[0].select_one("span.math") and rows[0].a["href"] == "one.html" and not rows[1].a


def test_an_arc_leads_from_a_chapter_to_each_that_needs_it(tmp_path):
    page, _ = made(tmp_path, MAP)
    arcs = [path["d"] for path in page.select(".dl-map-arcs path")]
    assert arcs == ["M100 50C70 50 70 150 100 150", "M100 50C40 50 40 250 100 250", "M100 150C70 150 70 250 100 250"]


@pytest.mark.parametrize("old, new, message", [
    ("needs: [1]", "needs: [2]", "chapter 2 needs 2: it must be the number of a chapter above it"),
    ("  about: More.\n", "", "chapter 2 must have title, about and state"),
    ("state: Ready", "stat: Ready", "chapter 1 must have title, about and state"),
    ("needs: [1]", "needs: [1", "its body must be YAML"),
    ("page: one", "page: gone", "gone"),
])
def test_a_faulty_map_stops_the_build_with_its_line(tmp_path, old, new, message):
    _, said = made(tmp_path, MAP.replace(old, new))
    assert message in said and "index.md" in said


def test_an_empty_map_stops_the_build(tmp_path):
    assert "list the chapters" in made(tmp_path, "# Book\n\n:::{chapter-map}\n:::\n")[1]
