"""EarlyStopping: stop when the validation loss no longer falls, and keep the best weights."""

import copy
import math
import numbers

from dlkit.training.callback import Callback


class EarlyStopping(Callback):
    """Stop when `monitor` has not improved by more than `min_delta` for `patience` epochs.

    The weights of the best epoch are restored at the end (unless restore_best is False), whether it
    stopped early or not; beside an EMA these are the averaged weights, if they are what was measured.
    mode "min" takes smaller as better, "max" larger; "auto" takes "max" for names that end in
    "accuracy", "auc" or "r2". A value that is not a number is no improvement.
    """

    def __init__(self, patience=10, monitor="val_loss", min_delta=0.0, mode="auto", restore_best=True):
        if not isinstance(patience, int) or isinstance(patience, bool) or patience < 1:
            raise ValueError(f"EarlyStopping: patience must be an integer of at least 1, got {patience!r}")
        if not isinstance(monitor, str):
            raise TypeError(f"EarlyStopping: monitor must be a name in the history, such as 'val_loss', got {monitor!r}")
        if not isinstance(min_delta, numbers.Real) or not 0 <= min_delta < math.inf:
            raise ValueError(f"EarlyStopping: min_delta must be a number of at least 0, got {min_delta!r}")
        if mode not in ("auto", "min", "max"):
            raise ValueError(f"EarlyStopping: mode must be 'auto', 'min' or 'max', got {mode!r}")
        larger = mode == "max" or (mode == "auto" and monitor.endswith(("accuracy", "auc", "r2")))
        self.patience, self.monitor, self.min_delta = patience, monitor, min_delta
        self.sign, self.restore_best = (-1 if larger else 1), restore_best

    def fit_begin(self, model, optimizer):
        self.best, self.best_epoch, self.best_state = math.inf, None, None

    def epoch_end(self, model, optimizer, history):
        if self.monitor not in history:
            raise ValueError(
                f"EarlyStopping monitors {self.monitor!r}, but the history has {', '.join(history)}; "
                "was validation=(x, y) passed to fit?"
            )
        value, epoch = self.sign * history[self.monitor][-1], len(history.epochs)
        if value < self.best - self.min_delta:
            self.best, self.best_epoch = value, epoch
            self.best_state = copy.deepcopy(model.state_dict())
        return epoch - (self.best_epoch or 0) >= self.patience

    def fit_end(self, model, optimizer, history):
        history.best_epoch = self.best_epoch
        if self.restore_best and self.best_state is not None:
            model.load_state_dict(self.best_state)

    def state_dict(self):
        return {"best": self.best, "best_epoch": self.best_epoch, "best_state": self.best_state}

    def load_state_dict(self, state):
        self.best, self.best_epoch, self.best_state = state["best"], state["best_epoch"], state["best_state"]
