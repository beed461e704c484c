"""The loss of a variational autoencoder, which PyTorch lacks."""

import math

import torch
import torch.nn.functional as F
from torch import nn

from dlkit.numpy import validate
from dlkit.torch.validate import floating
from dlkit.torch.validate import reduction as check_reduction


class ELBO(nn.Module):
    """−log p(x | x̂) + β KL(N(mean, diag e^log_var)‖N(0, I)): loss(x_hat, x, mean, log_var).

    Arguments and values are those of dlkit.numpy.ELBO: summed over the dimensions of an example and averaged over
    the batch; reconstruction "bernoulli" on logits or "gaussian" with `noise_std`. Kingma and Welling (2014).
    """

    def __init__(self, reconstruction="bernoulli", beta=1.0, noise_std=1.0, reduction="mean"):
        super().__init__()
        if reconstruction not in ("bernoulli", "gaussian"):
            raise ValueError(f"ELBO: reconstruction must be 'bernoulli' or 'gaussian', got {reconstruction!r}")
        check_reduction("ELBO", reduction)
        validate.at_least("ELBO", 0, beta=beta)
        validate.above("ELBO", 0, noise_std=noise_std)
        self.reconstruction, self.beta, self.noise_std, self.reduction = reconstruction, beta, noise_std, reduction

    def forward(self, x_hat, x, mean, log_var):
        floating("ELBO", x_hat=x_hat, x=x, mean=mean, log_var=log_var)
        same = x_hat.shape == x.shape and mean.shape == log_var.shape
        if not same or min(x.ndim, mean.ndim) < 2 or len(mean) != len(x):
            raise ValueError(
                f"ELBO got x_hat {tuple(x_hat.shape)}, x {tuple(x.shape)}, mean {tuple(mean.shape)} and log_var "
                f"{tuple(log_var.shape)}: x_hat must have the shape of x (n, …), mean that of log_var (n, d); "
                "is the order (x_hat, x, mean, log_var)?"
            )
        if self.reconstruction == "bernoulli":
            _check_targets(x)
            nll = F.binary_cross_entropy_with_logits(x_hat, x, reduction="none")
        else:
            nll = ((x - x_hat) / self.noise_std) ** 2 / 2 + math.log(2 * math.pi * self.noise_std**2) / 2
        kl = (mean**2 + torch.expm1(log_var) - log_var) / 2
        values = nll.flatten(1).sum(1) + self.beta * kl.flatten(1).sum(1)
        return values if self.reduction == "none" else getattr(values, self.reduction)()


def _check_targets(x):
    """Raise ValueError for targets outside [0, 1]; on a device they are not looked at, as that would wait for it."""
    if x.device.type == "cpu" and not torch.compiler.is_compiling() and x.numel() and not (x.min() >= 0 and x.max() <= 1):
        raise ValueError(
            f"ELBO(reconstruction='bernoulli') got targets from {x.min():g} to {x.max():g}: they must lie in [0, 1]; "
            "use reconstruction='gaussian' for others"
        )
