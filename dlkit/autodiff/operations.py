"""The operations of a Tensor: what each computes, and how it pulls the gradient of its result back to its parts.

In every pullback `g` is the gradient of the result `y`, which is the tensor itself.
"""

import copy

import numpy as np

from dlkit.autodiff.operands import along, binary, elementwise, is_tensor, operands, sum_to


def add(a, b):
    """y = a + b, entry by entry: ∂y/∂a = 1, ∂y/∂b = 1."""
    return elementwise("+", np.add, a, b, lambda g, a, b: g, lambda g, a, b: g)


def subtract(a, b):
    """y = a − b, entry by entry: ∂y/∂a = 1, ∂y/∂b = −1."""
    return elementwise("−", np.subtract, a, b, lambda g, a, b: g, lambda g, a, b: -g)


def multiply(a, b):
    """y = a b, entry by entry: ∂y/∂a = b, ∂y/∂b = a."""
    return elementwise("×", np.multiply, a, b, lambda g, a, b: g * b, lambda g, a, b: g * a)


def divide(a, b):
    """y = a/b, entry by entry: ∂y/∂a = 1/b, ∂y/∂b = −a/b²."""
    return elementwise("÷", np.divide, a, b, lambda g, a, b: g / b, lambda g, a, b: -(g * a / b / b))


def power(x, n):
    """y = xⁿ for a number n: dy/dx = n xⁿ⁻¹. Raises ValueError where xⁿ is not real."""
    if is_tensor(n) or not is_tensor(x) or np.ndim(n) != 0 or np.asarray(n).dtype.kind not in "fiub":
        raise TypeError(f"the exponent of ** must be a number and the base a Tensor, got {n!r}; write (n * x.log()).exp()")
    n = float(n)
    if (x.data < 0).any() and not n.is_integer():
        raise ValueError(f"power {n:g} of a tensor with smallest entry {x.data.min():g}: it is not a real number")
    return x.made(f"power {n:g}", x.data**n, (x, lambda g, y: g * (n * x ** (n - 1)) if n else g * 0.0))


def exp(x):
    """y = eˣ: dy/dx = y."""
    return x.made("exp", np.exp(x.data), (x, lambda g, y: g * y))


def log(x):
    """y = ln x: dy/dx = 1/x. Raises ValueError for an x that is not above 0."""
    if (x.data <= 0).any():
        raise ValueError(
            f"log of a tensor with smallest entry {x.data.min():g}: all must be above 0; is it a probability that came "
            "out as 0? then take logsumexp of the logits"
        )
    return x.made("log", np.log(x.data), (x, lambda g, y: g / x))


def sin(x):
    """y = sin x: dy/dx = cos x."""
    return x.made("sin", np.sin(x.data), (x, lambda g, y: g * cos(x)))


def cos(x):
    """y = cos x: dy/dx = −sin x."""
    return x.made("cos", np.cos(x.data), (x, lambda g, y: -(g * sin(x))))


def tanh(x):
    """y = tanh x: dy/dx = 1 − y²."""
    return x.made("tanh", np.tanh(x.data), (x, lambda g, y: g * (1 - y * y)))


def sigmoid(x):
    """y = 1/(1 + e⁻ˣ): dy/dx = y (1 − y), and 1 − y = σ(−x), which loses no digits for large x."""
    e = np.exp(-np.abs(x.data))  # at most 1: it cannot overflow
    return x.made("sigmoid", np.where(x.data >= 0, 1, e) / (1 + e), (x, lambda g, y: g * y * sigmoid(-x)))


def relu(x):
    """y = max(x, 0): dy/dx = 1 for x > 0, else 0, at exactly 0 too."""
    return x.made("ReLU", np.maximum(x.data, 0), (x, lambda g, y: g * (x.data > 0)))


def matmul(a, b):
    """Y = A B as NumPy's @ has it: Ā = Ȳ Bᵀ, B̄ = Aᵀ Ȳ.

    A vector is a row on the left and a column on the right; further axes broadcast.
    """
    a, b = operands("@", a, b)
    if b.ndim == 1:
        y = matmul(a, b.reshape(-1, 1))
        return y.reshape(y.shape[:-1])
    if a.ndim == 1:
        y = matmul(a.reshape(1, -1), b)
        return y.reshape(y.shape[:-2] + y.shape[-1:])
    return binary("@", np.matmul, a, b, lambda g, a, b: g @ _turned(b), lambda g, a, b: _turned(a) @ g)


def total(x, axis, keepdims):
    """y = Σ x over `axis`: ∂y/∂xᵢ = 1, so each entry gets the gradient of its sum."""
    kept = along("sum", x, "sum", axis, keepdims=True).shape
    data = x.data.sum(axis=axis, keepdims=keepdims)
    return x.made("sum", data, (x, lambda g, y: broadcast_to(g.reshape(kept), x.shape)))


def broadcast_to(x, shape):
    """x repeated to `shape`: each entry gets the sum of its copies' gradients."""
    return x.made("broadcast", np.broadcast_to(x.data, shape), (x, lambda g, y: sum_to(g, x.shape)))


def reshape(x, shape):
    """The entries of x in another shape; the gradient is reshaped back."""
    return x.made("reshape", along("reshape", x, "reshape", shape), (x, lambda g, y: g.reshape(x.shape)))


def transpose(x, axes):
    """x with its axes in the order `axes`; the gradient's are put back."""
    data = along("transpose", x, "transpose", axes)
    back = np.argsort([axis % x.ndim for axis in axes])
    return x.made("transpose", data, (x, lambda g, y: transpose(g, back)))


def take(x, index):
    """x[index]; an entry taken several times gets the sum of their gradients."""
    index = copy.deepcopy(index)
    return x.made("index", x.data[index], (x, lambda g, y: put(g, index, x.shape)))


def put(x, index, shape):
    """Zeros of `shape`, with x added at `index`: the adjoint of taking, whose gradient is taken there."""
    zeros = np.zeros(shape, x.dtype)
    np.add.at(zeros, index, x.data)
    return x.made("put", zeros, (x, lambda g, y: take(g, index)))


UFUNCS = {
    "add": add, "subtract": subtract, "multiply": multiply, "divide": divide, "power": power, "matmul": matmul,
    "negative": lambda x: -x, "square": lambda x: x**2, "sqrt": lambda x: x**0.5,
    "exp": exp, "log": log, "sin": sin, "cos": cos, "tanh": tanh,
}


def _turned(x):
    """x with its last two axes exchanged."""
    return x.transpose(*range(x.ndim - 2), x.ndim - 1, x.ndim - 2)
