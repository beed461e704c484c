"""History: what was measured, epoch by epoch."""

from collections.abc import Mapping
from typing import SupportsFloat

from dlkit.training.table import Table


class History(Mapping):
    """{name: [value of epoch 1, value of epoch 2, …]}, such as "loss", "val_loss", "accuracy"; `table()` shows it.

    `epochs` is [1, 2, …]; `best_epoch` is the epoch whose weights an EarlyStopping restored, else None;
    `seconds` the wall time of all epochs.
    """

    def __init__(self):
        self._values = {}
        self.best_epoch = None
        self.seconds = 0.0

    def append(self, values):
        """Add one epoch's {name: value}; every epoch has the same names."""
        if not isinstance(values, dict) or not values or not all(isinstance(v, SupportsFloat) for v in values.values()):
            raise TypeError(f"History.append takes an epoch's {{name: number}}, got values = {values!r}")
        if self._values and values.keys() != self._values.keys():
            raise ValueError(f"History.append got {sorted(values)}: it must be {sorted(self._values)}, as in the epochs before")
        for name, value in values.items():
            self._values.setdefault(name, []).append(float(value))

    @property
    def epochs(self):
        return list(range(1, len(next(iter(self._values.values()), ())) + 1))

    def last(self):
        """{name: value} of the last epoch."""
        return {name: values[-1] for name, values in self._values.items()}

    def table(self):
        """A Table of one row per epoch; the best epoch, if there is one, stands out."""
        rows = [[epoch, *values] for epoch, *values in zip(self.epochs, *self._values.values())]
        return Table(["epoch", *self._values], rows, None if self.best_epoch is None else self.best_epoch - 1)

    def to_csv(self, path):
        """Write the table to a CSV file, numbers in full precision."""
        self.table().to_csv(path)

    def state_dict(self):
        """What a checkpoint keeps."""
        return {"values": {name: list(v) for name, v in self._values.items()}, "seconds": self.seconds}

    def load_state_dict(self, state):
        self._values, self.seconds = {name: list(v) for name, v in state["values"].items()}, state["seconds"]

    def plot(self, ax):
        """Draw all curves on a matplotlib Axes, in the style of dlkit.plot."""
        from dlkit import plot  # matplotlib is loaded only when something is drawn

        return plot.history(self, ax=ax)

    def __getitem__(self, name):
        if name not in self._values:
            raise KeyError(f"no {name!r} in this history: it has {', '.join(self._values) or 'no epoch yet'}")
        return self._values[name]

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def __repr__(self):
        shown = ", ".join(f"{name} {value:.4g}" for name, value in self.last().items()) if self._values else "empty"
        return f"History({len(self.epochs)} epochs: {shown})"
