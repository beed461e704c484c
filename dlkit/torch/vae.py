"""VAE: the variational autoencoder, its code drawn from a Gaussian."""

import torch

from dlkit.torch.autoencoder import Autoencoder


class VAE(Autoencoder):
    """z = mean + e^{log_var / 2} ε with ε ~ N(0, 1), and x̂ = decoder(z); returns (x̂, mean, log_var), for ELBO.

    The encoder gives 2k numbers along axis 1: the mean and the log-variance of a code of k. In evaluation
    mode z = mean. The noise comes from PyTorch's global generator. Raises ValueError for a code of odd width.
    """

    def forward(self, x):
        code = self.encoder(x)
        if code.ndim < 2 or code.shape[1] % 2 or code.shape[1] == 0:
            raise ValueError(
                f"VAE got a code of shape {tuple(code.shape)} from its encoder: axis 1 must be even, first the k "
                "means, then the k log-variances; was the encoder built for k outputs instead of 2k?"
            )
        mean, log_var = code.chunk(2, dim=1)
        z = mean + torch.exp(log_var / 2) * torch.randn_like(mean) if self.training else mean
        return self.decoder(z), mean, log_var
