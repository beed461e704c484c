from bs4 import BeautifulSoup

from tests.book.tiny import build

FILES = {
    "index.rst": "Book\n====\n\nSee [One]_ and [Two]_.\n\n.. toctree::\n\n   part\n\n.. [One] First.\n.. [Two] Second.\n",
    "part.md": "# A part\n\n```{toctree}\npage\n```\n",
    "page.md": "# A page\n",
}


def built(folder):
    html, said = build(folder, FILES, ["screen_reader"], html_theme="sphinx_book_theme")
    assert said == ""
    return BeautifulSoup(html, "html.parser")


def test_a_fold_of_the_sidebar_is_named_after_its_part(tmp_path):
    assert [fold["aria-label"] for fold in built(tmp_path).select("nav li > details > summary")] == ["Pages of A part"]


def test_every_source_is_an_item_of_the_list_of_sources(tmp_path):
    sources = built(tmp_path).select_one("[role=list]")
    assert [item.get("role") for item in sources.find_all(recursive=False)] == ["listitem", "listitem"]
