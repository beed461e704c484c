"""What is compared: the tasks, the arrays each is given, and how dlkit's time over PyTorch's should come out at most."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import dlkit.numpy as dl


@dataclass(frozen=True)
class Task:
    """`function` of every library that has it is called with `data()`; `reach` is the ratio to reach."""

    name: str
    function: str
    data: Callable[[], dict]
    reach: float | None = None


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def mlp(*widths, n):
    """The (weight, bias) of Linear layers of these widths, n inputs and their labels."""
    rng = np.random.default_rng(0)
    layers = [(linear.weight, linear.bias) for a, b in zip(widths, widths[1:]) for linear in [dl.Linear(a, b, rng=rng)]]
    return {"layers": layers, "x": draw(n, widths[0]), "y": rng.integers(0, widths[-1], n)}


def cnn(n):
    """1 → 8 → 16 channels on images of 28², then ten classes."""
    rng = np.random.default_rng(0)
    parts = [dl.Conv2d(1, 8, 3, rng=rng), dl.Conv2d(8, 16, 3, rng=rng), dl.Linear(16 * 7 * 7, 10, rng=rng)]
    return {"layers": [(part.weight, part.bias) for part in parts], "x": draw(n, 1, 28, 28), "y": rng.integers(0, 10, n)}


def convolution(c_in, c_out, size, padding):
    conv, out = dl.Conv2d(c_in, c_out, 3, rng=0), size + 2 * padding - 2
    return {
        "x": draw(64, c_in, size, size), "weight": conv.weight, "bias": conv.bias, "padding": padding,
        "grad_y": draw(64, c_out, out, out, seed=1),
    }


def normalization(*shape):
    weight, bias = 1 + draw(shape[1], seed=1) / 8, draw(shape[1], seed=2)
    return {"x": draw(*shape), "weight": weight, "bias": bias, "grad_y": draw(*shape, seed=3)}


def attention():
    state = dl.MultiheadAttention(64, 4, rng=0).state_dict()
    return {"state": state, "heads": 4, "x": draw(32, 50, 64), "grad_y": draw(32, 50, 64, seed=1)}


def lstm():
    return {"state": dl.LSTM(32, 64, rng=0).state_dict(), "width": 64, "x": draw(50, 32, 32), "grad_y": draw(50, 32, 64, seed=1)}


def optimizer(name, form, **options):
    """A step on the 235 146 numbers of the MLP, with given gradients, beside PyTorch's `form`, fused or foreach."""
    layers = mlp(784, 256, 128, 10, n=1)["layers"]
    grads = [tuple(draw(*array.shape, seed=i) for array in pair) for i, pair in enumerate(layers)]
    return {"name": name, "options": options, "layers": layers, "grads": grads, "form": form}


def small(part):
    return Task(f"conv 1 → 8, 28², k3, N 64: {part}", function(part), lambda: convolution(1, 8, 28, 0), REACH["small"].get(part))


def wide(part):
    return Task(f"conv 16 → 32, 14², k3 p1, N 64: {part}", function(part), lambda: convolution(16, 32, 14, 1), REACH["wide"].get(part))


def function(part):
    return "convolution" if part == "both" else f"convolution_{part}"


REACH = {"small": {"forward": 1.1, "backward": 0.6}, "wide": {"forward": 3.4, "backward": 3.6}}
BIG, CNN = Task("MLP 784-256-128-10, N 128: step", "mlp_step", lambda: mlp(784, 256, 128, 10, n=128), 1.15), Task("CNN 8-16, 28², N 64: step", "cnn_step", lambda: cnn(64))

SPEED = [
    BIG,
    Task("MLP 2-16-16-2, N 32: step", "mlp_step", lambda: mlp(2, 16, 16, 2, n=32), 0.4),
    CNN,
    Task("softmax cross-entropy 128 × 10", "cross_entropy", lambda: {"z": draw(128, 10), "y": np.arange(128) % 10}, 0.7),
    small("forward"), small("backward"), small("both"),
    wide("forward"), wide("backward"), wide("both"),
    Task("max pool 2 × 2, 8 × 28², N 64", "max_pool", lambda: {"x": draw(64, 8, 28, 28), "grad_y": draw(64, 8, 14, 14, seed=1)}, 0.5),
    Task("batch norm 2d, 64 × 16 × 14²", "batch_norm", lambda: normalization(64, 16, 14, 14), 1.5),
    Task("batch norm 2d, 64 × 32 × 28²", "batch_norm", lambda: normalization(64, 32, 28, 28), 1.5),
    Task("batch norm 1d, 128 × 256", "batch_norm", lambda: normalization(128, 256), 2.0),
    Task("layer norm, 128 × 256", "layer_norm", lambda: normalization(128, 256), 2.0),
    Task("attention, 4 heads of 16, 50 steps, N 32", "attention", attention),
    Task("LSTM 32 → 64, 50 steps, N 32", "lstm", lstm),
    Task("SGD with momentum, PyTorch's fused", "optimizer_step", lambda: optimizer("SGD", "fused", lr=0.01, momentum=0.9)),
    Task("Adam, PyTorch's fused", "optimizer_step", lambda: optimizer("Adam", "fused", lr=1e-3)),
    Task("Adam, PyTorch's foreach", "optimizer_step", lambda: optimizer("Adam", "foreach", lr=1e-3)),
    Task("AdamW, PyTorch's fused", "optimizer_step", lambda: optimizer("AdamW", "fused", lr=1e-3)),
    Task("RMSprop, PyTorch's foreach", "optimizer_step", lambda: optimizer("RMSprop", "foreach", lr=1e-3)),
    Task("dlkit.torch.fit against a hand-written loop", "fit_on_pytorch", lambda: mlp(64, 64, 10, n=1797) | {"epochs": 5, "batch_size": 64}, 1.05),
]

MEMORY = [
    BIG,
    CNN,
    wide("both"),
    Task("fit of the MLP, 2 epochs of 1024", "fit", lambda: mlp(784, 256, 128, 10, n=1024) | {"build": "mlp", "epochs": 2, "batch_size": 128}),
    Task("fit of the CNN, 2 epochs of 256", "fit", lambda: cnn(256) | {"build": "cnn", "epochs": 2, "batch_size": 64}),
]
