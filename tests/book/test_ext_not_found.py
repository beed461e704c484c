import shutil

from bs4 import BeautifulSoup

from tests.book.tiny import ROOT, build


def test_the_page_for_what_is_not_there_searches_and_leads_to_the_first_page(tmp_path):
    shutil.copytree(ROOT / "_templates", tmp_path / "_templates")
    _, said = build(tmp_path, {"index.md": "# Book"}, ["not_found"], html_theme="sphinx_book_theme", templates_path=["_templates"],
                    html_context={"default_mode": "auto"}, html_theme_options={"article_footer_items": []})
    page = BeautifulSoup((tmp_path / "_build/html/404.html").read_text(encoding="utf-8"), "html.parser")
    assert said == "" and page.h1.get_text() == "This page is not here"
    assert page.select_one("article form[role=search], article form.bd-search")["action"] == "search.html"
    assert page.select_one("article p a")["href"] == "index.html"
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert "404" not in (tmp_path / "_build/html/searchindex.js").read_text()
