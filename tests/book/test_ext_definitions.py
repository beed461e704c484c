from bs4 import BeautifulSoup

from tests.book.tiny import build

GLOSSARY = r"""# Glossary
:::{glossary}
Entropy
  $H(p)$, the mean surprise {cite:p}`shannon`.

Cross-entropy
Log loss
  At least the {term}`entropy`.
:::
"""
PAGES = {
    "index.md": "# Page\n\nThe {term}`cross-entropy`, or {term}`log loss`, and the {term}`entropy`; again the {term}`entropy`.\n",
    "glossary.md": "---\norphan: true\n---\n" + GLOSSARY + "\nSee {term}`entropy`.\n",
    "plain.md": "---\norphan: true\n---\n# No terms\n",
    "sources.md": "---\norphan: true\n---\n# Sources\n\n```{bibliography}\n```\n",
    "references.bib": "@book{shannon, author={Shannon, Claude}, title={Theory}, publisher={X}, year={1948}}",
}
EXTENSIONS = ["sphinxcontrib.bibtex", "definitions"]


def tiny(tmp_path, **pages):
    html, said = build(tmp_path, {**PAGES, **pages}, EXTENSIONS, bibtex_bibfiles=["references.bib"], mathjax_path="x.js")
    assert said == ""
    return BeautifulSoup(html, "html.parser"), {
        path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "_build" / "html").glob("*.html")}


def test_each_term_of_a_page_is_defined_on_it_once_in_order(tmp_path):
    page, _ = tiny(tmp_path)
    assert [card["id"] for card in page.select(".dl-definition")] == [
        "definition-term-Cross-entropy", "definition-term-Log-loss", "definition-term-Entropy"]
    for link in page.select("a:has(.std-term)"):
        assert page.find(id="definition-" + link["href"].split("#")[1])


def test_a_term_with_two_names_is_shown_under_the_one_that_was_linked(tmp_path):
    page, _ = tiny(tmp_path)
    card = page.find(id="definition-term-Log-loss")
    assert card.get_text(" ", strip=True) == "Log loss At least the entropy." and not card.select(".xref")


def test_a_definition_keeps_its_formulas_and_loses_its_links(tmp_path):
    page, _ = tiny(tmp_path)
    card = page.find(id="definition-term-Entropy")
    assert card.select_one("span.math") and not page.select(".dl-definition a")
    assert "[Sha48]" in card.get_text()


def test_a_page_whose_only_formula_is_in_a_definition_loads_mathjax(tmp_path):
    _, pages = tiny(tmp_path)
    assert "x.js" in pages["index"] and "x.js" not in pages["plain"]


def test_pages_that_link_no_term_and_the_glossary_itself_carry_no_definitions(tmp_path):
    _, pages = tiny(tmp_path)
    for name in ("plain", "glossary"):
        assert "dl-definition" not in pages[name] and "definitions.js" not in pages[name]
    assert pages["index"].count("definitions.js") == 1


def test_definitions_are_not_found_by_the_search_as_part_of_the_page(tmp_path):
    build(tmp_path, {"index.md": "# Page\n\n{term}`zebra`\n", "glossary.md": "---\norphan: true\n---\n# G\n:::{glossary}\nzebra\n  Quagga.\n:::\n"},
          ["definitions"])
    index = (tmp_path / "_build" / "html" / "searchindex.js").read_text()
    number = index[index.index('"docnames":') :].split("[")[1].split("]")[0].split(",").index('"glossary"')
    assert f'"quagga":{number}' in index.replace(" ", "")
