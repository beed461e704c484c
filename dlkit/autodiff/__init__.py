"""Automatic differentiation small enough to read in one sitting.

    scalar      Value: numbers on a tape; pure Python, a file that stands alone
    array       Tensor: NumPy arrays on a tape; its operations are in operations and operands
    transforms  grad, value_and_grad, vjp, jvp, jacobian, hessian of functions
    drawing     draw: the graph behind a value as a picture, laid out by layout; pure Python

Importing dlkit.autodiff loads nothing but Python's own modules; NumPy comes with the first name of the array tape.
"""

import importlib

from dlkit.autodiff.drawing import Drawing, draw
from dlkit.autodiff.scalar import Value, topological_order

_ARRAY_TAPE = {
    "Tensor": "array",
    "grad": "transforms",
    "hessian": "transforms",
    "jacobian": "transforms",
    "jvp": "transforms",
    "value_and_grad": "transforms",
    "vjp": "transforms",
}

__all__ = [
    "Drawing",
    "Tensor",
    "Value",
    "draw",
    "grad",
    "hessian",
    "jacobian",
    "jvp",
    "topological_order",
    "value_and_grad",
    "vjp",
]


def __getattr__(name):
    if name in _ARRAY_TAPE:
        return getattr(importlib.import_module(f"dlkit.autodiff.{_ARRAY_TAPE[name]}"), name)
    raise AttributeError(f"module 'dlkit.autodiff' has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *__all__})
