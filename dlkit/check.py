"""Checks that a gradient is the gradient: Taylor slopes, and vector-Jacobian products against differences.

The upstream gradient is random: with all ones the gradient of batch norm is zero, and errors cancel.
Everything here wants float64; in float32 rounding hides what is looked for.
"""

import numpy as np

from dlkit.numpy import validate


def taylor_slope(f, slope, h):
    """How |f(h) − f(0) − h·slope| falls with h: the slope of a log-log line, 2 for a right derivative.

    f: a function of one number; slope: the claimed f′(0); h: several step sizes, such as
    10.0 ** -np.arange(1, 5). A wrong derivative leaves a first-order remainder and gives 1. Where the
    remainder is nothing but rounding (f linear near 0) the answer is inf: the derivative is exact.
    Raises ValueError for fewer than two steps, a step of 0, or values that are not finite.
    """
    _check_function("taylor_slope", f)
    validate.finite("taylor_slope", slope=slope)
    steps = np.asarray(h)
    if steps.ndim != 1 or steps.dtype.kind not in "fi" or len(steps) < 2 or not (np.isfinite(steps) & (steps != 0)).all():
        raise ValueError(f"taylor_slope needs at least two step sizes, finite and none of them 0, got h = {h!r}")
    h = steps.astype(np.float64)
    f0, values = _number("taylor_slope", f(0.0)), np.array([_number("taylor_slope", f(step)) for step in h])
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
    _check_function("numerical_gradient", f)
    validate.above("numerical_gradient", 0, h=h)
    if not isinstance(x, np.ndarray) or x.dtype != np.float64:
        came = getattr(x, "dtype", type(x).__name__)
        raise TypeError(f"numerical_gradient needs float64, got {came}: build the layer with dtype=np.float64")
    gradient = np.empty_like(x)
    for i in np.ndindex(x.shape):
        saved = x[i]
        x[i] = saved + h
        above = _number("numerical_gradient", f())
        x[i] = saved - h
        below = _number("numerical_gradient", f())
        x[i] = saved
        gradient[i] = (above - below) / (2 * h)
    return gradient


def vector_jacobian(layer, *inputs, rng, h=1e-6, **options):
    """Compare layer.backward with differences of ⟨v, layer(*inputs)⟩ for a random upstream gradient v.

    layer: a module of dlkit.numpy in float64; inputs: its inputs, of which the float64 ones are
    differentiated; options go to every call; rng: a Generator or a seed for v. Of several outputs the
    first is taken. Returns {"input": error, parameter name: error, …}, with "input 0", "input 1" where
    there are several, each the largest absolute difference divided by the largest entry of the numerical
    gradient (or by 1, if that is larger). A right backward gives about 1e-9; keep inputs away from kinks,
    where differences are meaningless, and layers that draw in evaluation mode.
    """
    if isinstance(layer, type) or not callable(layer) or not hasattr(layer, "named_parameters"):
        raise TypeError(f"vector_jacobian takes a layer of dlkit.numpy, got layer = {layer!r}")
    validate.above("vector_jacobian", 0, h=h)
    inputs = [np.array(value) for value in inputs]  # differences are taken in place

    def output():
        y = layer(*inputs, **options)
        return y[0] if isinstance(y, tuple) else y

    v = validate.generator("vector_jacobian", rng).normal(size=output().shape)
    gradients = layer.backward(v)
    gradients = gradients if isinstance(gradients, tuple) else (gradients,)
    differentiable = [value for value in inputs if value.dtype.kind == "f"]
    names = ["input"] if len(differentiable) == 1 else [f"input {i}" for i in range(len(differentiable))]
    arrays = dict(zip(names, differentiable)) | {name: p.data for name, p in layer.named_parameters()}
    analytic = dict(zip(names, gradients)) | layer.grads
    if analytic.keys() != arrays.keys():
        raise ValueError(f"backward gave gradients of {sorted(analytic)}, wanted {sorted(arrays)}")
    analytic = {name: np.array(gradient) for name, gradient in analytic.items()}

    def objective():
        return float((v * output()).sum())

    return {
        name: _relative_error(name, analytic[name], numerical_gradient(objective, array, h))
        for name, array in arrays.items()
    }


def loss_gradient(loss, *inputs, differentiable=(0,), h=1e-6):
    """Largest relative error, as in vector_jacobian, of loss.backward() against differences of the loss.

    inputs: what the loss is called on, predictions first; differentiable: which of them backward
    returns gradients for, in its order.
    """
    if isinstance(loss, type) or not callable(loss) or not hasattr(loss, "backward"):
        raise TypeError(f"loss_gradient takes a loss of dlkit.numpy, got loss = {loss!r}")
    validate.above("loss_gradient", 0, h=h)
    places = range(len(inputs))
    if not isinstance(differentiable, (tuple, list)) or not all(isinstance(i, int) and i in places for i in differentiable):
        raise ValueError(f"loss_gradient: differentiable must be numbers of inputs, such as (0,), got {differentiable!r}")
    inputs = [np.array(value) for value in inputs]
    loss(*inputs)
    gradients = loss.backward()
    gradients = [np.array(g) for g in (gradients if isinstance(gradients, tuple) else (gradients,))]
    if len(gradients) != len(differentiable):
        raise ValueError(
            f"loss_gradient: differentiable must name {len(gradients)} inputs, as backward gives so many gradients, "
            f"got {differentiable!r}"
        )
    return max(
        _relative_error(f"input {i}", gradient, numerical_gradient(lambda: loss(*inputs), inputs[i], h))
        for i, gradient in zip(differentiable, gradients, strict=True)
    )


def _relative_error(name, analytic, numerical):
    if analytic.shape != numerical.shape:
        raise ValueError(f"the gradient of {name} has shape {analytic.shape}, wanted {numerical.shape}, that of {name} itself")
    scale = max(1.0, np.abs(numerical).max(initial=0.0))
    return float(np.abs(analytic - numerical).max(initial=0.0) / scale)


def _check_function(owner, f):
    if not callable(f):
        raise TypeError(f"{owner}: f must be a function, got {f!r}; was it called instead of passed?")


def _number(owner, value):
    if np.ndim(value) or np.asarray(value).dtype.kind not in "fiub":
        raise TypeError(f"{owner}: f must return a number, got value = {value!r}; is a .sum() missing?")
    return float(value)
