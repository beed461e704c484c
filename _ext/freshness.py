"""What a later build may reuse.

Sphinx rebuilds a page when its source changes. Two things escape it: a changed stylesheet, template or extension leaves old
pages standing, and a build that failed on its warnings is remembered, so that the next one has nothing to do and passes.
"""

import hashlib
from pathlib import Path


def digest(root, *folders):
    """One hash of the names and bytes of all files in `folders` of `root`."""
    total = hashlib.sha256()
    for path in sorted(p for folder in folders for p in (root / folder).rglob("*") if p.is_file()):
        if path.suffix != ".pyc":
            total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def remember(app, config):
    root = Path(app.srcdir)
    config.dl_pages_depend_on = digest(root, "_assets", "_static", "_templates")
    config.dl_sources_depend_on = digest(root, "_ext")


def forget_failure(app, exception):
    if app._warncount:  # Sphinx itself forgets only a build that an exception ended
        Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)


def setup(app):
    app.add_config_value("dl_pages_depend_on", "", "html")
    app.add_config_value("dl_sources_depend_on", "", "env")
    app.connect("config-inited", remember)
    app.connect("build-finished", forget_failure)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
