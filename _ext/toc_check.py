"""_toc.yml agrees with chapters/, reference/ and teaching/, or the build ends at once with one sentence."""

from pathlib import Path

from sphinx.errors import ConfigError
from sphinx_external_toc.parsing import parse_toc_yaml

SUFFIXES = (".md", ".ipynb")
FOLDERS = ("chapters", "reference", "teaching")  # every page in these is part of the book


def disagreement(root, toc):
    """One sentence about the first page that only one of `toc` and the FOLDERS knows, or None."""
    listed = [str(name).removesuffix(".md").removesuffix(".ipynb") for name in parse_toc_yaml(toc)]
    for page in listed:
        if not any((root / f"{page}{suffix}").is_file() for suffix in SUFFIXES):
            return f"{toc.name} lists the page “{page}”, but there is no file {page}.md or {page}.ipynb."
    for path in sorted(path for folder in FOLDERS for path in (root / folder).rglob("*")):
        page = path.relative_to(root).with_suffix("").as_posix()
        folder, hidden = page.split("/")[0], any(part.startswith(".") for part in path.relative_to(root).parts)
        if path.suffix in SUFFIXES and not hidden and page not in listed:
            return f"{path.relative_to(root).as_posix()} is not listed in {toc.name}: add it there, or move it out of {folder}/."
    return None


def check(app, config):
    root = Path(app.srcdir)
    problem = disagreement(root, root / config.external_toc_path)
    if problem:
        raise ConfigError(problem)


def setup(app):
    app.connect("config-inited", check, priority=1)  # before sphinx-external-toc leaves out what is not listed
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
