"""Derivatives of functions, as functions. All take f of one array x (and others, passed on as they are).

    grad         f: → ℝ       x ↦ ∇f(x), the shape of x
    vjp          f: → ℝᵐ      y and v ↦ Jᵀv: one backward pass for each v
    jvp          f: → ℝᵐ      y and J v for one direction v
    jacobian     f: → ℝᵐ      x ↦ J, of shape y.shape + x.shape: as many backward passes as y has entries
    hessian      f: → ℝ       x ↦ ∇²f, of shape x.shape + x.shape

f is written with the operations of a Tensor, NumPy's exp, log, sin, cos, tanh and sqrt among them. Where x is an array
the derivatives are arrays; where it is a Tensor they are tensors, and can be differentiated in their turn.
"""

import numpy as np

from dlkit.autodiff.array import Tensor, cotangents


def grad(f):
    """x ↦ ∇f(x) for f with a single number as its value."""
    return lambda x, *others: value_and_grad(f)(x, *others)[1]


def value_and_grad(f):
    """x ↦ (f(x), ∇f(x))."""

    def both(x, *others):
        y, pullback = vjp(f, x, *others)
        if y.shape != ():
            raise ValueError(f"grad: f has a value of shape {y.shape}, wanted a single number; take jacobian, or vjp")
        return y, pullback(1.0)

    return both


def vjp(f, x, *others):
    """(y, pullback) with y = f(x) and pullback(v) = Jᵀv, the shape of x, for v of the shape of y."""
    nested = isinstance(x, Tensor)
    at = Tensor.made("at", x.data, (x, lambda g, y: g)) if nested else Tensor(x)
    y = _value(f, at, *others)

    def pullback(v):
        grads = cotangents(y, v)
        g = grads[id(at)] if id(at) in grads else Tensor(np.zeros_like(at.data))
        return g if nested else _array(g)

    return y if nested else _array(y), pullback


def jvp(f, x, v, *others):
    """(y, J v), with J the Jacobian of f at x and v of the shape of x.

    The pullback Jᵀu is linear in u, so pulling v back through it gives J v: two backward passes for any y.
    """
    at = Tensor(x)
    y = _value(f, at, *others)
    u = Tensor(np.zeros_like(y.data))
    pulled = cotangents(y, u).get(id(at), at)
    grads = cotangents(pulled, v)
    return _array(y), _array(grads[id(u)] if id(u) in grads else u)


def jacobian(f):
    """x ↦ J, entry [i, j] = ∂y_i/∂x_j, with i and j as many indices as y and x have axes."""

    def rows(x, *others):
        if isinstance(x, Tensor):
            raise TypeError("jacobian: x must be an array; a derivative of a Jacobian is not made, take vjp or jvp of it")
        y, pullback = vjp(f, x, *others)
        basis = np.eye(y.size, dtype=y.dtype).reshape(y.size, *y.shape)
        return np.array([pullback(e) for e in basis], dtype=y.dtype).reshape(*y.shape, *np.shape(x))

    return rows


def hessian(f):
    """x ↦ the matrix of second derivatives of f, by differentiating its gradient."""
    return jacobian(grad(f))


def _value(f, *inputs):
    if not callable(f):
        raise TypeError(f"grad and its like take a function f of a Tensor, got f = {f!r}; was it called instead of passed?")
    y = f(*inputs)
    if not isinstance(y, Tensor):
        raise TypeError(
            f"grad and its like: f must return a Tensor made of its argument, got {type(y).__name__}; was .data taken on the way, or a "
            "function used that knows no Tensor?"
        )
    return y


def _array(tensor):
    """The tensor's data as an array of the caller's own, a number where it is one."""
    return tensor.data.copy()[()]
