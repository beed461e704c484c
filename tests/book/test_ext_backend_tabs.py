import pytest
from bs4 import BeautifulSoup

from tests.book.tiny import build, code, notebook


def pair():
    return code("n = 1", "numpy", html="<b>from numpy</b>"), code("t = 1", "torch", html="<b>from torch</b>")


def tab_sets(html):
    return BeautifulSoup(html, "html.parser").select(".sd-tab-set")


def test_neighbours_become_one_pair_of_synchronised_tabs_with_their_outputs(tmp_path):
    html, said = build(tmp_path, {"index.ipynb": notebook("# Page", *pair(), code("after = 1"))}, ["backend_tabs"])
    (tabs,) = tab_sets(html)
    assert said == ""
    assert [(label.get_text().strip(), label["data-sync-group"], label["data-sync-id"]) for label in tabs.select("label")] == [
        ("NumPy", "backend", "numpy"), ("PyTorch", "backend", "torch")]
    left, right = tabs.select(".sd-tab-content")
    assert "n = 1" in left.get_text() and "from numpy" in left.get_text()
    assert "t = 1" in right.get_text() and "from torch" in right.get_text()
    assert "after" not in tabs.get_text() and html.count("from torch") == 1


def test_two_pairs_in_a_row_stay_two(tmp_path):
    html, said = build(tmp_path, {"index.ipynb": notebook("# Page", *pair(), *pair())}, ["backend_tabs"])
    assert said == "" and len(tab_sets(html)) == 2


LONELY = [
    ([code("n = 1", "numpy"), code("after = 1")], "cell 2, line 1", "tagged numpy must be directly followed by one tagged torch"),
    ([code("n = 1", "numpy"), "Text.", code("t = 1", "torch")], "cell 2, line 1", "tagged numpy must be directly followed"),
    ([code("n = 1", "numpy")], "cell 2, line 1", "tagged numpy must be directly followed by one tagged torch"),
    ([code("t = 1", "torch")], "cell 2, line 1", "tagged torch must be directly preceded by one tagged numpy"),
    ([*pair(), code("t = 2", "torch")], "cell 4, line 1", "tagged torch must be directly preceded by one tagged numpy"),
]


@pytest.mark.parametrize("cells, place, complaint", LONELY)
def test_a_cell_without_its_partner_fails_the_build_and_names_page_and_cell(tmp_path, cells, place, complaint):
    _, said = build(tmp_path, {"index.ipynb": notebook("# Page", *cells)}, ["backend_tabs"])
    assert f"index.ipynb: ERROR: {place}: backend tabs: " in said and complaint in said
