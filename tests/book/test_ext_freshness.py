from tests.book.tiny import build

PAGE = "# Page\n\n{ref}`nowhere`\n"


def test_a_build_that_failed_fails_again(tmp_path):
    for _ in range(2):
        _, said = build(tmp_path, {"index.md": PAGE}, ["freshness"])
        assert "nowhere" in said


def test_without_the_extension_a_failure_is_forgotten(tmp_path):
    """This is what it is for; if Sphinx mends it, the extension can go."""
    assert "nowhere" in build(tmp_path, {"index.md": PAGE}, [])[1]
    assert "nowhere" not in build(tmp_path, {"index.md": PAGE}, [])[1]


def test_a_changed_stylesheet_writes_the_pages_anew(tmp_path):
    stamps = []
    for colour in ("red", "red", "green"):
        build(tmp_path, {"index.md": "# Page", "_static/custom.css": f"p {{ color: {colour} }}"}, ["freshness"],
              html_static_path=["_static"], html_css_files=["custom.css"])
        stamps.append((tmp_path / "_build" / "html" / "index.html").read_text().split("custom.css")[1][:12])
    assert stamps[0] == stamps[1] != stamps[2]


def test_a_changed_extension_reads_the_pages_anew(tmp_path):
    seen = []
    for text in ("a", "a", "b"):
        build(tmp_path, {"index.md": "# Page", "_ext/toy.py": f"# {text}"}, ["freshness"])
        seen.append((tmp_path / "_build" / ".doctrees" / "index.doctree").stat().st_mtime_ns)
    assert seen[0] == seen[1] != seen[2]
