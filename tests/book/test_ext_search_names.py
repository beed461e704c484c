import json

import pytest

from tests.book.site.check import served
from tests.book.tiny import build, notebook

PAGE = """\
# Classes

$$
p_k = e^{z_k} / Z
$$ (eq-softmax)

$$
\\ell = -\\log p_y
$$ (eq-ce)

$$
p_k - y_k
$$ (eq-ce-gradient)
"""
NAMES = """
:::{equation-names}
eq-ce: cross-entropy; log loss
eq-ce-gradient: gradient of the cross-entropy
:::
"""
NOTATION = """
| object | here | in code | elsewhere |
|---|---|---|---|
| learning rate | $\\eta$ | `lr` | $\\alpha$ |
| weight of layer $l = 1, 2$ | $W^l$ | `weight`, `W` | |

| object | weight |
|---|---|
| stone | heavy |
"""
GLOSSARY = """
:::{glossary}
Proper scoring rule
  A loss that the truth makes smallest.
:::
"""
TITLES = """[...document.querySelectorAll('#search-results li')].map(node => [node.textContent, node.querySelector('a').href])"""


def found(folder):
    """{name: (what it is, page, anchor)} of all objects of the built search index."""
    text = (folder / "_build/html/searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    return {f"{prefix}.{name}" if prefix else name: (index["objnames"][str(kind)][2], index["docnames"][page], anchor)
            for prefix, entries in index["objects"].items() for page, kind, _, anchor, name in entries}


def test_an_equation_is_called_as_its_page_says_or_else_as_its_label_does(tmp_path):
    html, said = build(tmp_path, {"index.md": PAGE + NAMES}, ["search_names"])
    assert said == "" and "log loss" not in html
    assert found(tmp_path) == {
        "softmax": ("equation", "index", "equation-eq-softmax"),
        "cross-entropy": ("equation", "index", "equation-eq-ce"),
        "log loss": ("equation", "index", "equation-eq-ce"),
        "gradient of the cross-entropy": ("equation", "index", "equation-eq-ce-gradient"),
    }
    assert all(f'id="{anchor}"' in html for _, _, anchor in found(tmp_path).values())


def test_a_page_that_is_not_read_again_keeps_its_names_and_one_that_changes_loses_the_old_ones(tmp_path):
    pages = {"index.md": "# Book\n\n```{toctree}\na\n```\n", "a.md": PAGE + NAMES}
    build(tmp_path, pages, ["search_names"])
    build(tmp_path, {**pages, "index.md": pages["index.md"] + "More."}, ["search_names"])
    assert {"softmax", "log loss"} <= found(tmp_path).keys()
    build(tmp_path, {**pages, "a.md": PAGE}, ["search_names"])
    assert found(tmp_path).keys() == {"softmax", "ce", "ce gradient"}


def test_rows_of_the_notation_are_found_by_words_and_code_and_other_tables_are_not(tmp_path):
    html, said = build(tmp_path, {"index.md": "# Notation\n" + NOTATION}, ["search_names"])
    assert said == ""
    assert found(tmp_path) == {"learning rate (lr)": ("notation", "index", "notation-learning-rate-lr"),
                               "weight of layer (weight, W)": ("notation", "index", "notation-weight-of-layer-weight-w")}
    assert '<tr class="row-even" id="notation-learning-rate-lr">' in html


def test_a_term_of_the_glossary_is_found_by_name(tmp_path):
    build(tmp_path, {"index.md": "# Glossary\n" + GLOSSARY}, ["search_names"])
    assert found(tmp_path) == {"Proper scoring rule": ("glossary term", "index", "term-Proper-scoring-rule")}


def test_a_term_is_found_once_and_stays_in_the_general_index(tmp_path):
    build(tmp_path, {"index.md": "# Glossary\n" + GLOSSARY}, ["search_names"])
    assert '"indexentries": {}' in (tmp_path / "_build/html/searchindex.js").read_text()
    assert "index.html#term-Proper-scoring-rule" in (tmp_path / "_build/html/genindex.html").read_text()


def test_a_name_for_an_equation_that_the_page_does_not_have_names_page_and_line(tmp_path):
    pages = {"index.md": "# Book\n\n```{toctree}\na\n```\n" + NAMES, "a.md": PAGE}
    _, said = build(tmp_path, pages, ["search_names"])
    assert "index.md:8: ERROR: line 8: equation-names: this page has no equation labelled eq-ce\x1b" in said
    assert "index.md:9: ERROR: line 9: equation-names: this page has no equation labelled eq-ce-gradient\x1b" in said


def test_a_line_without_a_label_names_cell_and_line(tmp_path):
    page = notebook(PAGE, ":::{equation-names}\neq-ce: log loss\ngradient\n:::")
    _, said = build(tmp_path, {"index.ipynb": page}, ["search_names"])
    assert "cell 2, line 3: equation-names: “gradient” is not of the form “eq-label: name; another name”" in said


@pytest.mark.parametrize("from_server", [True, False])
@pytest.mark.parametrize("query, title, anchor", [
    ("cross-entropy gradient", "gradient of the cross-entropy (equation, in Classes)", "#equation-eq-ce-gradient"),
    ("Softmax", "softmax (equation, in Classes)", "#equation-eq-softmax"),
    ("rate", "learning rate (lr) (notation, in Classes)", "#notation-learning-rate-lr"),
    ("rule scoring", "Proper scoring rule (glossary term, in Classes)", "#term-Proper-scoring-rule"),
])
def test_a_reader_who_types_a_name_is_led_to_its_place(tmp_path, browser, query, title, anchor, from_server):
    html, said = build(tmp_path, {"index.md": PAGE + NAMES + NOTATION + GLOSSARY, "_vendor/a.txt": ""}, ["search_names", "offline"])
    folder = tmp_path / "_build/html"
    with served(folder) as address:
        base = address if from_server else f"{folder.as_uri()}/"
        browser.visit(f"{base}search.html?q={query.replace(' ', '+')}")
        browser.evaluate("new Promise(done => setTimeout(done, 500))")
        results = {" ".join(text.split()): href for text, href in browser.evaluate(TITLES)}
        assert results[title] == f"{base}index.html{anchor}"
