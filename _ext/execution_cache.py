"""The book reads executed notebooks from the cache that the tests fill; `tools.cache` says where it is."""

import sys


def use_course_cache(app, config):
    root = str(app.srcdir)
    if root not in sys.path:
        sys.path.insert(0, root)
    from tools.cache import cache_dir

    config.nb_execution_cache_path = str(cache_dir(app.srcdir))


def setup(app):
    app.connect("config-inited", use_course_cache)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
