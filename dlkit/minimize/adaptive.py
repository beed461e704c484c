"""Methods that divide each coordinate by a measure of its own past gradients. All operations are elementwise.

θ is the point, g = ∇f(θ), η is `lr`: a number, or a function of the step k = 0, 1, … Names, defaults and the place
of ε, outside the root, are PyTorch's.
"""

import numpy as np

from dlkit.minimize import validate
from dlkit.minimize.descent import too_large
from dlkit.minimize.objective import Objective
from dlkit.minimize.walk import walk


def adagrad(f, x0, grad=None, *, lr=1e-2, eps=1e-10, steps=1000, tolerance=1e-6, callback=None):
    """s ← s + g²;  θ ← θ − η g / (√s + ε), from s = 0.

    A sum, so the steps only get shorter. Duchi, Hazan and Singer (2011).
    """
    eta = validate.schedule("adagrad", lr=lr)
    validate.at_least("adagrad", 0, eps=eps)
    s = 0.0

    def step(k, theta, g):
        nonlocal s
        s = s + g**2
        return theta - eta(k) * ratio(g, np.sqrt(s) + eps)

    return walk(Objective("adagrad", f, grad), x0, step, steps=steps, tolerance=tolerance,
                callback=callback, cause=too_large(lr))


def rmsprop(f, x0, grad=None, *, lr=1e-2, alpha=0.99, eps=1e-8, steps=1000, tolerance=1e-6, callback=None):
    """v ← α v + (1 − α) g²;  θ ← θ − η g / (√v + ε), from v = 0.

    A running mean instead of AdaGrad's sum. Tieleman and Hinton (2012), lecture 6e.
    """
    eta = validate.schedule("rmsprop", lr=lr)
    validate.decay("rmsprop", alpha=alpha)
    validate.at_least("rmsprop", 0, eps=eps)
    v = 0.0

    def step(k, theta, g):
        nonlocal v
        v = alpha * v + (1 - alpha) * g**2
        return theta - eta(k) * ratio(g, np.sqrt(v) + eps)

    return walk(Objective("rmsprop", f, grad), x0, step, steps=steps, tolerance=tolerance,
                callback=callback, cause=too_large(lr))


def adam(f, x0, grad=None, *, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, steps=1000, tolerance=1e-6, callback=None):
    """m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  θ ← θ − η m̂ / (√v̂ + ε), from m = v = 0,

    with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ) at step t = 1, 2, …: momentum and RMSProp, both corrected for their
    start at 0. Kingma and Ba (2015), algorithm 1.
    """
    eta = validate.schedule("adam", lr=lr)
    if np.shape(betas) != (2,):
        raise ValueError(f"adam: betas must be two numbers in [0, 1), got {betas!r}")
    beta1, beta2 = betas
    validate.decay("adam", beta1=beta1, beta2=beta2)
    validate.at_least("adam", 0, eps=eps)
    m = v = 0.0

    def step(k, theta, g):
        nonlocal m, v
        t = k + 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        return theta - eta(k) * ratio(m / (1 - beta1**t), np.sqrt(v / (1 - beta2**t)) + eps)

    return walk(Objective("adam", f, grad), x0, step, steps=steps, tolerance=tolerance,
                callback=callback, cause=too_large(lr))


def ratio(numerator, denominator):
    """numerator / denominator, and 0 where a coordinate has never had a gradient and ε is 0."""
    return np.divide(numerator, denominator, out=np.zeros_like(numerator), where=denominator != 0)
