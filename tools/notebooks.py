"""The notebooks of the course: where they are, and what is in them."""

import shlex

import nbformat


class NotebookError(Exception):
    """A file that should be a notebook and is none; the message is one sentence."""


def find(root, names):
    """The notebooks named by `names`, folders or notebooks of `root`, sorted; hidden folders hold copies that Jupyter keeps."""
    paths = [path for name in names for path in ([root / name] if name.endswith(".ipynb") else (root / name).rglob("*.ipynb"))]
    return sorted(path for path in paths if not any(part.startswith(".") for part in path.relative_to(root).parts))


def read(path):
    """The notebook at `path`, valid and in nbformat 4."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except OSError as error:
        raise NotebookError(f"{path} cannot be read: {error.strerror}.") from None
    except Exception as error:  # nbformat raises what the broken part happens to raise
        reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
        raise NotebookError(
            f"{path} is not a valid notebook ({reason}): was it cut off, or left with a merge conflict? "
            f"Mend it, or restore it from a copy of yours, or with git checkout -- {shlex.quote(str(path))}, "
            "which gives up what was changed since the last commit."
        ) from None
    return notebook
