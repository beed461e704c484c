"""MLP: the multi-layer perceptron, built as a Sequential."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.activations import ReLU
from dlkit.numpy.dropout import Dropout
from dlkit.numpy.linear import Linear
from dlkit.numpy.module import Module
from dlkit.numpy.sequential import Sequential


def MLP(in_features, hidden, out_features, activation=ReLU, norm=None, dropout=0.0, bias=True,
        dtype=np.float32, rng=None):
    """aˡ = φ(Wˡ aˡ⁻¹ + bˡ) for every width of `hidden`, then a Linear without activation: a Sequential.

    MLP(64, (32, 16), 10) is Sequential(Linear(64, 32), ReLU(), Linear(32, 16), ReLU(), Linear(16, 10)).
    activation: called without arguments for each hidden layer, so a class such as Tanh or a function that
    makes a layer. norm: called with the width, such as BatchNorm1d or LayerNorm, and put before the
    activation. dropout: p of a Dropout after each activation, none at 0. rng draws all weights and masks.
    Raises ValueError for widths below 1, TypeError for a layer where what makes it was wanted.
    """
    check_arguments(in_features, hidden, out_features, activation, norm, dropout, Module)
    rng = np.random.default_rng(rng)
    layers, width_in = [], in_features
    for width in hidden:
        layers.append(Linear(width_in, width, bias, dtype, rng))
        if norm is not None:
            layers.append(norm(width, dtype=dtype))
        layers.append(activation())
        if dropout != 0:
            layers.append(Dropout(dropout, rng))
        width_in = width
    return Sequential(*layers, Linear(width_in, out_features, bias, dtype, rng))


def check_arguments(in_features, hidden, out_features, activation, norm, dropout, layer):
    """Raise as MLP does, on either backend; `layer` is the backend's class of layers."""
    if not isinstance(hidden, (tuple, list)):
        raise TypeError(f"MLP: hidden must be a tuple of widths such as (32, 16), or () for none, got {hidden!r}")
    validate.probability("MLP", dropout=dropout)
    validate.count("MLP", in_features=in_features, out_features=out_features)
    for width in hidden:
        validate.count("MLP", hidden=width)
    makers = {"activation": activation} if norm is None else {"activation": activation, "norm": norm}
    for name, maker in makers.items():
        if isinstance(maker, layer) or not callable(maker):
            raise TypeError(f"MLP: {name} must be what makes a layer, such as the class ReLU without (), got {maker!r}")
