"""Files that are there wholly or not at all, and one sentence for a file that is something else."""

import os
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path):
    """Open a file for writing that takes the place of `path` once it is complete and on the disk."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")  # beside it: os.replace is atomic within one file system
    with open(part, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
    _sync_folder(path.parent)


def _sync_folder(folder):
    """Bring the new name to the disk; Windows has no such call, and needs none."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def reading_checkpoint(path, form):
    """Open `path` for reading; whatever goes wrong inside the block is one ValueError that names the file."""
    if not os.path.isfile(path):
        raise FileNotFoundError(
            f"fit: there is no checkpoint {str(path)!r} to resume from; "
            "Checkpoint(path, resume=True) starts anew where there is none"
        )
    with open(path, "rb") as file:
        try:
            yield file
        except Exception as error:  # a damaged or foreign file can fail anywhere inside its reader
            raise ValueError(
                f"fit: {str(path)!r} is no checkpoint of {form}, or it is damaged "
                f"({type(error).__name__}); was it written by the other backend, or cut off while it was copied?"
            ) from error
