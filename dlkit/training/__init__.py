"""What training has in common on both backends: the loop, its history, callbacks, metrics, batches, checkpoints."""

from dlkit.training.callback import Callback
from dlkit.training.checkpoint import Checkpoint
from dlkit.training.early_stopping import EarlyStopping
from dlkit.training.ema import EMA
from dlkit.training.history import History
from dlkit.training.metrics import (
    accuracy,
    auc,
    mean_absolute_error,
    mean_squared_error,
    r2,
    top_k_accuracy,
    whole_set,
)
from dlkit.training.table import Table

__all__ = [
    "Callback", "Checkpoint", "EMA", "EarlyStopping", "History", "Table", "accuracy", "auc", "mean_absolute_error",
    "mean_squared_error", "r2", "top_k_accuracy", "whole_set",
]
