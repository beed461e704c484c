"""Clipping: gradients cut to a length, or to a range, in place, between backward and the optimizer's step."""

import math
import numbers

import numpy as np

from dlkit.numpy import validate


def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False):
    """Scale all gradients together so that their norm is at most `max_norm`; returns the norm before.

    g ← g · min(1, max_norm / (‖g‖_p + 10⁻⁶)), with g all gradients as one vector and p = norm_type (math.inf for
    the largest entry): the direction stays. A norm that is not finite spoils every gradient, as in PyTorch;
    error_if_nonfinite=True raises FloatingPointError instead. Pascanu, Mikolov and Bengio (2013).
    """
    validate.at_least("clip_grad_norm_", 0, max_norm=max_norm)
    if not isinstance(norm_type, numbers.Real) or not norm_type > 0:
        raise ValueError(f"clip_grad_norm_: norm_type must be above 0, such as 1, 2 or math.inf, got {norm_type!r}")
    grads = _grads("clip_grad_norm_", parameters)
    norm_type = float(norm_type)
    norms = [np.linalg.norm(grad.ravel(), norm_type) for grad in grads]
    norm = float(np.linalg.norm(norms, norm_type)) if norms else 0.0
    if error_if_nonfinite and not math.isfinite(norm):
        raise FloatingPointError(
            f"clip_grad_norm_: the norm of the gradients is {norm}; "
            "is the learning rate too large, or an input not finite?"
        )
    factor = max_norm / (norm + 1e-6)
    if not factor >= 1:  # nan too
        for grad in grads:
            grad *= factor
    return norm


def clip_grad_value_(parameters, clip_value):
    """Cut every entry of every gradient to ± `clip_value`: the direction may change."""
    validate.at_least("clip_grad_value_", 0, clip_value=clip_value)
    for grad in _grads("clip_grad_value_", parameters):
        np.clip(grad, -clip_value, clip_value, out=grad)


def _grads(owner, parameters):
    if not hasattr(parameters, "grad") and not hasattr(parameters, "__iter__"):
        raise TypeError(f"{owner} takes model.parameters(), got parameters = {parameters!r}")
    parameters = [parameters] if hasattr(parameters, "grad") else list(parameters)
    if not parameters:
        raise ValueError(f"{owner} got no parameters: pass model.parameters(), anew every time; it can be walked once")
    if not all(hasattr(parameter, "grad") for parameter in parameters):
        raise TypeError(
            f"{owner} takes model.parameters(), got {type(parameters[0]).__name__} among them; "
            "are these named_parameters(), or the gradients themselves?"
        )
    return [parameter.grad for parameter in parameters if parameter.grad is not None]
