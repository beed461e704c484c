"""What the theme copies into the book and no page ever asks for is taken out again: its icon fonts, translations and source maps."""

import shutil
from pathlib import Path

DEAD = ("vendor/fontawesome", "locales", "**/*.map", "*webpack-macros.html")  # within _static/


def remove(app, exception):
    if exception or app.builder.format != "html":
        return
    for pattern in DEAD:
        for path in [*Path(app.outdir, "_static").glob(pattern)]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def setup(app):
    app.connect("build-finished", remove)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
