"""The loss of a variational autoencoder: the negative evidence lower bound."""

import math

import numpy as np

from dlkit.numpy import functional, validate
from dlkit.numpy.binary_cross_entropy import check_targets
from dlkit.numpy.loss import Loss


class ELBO(Loss):
    """ℓ = −log p(x | x̂) + β KL(q‖N(0, I)): loss(x_hat, x, mean, log_var); x̂ (n, …) is decoded from one draw of q.

    q = N(μ, diag e^s), with mean μ and log-variance s (n, d) of the latent variables; KL = ½ Σ (μ² + e^s − s − 1).
    With reconstruction "bernoulli" x̂ are logits for x in [0, 1], −log p = Σ log(1 + e^x̂) − x x̂; with "gaussian"
    means, −log p = Σ (x − x̂)²/(2σ²) + ½ log 2πσ², σ = `noise_std`. Sums are over the dimensions of an example, the
    mean is over the batch; at β = 1 the expectation of ℓ over draws is at least −log p(x). backward returns the
    gradients of x_hat, mean and log_var. Kingma and Welling (2014), appendix B; β: Higgins et al. (2017).
    """

    def __init__(self, reconstruction="bernoulli", beta=1.0, noise_std=1.0, reduction="mean"):
        super().__init__(reduction)
        if reconstruction not in ("bernoulli", "gaussian"):
            raise ValueError(f"ELBO: reconstruction must be 'bernoulli' or 'gaussian', got {reconstruction!r}")
        validate.at_least("ELBO", 0, beta=beta)
        validate.above("ELBO", 0, noise_std=noise_std)
        self.reconstruction, self.beta, self.noise_std = reconstruction, beta, noise_std

    def __call__(self, x_hat, x, mean, log_var):
        self._check(x_hat, x, mean, log_var)
        self.x_hat, self.x, self.mean, self.log_var = x_hat, x, mean, log_var
        if self.reconstruction == "bernoulli":
            nll = np.maximum(x_hat, 0) + np.log1p(np.exp(-np.abs(x_hat))) - x * x_hat
        else:
            nll = ((x - x_hat) / self.noise_std) ** 2 / 2 + math.log(2 * math.pi * self.noise_std**2) / 2
        kl = (mean**2 + np.expm1(log_var) - log_var) / 2
        return self.reduce(_sum_of_example(nll) + self.beta * _sum_of_example(kl))

    def backward(self, grad_values=None):
        upstream = self.upstream(grad_values)

        def of_example(a):
            return upstream.reshape(-1, *[1] * (a.ndim - 1)) if self.reduction == "none" else upstream

        if self.reconstruction == "bernoulli":
            grad_x_hat = functional.sigmoid(self.x_hat) - self.x
        else:
            grad_x_hat = (self.x_hat - self.x) / self.noise_std**2
        return (
            of_example(self.x_hat) * grad_x_hat,
            of_example(self.mean) * self.beta * self.mean,
            of_example(self.log_var) * self.beta * np.expm1(self.log_var) / 2,
        )

    def _check(self, x_hat, x, mean, log_var):
        self.same_shape(x_hat, x)
        if self.reconstruction == "bernoulli":
            check_targets("ELBO(reconstruction='bernoulli')", x)
        for name, array in (("mean", mean), ("log_var", log_var)):
            validate.float_array(f"ELBO: {name}", array, x_hat.dtype)
        if x.ndim < 2 or mean.ndim < 2 or mean.shape != log_var.shape or len(mean) != len(x):
            raise ValueError(
                f"ELBO got x {x.shape}, mean {mean.shape} and log_var {log_var.shape}: mean and log_var must have "
                "one shape (n, d), with a row for each row of x (n, …); is the order (x_hat, x, mean, log_var)?"
            )


def _sum_of_example(values):
    return values.sum(axis=tuple(range(1, values.ndim)))
