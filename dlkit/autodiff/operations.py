"""The operations of a Tensor: what each computes, and how it pulls the gradient of its result back to its parts.

In every pullback `g` is the gradient of the result `y`, which is the tensor itself. Where an operation broadcast an
operand, the gradient is summed over the copies: sum_to is the adjoint of broadcast_to.
"""

import copy

import numpy as np


def add(a, b):
    return _elementwise("+", np.add, a, b, lambda g, a, b: g, lambda g, a, b: g)


def subtract(a, b):
    return _elementwise("−", np.subtract, a, b, lambda g, a, b: g, lambda g, a, b: -g)


def multiply(a, b):
    return _elementwise("×", np.multiply, a, b, lambda g, a, b: g * b, lambda g, a, b: g * a)


def divide(a, b):
    return _elementwise("÷", np.divide, a, b, lambda g, a, b: g / b, lambda g, a, b: -(g * a / b / b))


def power(x, n):
    """xⁿ for a number n."""
    if is_tensor(n) or not is_tensor(x) or np.ndim(n) != 0:
        raise TypeError("the exponent of ** must be a number and the base a Tensor; write (n * x.log()).exp()")
    n = float(n)
    if (x.data < 0).any() and not n.is_integer():
        raise ValueError(f"power {n:g} of a tensor with smallest entry {x.data.min():g}: it is not a real number")
    return x.made(f"power {n:g}", x.data**n, (x, lambda g, y: g * (n * x ** (n - 1)) if n else g * 0.0))


def exp(x):
    return x.made("exp", np.exp(x.data), (x, lambda g, y: g * y))


def log(x):
    if (x.data <= 0).any():
        raise ValueError(
            f"log of a tensor with smallest entry {x.data.min():g}: all must be above 0; is it a probability that came "
            "out as 0? then take logsumexp of the logits"
        )
    return x.made("log", np.log(x.data), (x, lambda g, y: g / x))


def sin(x):
    return x.made("sin", np.sin(x.data), (x, lambda g, y: g * cos(x)))


def cos(x):
    return x.made("cos", np.cos(x.data), (x, lambda g, y: -(g * sin(x))))


def tanh(x):
    return x.made("tanh", np.tanh(x.data), (x, lambda g, y: g * (1 - y * y)))


def sigmoid(x):
    e = np.exp(-np.abs(x.data))  # at most 1: it cannot overflow
    return x.made("sigmoid", np.where(x.data >= 0, 1, e) / (1 + e), (x, lambda g, y: g * y * sigmoid(-x)))


def relu(x):
    """max(x, 0); the slope at exactly 0 is taken as 0."""
    return x.made("ReLU", np.maximum(x.data, 0), (x, lambda g, y: g * (x.data > 0)))


def matmul(a, b):
    """a @ b as NumPy has it: a vector is a row on the left and a column on the right, further axes broadcast."""
    a, b = _operands("@", a, b)
    if b.ndim == 1:
        y = matmul(a, b.reshape(-1, 1))
        return y.reshape(y.shape[:-1])
    if a.ndim == 1:
        y = matmul(a.reshape(1, -1), b)
        return y.reshape(y.shape[:-2] + y.shape[-1:])
    return _binary("@", np.matmul, a, b, lambda g, a, b: g @ _turned(b), lambda g, a, b: _turned(a) @ g)


def total(x, axis, keepdims):
    kept = x.data.sum(axis=axis, keepdims=True).shape
    data = x.data.sum(axis=axis, keepdims=keepdims)
    return x.made("sum", data, (x, lambda g, y: broadcast_to(g.reshape(kept), x.shape)))


def broadcast_to(x, shape):
    return x.made("broadcast", np.broadcast_to(x.data, shape), (x, lambda g, y: sum_to(g, x.shape)))


def sum_to(x, shape):
    """x summed over the axes along which an array of `shape` was broadcast."""
    new = x.ndim - len(shape)
    axes = tuple(i for i in range(x.ndim) if i < new or (shape[i - new] == 1 and x.shape[i] != 1))
    return x.sum(axes).reshape(shape) if axes else x


def reshape(x, shape):
    return x.made("reshape", x.data.reshape(shape), (x, lambda g, y: g.reshape(x.shape)))


def transpose(x, axes):
    data = x.data.transpose(axes)
    back = np.argsort([axis % x.ndim for axis in axes])
    return x.made("transpose", data, (x, lambda g, y: transpose(g, back)))


def take(x, index):
    """x[index]; an entry taken several times gets the sum of their gradients."""
    index = copy.deepcopy(index)
    return x.made("index", x.data[index], (x, lambda g, y: put(g, index, x.shape)))


def put(x, index, shape):
    """Zeros of `shape`, with x added at `index`: the adjoint of taking."""
    zeros = np.zeros(shape, x.dtype)
    np.add.at(zeros, index, x.data)
    return x.made("put", zeros, (x, lambda g, y: take(g, index)))


UFUNCS = {
    "add": add, "subtract": subtract, "multiply": multiply, "divide": divide, "power": power, "matmul": matmul,
    "negative": lambda x: -x, "square": lambda x: x**2, "sqrt": lambda x: x**0.5,
    "exp": exp, "log": log, "sin": sin, "cos": cos, "tanh": tanh,
}

FITS = {
    "@": "the last axis of the left must be as long as the last but one of the right; is one to be transposed?",
    "": "counted from the last axis they must be equal, or one of them 1",
}


def is_tensor(x):
    return hasattr(x, "made")


def _elementwise(operation, function, a, b, pull_a, pull_b):
    return _binary(operation, function, *_operands(operation, a, b), pull_a, pull_b)


def _binary(operation, function, a, b, pull_a, pull_b):
    """function(a, b), with a pullback for each operand that is a tensor."""
    try:
        data = function(*(x.data if is_tensor(x) else x for x in (a, b)))
    except ValueError as error:
        hint = FITS.get(operation, FITS[""])
        raise ValueError(f"{operation} of shapes {getattr(a, 'shape', ())} and {getattr(b, 'shape', ())}: {hint}") from error

    def pullback(pull, x):
        return x, lambda g, y: sum_to(pull(g, a, b), x.shape)

    parents = [pullback(pull, x) for x, pull in ((a, pull_a), (b, pull_b)) if is_tensor(x)]
    return parents[0][0].made(operation, data, *parents)


def _operands(operation, a, b):
    """Both operands, a constant among them as a float or as an array of the tensor's own type."""
    dtype = (a if is_tensor(a) else b).dtype
    return tuple(_operand(operation, x, dtype) for x in (a, b))


def _operand(operation, x, dtype):
    if not is_tensor(x):
        constant = np.array(x)  # a copy: the caller's array may change before backward
        if constant.dtype.kind not in "fiub":
            raise TypeError(f"{operation} of a Tensor and a {type(x).__name__}: wanted a Tensor, an array or a number")
        if constant.ndim == 0 and operation != "@":
            return float(constant)  # a scalar of NumPy would promote float32
        exact = not isinstance(x, np.ndarray) or constant.dtype.kind != "f"
        x = constant.astype(dtype) if exact else constant
    if x.dtype != dtype:
        raise TypeError(
            f"{operation} of {dtype} and {x.dtype}: nothing is promoted silently; convert with .astype(np.{dtype})"
        )
    return x


def _turned(x):
    """x with its last two axes exchanged."""
    return x.transpose(*range(x.ndim - 2), x.ndim - 1, x.ndim - 2)
