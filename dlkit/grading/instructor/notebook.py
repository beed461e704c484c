"""A notebook's file read as it stands, without importing nbformat or nbgrader, which takes seconds."""

import json
from pathlib import Path


class Unreadable(Exception):
    """A file that is not a notebook, or cannot be read; the message says why."""


def read(path):
    """The notebook in a file, of format 4 and with sources in one piece. Raises Unreadable."""
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        notebook = json.loads(text)
        if notebook.get("nbformat", 4) < 4:
            import nbformat

            notebook = nbformat.reads(text, as_version=4)
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
            cell["cell_type"], cell["metadata"]  # noqa: B018  every cell has them
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(f"{path} is not a notebook that can be read ({type(error).__name__}: {error}). Was it cut off while it was saved or sent? "
                         "Open it in JupyterLab and save it again.") from None
    return notebook


def language(notebook):
    """The language of the notebook's kernel, "python" where it does not say."""
    metadata = notebook.get("metadata", {})
    return str(metadata.get("kernelspec", {}).get("language") or metadata.get("language_info", {}).get("name") or "python").lower()
