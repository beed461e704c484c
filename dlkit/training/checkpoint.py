"""Checkpoint: the whole training in a file, so that it can go on after an interruption."""

from pathlib import Path

from dlkit.training.callback import Callback


class Checkpoint(Callback):
    """Write model, optimizer, schedule, random states, callbacks and history to `path` after every `every`-th epoch.

    The last epoch is written too. A file is either the old one or the new one, never half of it. If
    `path` holds "{epoch}" (run-{epoch}.npz), every epoch written has its own file, of which the latest
    `keep` stay, None all. fit(resume=path) goes on from such a file; with resume=True fit does so by
    itself wherever the file is there already, so that a killed program is just started again.
    """

    def __init__(self, path, every=1, keep=None, resume=False):
        if not isinstance(path, (str, Path)) or not str(path):
            raise TypeError(f"Checkpoint: path must be the name of a file, got {path!r}")
        for name, value in (("every", every), ("keep", 1 if keep is None else keep)):
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise ValueError(f"Checkpoint: {name} must be an integer of at least 1, got {value!r}")
        self.path, self.every, self.keep, self.resume = str(path), every, keep, resume
        if keep is not None and "{epoch}" not in self.path:
            raise ValueError(
                f"Checkpoint: keep={keep} needs a file for each epoch, got path {self.path!r}: "
                "put {epoch} into its name"
            )
        if "{epoch}" in self.path and "{epoch}" not in Path(self.path).name:
            raise ValueError(f"Checkpoint: {{epoch}} belongs into the name of the file, got path {self.path!r}")

    def epoch_saved(self, epoch, last, write):
        if last or epoch % self.every == 0:
            written = write(self.path.replace("{epoch}", str(epoch)))
            if written and self.keep is not None:
                for _, path in written_files(self.path)[: -self.keep]:
                    path.unlink()

    def latest(self):
        """The file of the latest epoch, None if there is none."""
        files = written_files(self.path)
        return files[-1][1] if files else None


def written_files(path):
    """(epoch, file) of the files that `path` stands for, the latest epoch last; the epoch is 0 without "{epoch}"."""
    path = Path(path)
    before, marker, after = path.name.partition("{epoch}")
    if not marker:
        return [(0, path)] if path.exists() else []
    found = []
    for file in path.parent.glob("*") if path.parent.is_dir() else ():
        number = file.name[len(before) : len(file.name) - len(after)]
        if file.name == f"{before}{number}{after}" and number.isdecimal():
            found.append((int(number), file))
    return sorted(found)
