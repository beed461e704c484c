"""Losses of robust and of uncertain regression, of probabilities, and of the variational autoencoder."""

import numpy as np

from tests.parity.kinds import Loss


def probabilities(*shape):
    return lambda rng: (rng.random(shape), rng.integers(0, 2, shape).astype(float))


def log_softmax(rng, shape):
    z = rng.normal(size=shape)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def log_probabilities_and_labels(*shape):
    return lambda rng: (log_softmax(rng, shape), rng.integers(0, shape[1], (shape[0], *shape[2:])))


def log_probabilities_and_distributions(*shape, log=False, zeros=False):
    def draw(rng):
        log_q, log_p = log_softmax(rng, shape), log_softmax(rng, shape)
        p = np.where(rng.random(shape) < 0.4, 0, np.exp(log_p)) if zeros else np.exp(log_p)
        return log_q, (log_p if log else p)

    return draw


def with_spread(shape, spread_shape=None):
    return lambda rng: (rng.normal(size=shape), rng.normal(size=shape), 0.1 + rng.random(spread_shape or shape))


def below_eps(rng):
    return rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), np.where(rng.random((3, 4)) < 0.5, 0, rng.random((3, 4)))


def of_vae(x_shape, d, binary):
    def draw(rng):
        x = rng.random(x_shape) if binary else rng.normal(size=x_shape)
        return rng.normal(size=x_shape), x, rng.normal(size=(x_shape[0], d)), rng.normal(size=(x_shape[0], d))

    return draw


REDUCTIONS = ("mean", "sum", "none")
SPREADS = [
    *[({"reduction": r}, with_spread((5, 3))) for r in REDUCTIONS],
    ({"full": True}, with_spread((1, 3))),
    ({}, with_spread((4, 3), (4,))),
    ({}, with_spread((5, 7), (5, 1))),
    ({}, with_spread((6,), (1,))),
]

LOSSES = [
    *[Loss("HuberLoss", {"reduction": r, "delta": delta}, shape, scale=2)
      for r, delta, shape in [("mean", 1.0, (6, 4)), ("sum", 0.3, (1, 3)), ("none", 2.5, (2, 3, 5))]],
    Loss("HuberLoss", {}, (1,)),
    *[Loss(name, kwargs, draw=draw, differentiable=(0, 2))
      for name in ("GaussianNLLLoss", "LaplaceNLLLoss") for kwargs, draw in SPREADS],
    Loss("LaplaceNLLLoss", {"reduction": "none"}, draw=with_spread((2, 3, 5), (2, 1, 5)), differentiable=(0, 2)),
    Loss("GaussianNLLLoss", {"reduction": "none"}, draw=with_spread((2, 3, 5), (2, 1, 5)), differentiable=(0, 2), since=(2, 10)),
    # a spread below eps has the gradient at eps, which differences of the loss do not see: hence scale
    Loss("GaussianNLLLoss", {"eps": 0.3}, draw=below_eps, differentiable=(0, 2), scale=2),
    Loss("LaplaceNLLLoss", {"eps": 0.3}, draw=below_eps, differentiable=(0, 2), scale=2),
    *[Loss("BCELoss", {"reduction": r}, draw=probabilities(7, 3)) for r in REDUCTIONS],
    Loss("BCELoss", {"weight": [[1.0], [2.0]]}, draw=probabilities(2, 3)),
    Loss("BCELoss", {}, draw=lambda rng: (rng.random((1, 4)), rng.random((1, 4)))),
    *[Loss("NLLLoss", {"reduction": r}, draw=log_probabilities_and_labels(7, 4)) for r in REDUCTIONS],
    Loss("NLLLoss", {}, draw=log_probabilities_and_labels(1, 3)),
    Loss("NLLLoss", {}, draw=log_probabilities_and_labels(2, 3, 5, 7)),
    Loss("NLLLoss", {"reduction": "none"}, draw=log_probabilities_and_labels(2, 3, 5)),
    Loss("NLLLoss", {"weight": [1.0, 0.2, 3.0]}, draw=log_probabilities_and_labels(8, 3)),
    Loss("NLLLoss", {"ignore_index": 1}, draw=log_probabilities_and_labels(9, 3)),
    Loss("NLLLoss", {"ignore_index": 2, "weight": [1.0, 0.2, 3.0]}, draw=log_probabilities_and_labels(9, 3, 2)),
    *[Loss("KLDivLoss", {"reduction": r, "log_target": log}, draw=log_probabilities_and_distributions(5, 3, log=log))
      for r in ("batchmean", "sum", "none") for log in (False, True)],
    Loss("KLDivLoss", {"reduction": "batchmean"}, draw=log_probabilities_and_distributions(4, 6, zeros=True)),
    Loss("KLDivLoss", {"reduction": "batchmean"}, draw=log_probabilities_and_distributions(1, 3, 5)),
    *[Loss("ELBO", {"reconstruction": kind, "reduction": r}, draw=of_vae((5, 7), 3, kind == "bernoulli"), differentiable=(0, 2, 3))
      for kind in ("bernoulli", "gaussian") for r in REDUCTIONS],
    Loss("ELBO", {"beta": 4.0}, draw=of_vae((1, 2, 3, 5), 1, True), differentiable=(0, 2, 3)),
    Loss("ELBO", {"reconstruction": "gaussian", "noise_std": 0.3}, draw=of_vae((4, 6), 2, False), differentiable=(0, 2, 3)),
]
