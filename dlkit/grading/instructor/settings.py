"""Settings of an nbgrader course on which `dlkit grade` does not act, because it runs notebooks itself: hooks, how a kernel is run."""

HOOKS = {kind: ("pre_convert_hook", "post_convert_hook") for kind in ("Autograde", "BaseConverter")}
RUNNERS = ("Execute", "ExecutePreprocessor", "NotebookClient")  # nbgrader's, and what it inherits from


def not_called(config):
    """Those that name a program which `nbgrader autograde` would call, such as "Autograde.post_convert_hook"."""
    hooks = [f"{kind}.{name}" for kind, names in HOOKS.items() for name in names if (config.get(kind) or {}).get(name)]
    return hooks + [setting for setting in _of_runners(config) if setting.split(".")[1].startswith("on_")]


def not_used(config):
    """The others: how `nbgrader autograde` would run a kernel."""
    return [setting for setting in _of_runners(config) if not setting.split(".")[1].startswith("on_")]


def _of_runners(config):
    return [f"{kind}.{name}" for kind in RUNNERS for name in sorted(config.get(kind) or {})]
