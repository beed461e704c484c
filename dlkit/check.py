"""Checks that a gradient is the gradient: Taylor slopes, and vector-Jacobian products against differences.

The upstream gradient is random: with all ones the gradient of batch norm is zero, and errors cancel.
Everything here wants float64; in float32 rounding hides what is looked for.
"""

import numpy as np


def taylor_slope(f, slope, h):
    """How |f(h) − f(0) − h·slope| falls with h: the slope of a log-log line, 2 for a right derivative.

    f: a function of one number; slope: the claimed f′(0); h: several step sizes, such as
    10.0 ** -np.arange(1, 5). A wrong derivative leaves a first-order remainder and gives 1. Where the
    remainder is nothing but rounding (f linear near 0) the answer is inf: the derivative is exact.
    Raises ValueError for fewer than two steps, a step of 0, or values that are not finite.
    """
    h = np.asarray(h, dtype=np.float64)
    if h.ndim != 1 or len(h) < 2 or (h == 0).any():
        raise ValueError(f"taylor_slope needs at least two step sizes, none of them 0, got {h}")
    f0, values = float(f(0.0)), np.array([float(f(step)) for step in h])
    remainder = np.abs(values - f0 - h * float(slope))
    if not np.isfinite(remainder).all():
        raise ValueError(f"taylor_slope met values that are not finite: f(0) = {f0}, f(h) = {values}, slope = {slope}")
    rounding = 8 * np.finfo(np.float64).eps * (np.abs(values) + abs(f0) + np.abs(h * float(slope)))
    seen = remainder > rounding
    if seen.sum() < 2:
        return np.inf
    return float(np.polyfit(np.log(np.abs(h[seen])), np.log(remainder[seen]), 1)[0])


def numerical_gradient(f, x, h=1e-6):
    """∂f/∂x by central differences, entry by entry; f reads the array x (float64), changed and restored in place."""
    if x.dtype != np.float64:
        raise TypeError(f"numerical_gradient needs float64, got {x.dtype}: build the layer with dtype=np.float64")
    gradient = np.empty_like(x)
    for i in np.ndindex(x.shape):
        saved = x[i]
        x[i] = saved + h
        above = f()
        x[i] = saved - h
        below = f()
        x[i] = saved
        gradient[i] = (above - below) / (2 * h)
    return gradient


def vector_jacobian(layer, x, *, rng, h=1e-6):
    """Compare layer.backward with differences of ⟨v, layer(x)⟩ for a random upstream gradient v.

    layer: a module of dlkit.numpy in float64; x: its input, float64; rng: a Generator or a seed.
    Returns {"input": error, parameter name: error, …}, each the largest absolute difference divided by
    the largest entry of the numerical gradient (or by 1, if that is larger). A right backward gives
    about 1e-9; keep x away from kinks, where differences are meaningless.
    """
    x = np.array(x)  # differences are taken in place
    v = np.random.default_rng(rng).normal(size=layer(x).shape)

    def objective():
        return float((v * layer(x)).sum())

    layer(x)
    grad_x = layer.backward(v)
    analytic = {"input": grad_x, **layer.grads}
    arrays = {"input": x, **{name: parameter.data for name, parameter in layer.named_parameters()}}
    if analytic.keys() != arrays.keys():
        raise ValueError(f"backward gave gradients of {sorted(analytic)}, wanted {sorted(arrays)}")
    analytic = {name: np.array(gradient) for name, gradient in analytic.items()}
    return {name: _relative_error(name, analytic[name], numerical_gradient(objective, array, h)) for name, array in arrays.items()}


def loss_gradient(loss, y_hat, y, h=1e-6):
    """Relative error, as in vector_jacobian, of loss.backward() against differences of the loss."""
    y_hat = np.array(y_hat)
    loss(y_hat, y)
    analytic = np.array(loss.backward())
    return _relative_error("y_hat", analytic, numerical_gradient(lambda: loss(y_hat, y), y_hat, h))


def _relative_error(name, analytic, numerical):
    if analytic.shape != numerical.shape:
        raise ValueError(f"the gradient of {name} has shape {analytic.shape}, wanted {numerical.shape}, that of {name} itself")
    scale = max(1.0, np.abs(numerical).max(initial=0.0))
    return float(np.abs(analytic - numerical).max(initial=0.0) / scale)
