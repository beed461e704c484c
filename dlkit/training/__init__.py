"""What training has in common on both backends: the loop, its history, callbacks, metrics, batches."""

from dlkit.training.callbacks import Callback, EarlyStopping
from dlkit.training.history import History
from dlkit.training.metrics import accuracy

__all__ = ["Callback", "EarlyStopping", "History", "accuracy"]
