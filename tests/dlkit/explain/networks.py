"""Small networks in both backends, with the same weights in float64."""

import numpy as np
import pytest

import dlkit.numpy as dl


def cnn(d, **options):
    """A network that ends in global average pooling and a Linear; `d` is the backend."""
    return d.Sequential(
        d.Conv2d(1, 4, 3, padding=1, **options),
        d.BatchNorm2d(4, **options),
        d.ReLU(),
        d.MaxPool2d(2),
        d.Residual(d.Conv2d(4, 4, 3, padding=1, **options), d.ReLU()),
        d.Dropout(0.5),
        d.GlobalAvgPool2d(),
        d.Linear(4, 3, **options),
    )


def mlp(d, **options):
    """One with two containers and a single output."""
    return d.Sequential(d.Flatten(), d.Sequential(d.Linear(72, 5, **options), d.Tanh()), d.Linear(5, 1, **options))


def numpy_model(make=cnn):
    """The NumPy side, in training mode, its running statistics not those it began with."""
    rng = np.random.default_rng(0)
    model = make(dl, dtype=np.float64)
    for array in model.state_dict().values():
        if array.dtype == np.float64:
            array[...] = rng.uniform(0.2, 1.0, array.shape) * rng.choice([-1, 1], array.shape if array.ndim > 1 else ())
    for name, array in model.state_dict().items():
        if "running_var" in name:
            array[...] = np.abs(array)
    return model.train()


def torch_model(make=cnn):
    """The same in PyTorch."""
    torch = pytest.importorskip("torch")
    import dlkit.torch

    model = make(dlkit.torch).double()
    model.load_state_dict({k: torch.tensor(np.asarray(v)) for k, v in numpy_model(make).state_dict().items()})
    return model.train()


X = np.random.default_rng(1).normal(size=(5, 1, 9, 8))
MODELS = {"numpy": numpy_model, "torch": torch_model}
