"""The PyTorch backend: the names of dlkit.numpy, PyTorch inside; on the CPU or on CUDA.

    import dlkit.torch as dl
    model = dl.Sequential(dl.Linear(64, 32), dl.ReLU(), dl.Linear(32, 10))

Where PyTorch has the same thing, this is PyTorch's own class; added is only what it lacks.
"""

try:
    import torch  # noqa: F401
except ImportError as error:
    raise ImportError("dlkit.torch needs PyTorch, which is not installed: pip install 'dlkit[torch]'") from error

from torch import log_softmax, logsumexp, sigmoid, softmax
from torch.nn import (
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    Flatten,
    L1Loss,
    Linear,
    Module,
    MSELoss,
    ReLU,
    Sequential,
    Sigmoid,
    Softmax,
    Tanh,
)
from torch.optim import SGD, Adam

from dlkit.torch import init
from dlkit.torch.fit import evaluate, fit, predict
from dlkit.training import Callback, EarlyStopping, History, accuracy

__all__ = [
    "Adam",
    "BCEWithLogitsLoss",
    "Callback",
    "CrossEntropyLoss",
    "EarlyStopping",
    "Flatten",
    "History",
    "L1Loss",
    "Linear",
    "MSELoss",
    "Module",
    "ReLU",
    "SGD",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "accuracy",
    "evaluate",
    "fit",
    "init",
    "log_softmax",
    "logsumexp",
    "predict",
    "sigmoid",
    "softmax",
]
