"""The reference backend: layers, losses and optimizers as equations, forward and backward, in NumPy.

    import dlkit.numpy as dl
    model = dl.Sequential(dl.Linear(64, 32, rng=0), dl.ReLU(), dl.Linear(32, 10, rng=1))

Names, arguments, defaults, shapes and state_dict keys are PyTorch's; `dtype` and `rng` are added.
"""

from dlkit.numpy import init
from dlkit.numpy.activations import ReLU, Sigmoid, Softmax, Tanh
from dlkit.numpy.adam import Adam
from dlkit.numpy.binary_cross_entropy import BCEWithLogitsLoss
from dlkit.numpy.cross_entropy import CrossEntropyLoss
from dlkit.numpy.fit import evaluate, fit, predict
from dlkit.numpy.flatten import Flatten
from dlkit.numpy.functional import log_softmax, logsumexp, sigmoid, softmax
from dlkit.numpy.linear import Linear
from dlkit.numpy.module import Module
from dlkit.numpy.regression_losses import L1Loss, MSELoss
from dlkit.numpy.sequential import Sequential
from dlkit.numpy.sgd import SGD
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
