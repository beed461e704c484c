"""Normalisation, dropout, noise, embedding."""

import numpy as np

import dlkit.numpy as dn
from tests.parity.kinds import Layer


def drawn(name, *args, x, **kwargs):
    """A case with drawn weights, biases and running statistics: ones and zeros would hide what they are for."""

    def make(dl, typed):
        layer = getattr(dl, name)(*args, **kwargs, **typed)
        if dl is dn:
            rng = np.random.default_rng(5)
            for key, array in layer.state_dict().items():
                if key != "num_batches_tracked":
                    array[...] = rng.uniform(0.5, 2, array.shape) * (1 if key == "running_var" else rng.choice([-1, 1], array.shape))
        return layer

    return Layer(name, args, kwargs, make=make, x=x)


def integers(high, shape):
    return lambda rng: (rng.integers(0, high, shape),)


LAYERS = [
    drawn("BatchNorm1d", 5, x=(4, 5)),
    drawn("BatchNorm1d", 3, x=(2, 3)),
    drawn("BatchNorm1d", 3, x=(1, 3, 7)),
    drawn("BatchNorm1d", 1, eps=0.1, x=(5, 1, 2)),
    drawn("BatchNorm1d", 4, momentum=None, x=(6, 4)),
    drawn("BatchNorm1d", 4, affine=False, x=(3, 4, 5)),
    drawn("BatchNorm1d", 4, track_running_stats=False, x=(7, 4)),
    drawn("BatchNorm1d", 4, affine=False, track_running_stats=False, momentum=0.3, x=(7, 4)),
    drawn("BatchNorm2d", 3, x=(4, 3, 5, 7)),
    drawn("BatchNorm2d", 2, x=(1, 2, 1, 3)),
    drawn("BatchNorm2d", 3, eps=1e-3, momentum=0.7, x=(2, 3, 2, 2)),
    drawn("BatchNorm2d", 3, momentum=None, affine=False, x=(2, 3, 3, 1)),
    drawn("LayerNorm", 5, x=(4, 5)),
    drawn("LayerNorm", 5, x=(5,)),
    drawn("LayerNorm", 1, x=(3, 1)),
    drawn("LayerNorm", (3, 4), eps=0.1, x=(2, 5, 3, 4)),
    drawn("LayerNorm", [7], bias=False, x=(1, 2, 7)),
    drawn("LayerNorm", (2, 3), elementwise_affine=False, x=(2, 3)),
    *[Layer("Dropout", (p,), x=shape, random=True) for p, shape in [(0.5, (4, 5)), (0.1, (1, 3, 2, 2)), (1.0, (3,))]],
    Layer("Dropout", (0.0,), x=(3, 4)),
    Layer("GaussianNoise", (0.3,), random=True),
    Layer("GaussianNoise", (0.0,), x=(2, 3, 5)),
    Layer("Embedding", (7, 3), draw=integers(7, (4, 5))),
    Layer("Embedding", (7, 3), draw=integers(2, (50,))),
    Layer("Embedding", (1, 2), draw=integers(1, (1, 1, 3))),
    Layer("Embedding", (6, 4, 5), draw=integers(5, (3, 2))),  # where padding is met: test_particular_parity.py
    Layer("Unflatten", (1, (2, 3)), x=(4, 6)),
    Layer("Unflatten", (1, (3, -1, 2)), x=(1, 12, 5)),
    Layer("Unflatten", (-1, [4, 1]), x=(3, 2, 4)),
    Layer("Unflatten", (0, (5,)), x=(5,)),
]
