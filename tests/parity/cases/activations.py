"""Activations beyond those of basic_layers.py."""

import numpy as np

from tests.parity.kinds import Layer


def wide(rng):
    """Inputs from −30 to 30 that keep away from the kinks."""
    return (np.linspace(-30, 30, 66).reshape(11, 6) + 0.01 * rng.random((11, 6)),)


CONFIGURATIONS = [
    ("LeakyReLU", [{}, {"negative_slope": 0.3}, {"negative_slope": 0}, {"negative_slope": 1.7}]),
    ("ELU", [{}, {"alpha": 0.4}]),
    ("Hardtanh", [{}, {"min_val": -0.37, "max_val": 2.1}, {"min_val": 0.53, "max_val": 6.0}]),
    ("Softplus", [{}, {"beta": 2.5}, {"beta": 0.3, "threshold": 1.0}, {"threshold": 0}]),
    ("SiLU", [{}]),
    ("GELU", [{}, {"approximate": "tanh"}]),
]

LAYERS = [
    *[Layer(name, kwargs=kwargs, x=shape) for name, several in CONFIGURATIONS for kwargs in several
      for shape in [(4, 5), (1, 1)]],
    *[Layer(name, kwargs=kwargs, draw=wide) for name, several in CONFIGURATIONS for kwargs in several],
    *[Layer(name, x=(2, 3, 5, 7)) for name, _ in CONFIGURATIONS],
    Layer("LogSoftmax", kwargs={"dim": 1}),
    Layer("LogSoftmax", kwargs={"dim": -1}, x=(2, 3, 7)),
    Layer("LogSoftmax", kwargs={"dim": 0}, x=(3, 1)),
    Layer("LogSoftmax", kwargs={"dim": 1}, draw=wide),
]
