"""Two operands of one operation: constants take the tensor's type, and what broadcasting copied is summed again."""

import numpy as np

FITS = {
    "@": "the last axis of the left must be as long as the last but one of the right; is one to be transposed?",
    "": "counted from the last axis they must be equal, or one of them 1",
}


def is_tensor(x):
    """Whether x is a Tensor, told by its method: array.py, where the class is, needs this file first."""
    return hasattr(x, "made")


def along(operation, x, method, argument, **options):
    """x.data.sum(argument), say, with NumPy's complaint about axes and shapes in the words of the operation."""
    try:
        return getattr(x.data, method)(argument, **options)
    except (TypeError, ValueError, IndexError) as error:
        raise ValueError(f"{operation} of a tensor of shape {x.shape} got {argument!r}: it must fit that shape") from error


def sum_to(x, shape):
    """x summed over the axes along which an array of `shape` was broadcast: the adjoint of broadcast_to."""
    new = x.ndim - len(shape)
    axes = tuple(i for i in range(x.ndim) if i < new or (shape[i - new] == 1 and x.shape[i] != 1))
    return x.sum(axes).reshape(shape) if axes else x


def elementwise(operation, function, a, b, pull_a, pull_b):
    """function(a, b) of a tensor and whatever `operands` takes beside one."""
    return binary(operation, function, *operands(operation, a, b), pull_a, pull_b)


def binary(operation, function, a, b, pull_a, pull_b):
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


def operands(operation, a, b):
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
