from tests.book.tiny import build


def test_vendored_scripts_are_copied_and_not_linked_by_themselves(tmp_path):
    files = {"index.md": "# Page", "_vendor/mathjax/es5/tex-chtml.js": "// scripts"}
    html, said = build(tmp_path, files, ["offline"])
    assert said == ""
    assert (tmp_path / "_build" / "html" / "_static" / "mathjax" / "es5" / "tex-chtml.js").exists()
    assert "tex-chtml.js" not in html


def test_a_page_with_formulas_loads_the_vendored_mathjax(tmp_path):
    files = {"index.md": "# Page\n\n$x$\n", "_vendor/mathjax/es5/tex-chtml.js": "// scripts"}
    html, _ = build(tmp_path, files, ["offline"], mathjax_path="mathjax/es5/tex-chtml.js")
    assert 'src="_static/mathjax/es5/tex-chtml.js' in html and "jsdelivr" not in html


def test_opened_from_a_folder_the_search_does_not_fetch_pages(tmp_path):
    html, _ = build(tmp_path, {"index.md": "# Page", "_vendor/a.txt": ""}, ["offline"])
    assert html.index("documentation_options.js") < html.index("SHOW_SEARCH_SUMMARY = false")
