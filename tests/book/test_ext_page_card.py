import pytest
from bs4 import BeautifulSoup

from tests.book.tiny import build

CARD = """\
# Page

:::{page-card}
:minutes: 20
:needs: probability, $\\log$
:cpu: 4
- derive a loss
- say what $\\hat y$ estimates
:::
"""


def test_the_card_shows_time_needs_computing_time_and_goals(tmp_path):
    html, said = build(tmp_path, {"index.md": CARD}, ["page_card"])
    card = BeautifulSoup(html, "html.parser").select_one(".dl-card")
    assert said == ""
    assert [term.get_text() for term in card.select("dt")] == ["Time", "Computing", "You need"]
    assert card.select("dd")[0].get_text().strip() == "20 minutes"
    assert card.select("dd")[2].select_one("span.math")
    assert "After this page you can" in card.get_text()
    assert [goal.get_text().strip()[:6] for goal in card.select("li")] == ["derive", "say wh"]


def test_a_chapter_says_so_and_may_leave_out_the_computing_time(tmp_path):
    html, said = build(tmp_path, {"index.md": CARD.replace(":cpu: 4", ":chapter:")}, ["page_card"])
    assert said == "" and "After this chapter you can" in html and "Computing" not in html


@pytest.mark.parametrize(
    "missing, complaint",
    [(":minutes: 20\n", "how long"), (":needs: probability, $\\log$\n", "what the reader needs"),
     ("- derive a loss\n- say what $\\hat y$ estimates\n", "what the reader can do")],
)
def test_an_incomplete_card_fails_the_build_and_names_page_and_line(tmp_path, missing, complaint):
    _, said = build(tmp_path, {"index.md": CARD.replace(missing, "")}, ["page_card"])
    assert "index.md:3: ERROR: line 3: page-card: say" in said and complaint in said
