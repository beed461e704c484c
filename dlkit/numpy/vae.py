"""VAE: the variational autoencoder, its code drawn from a Gaussian."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.autoencoder import Autoencoder


class VAE(Autoencoder):
    """z = mean + e^{log_var / 2} ε with ε ~ N(0, 1), and x̂ = decoder(z); returns (x̂, mean, log_var), for ELBO.

    The encoder gives 2k numbers along axis 1: the mean and the log-variance of a code of k. Written so,
    z depends on both differentiably (the reparameterisation): ∂z/∂mean = 1, ∂z/∂log_var = e^{log_var / 2} ε / 2.
    In evaluation mode z = mean. The noise is drawn from the model's own Generator; a copy continues with
    the same noise. Raises ValueError for a code of odd width. Kingma and Welling (2014).
    """

    def __init__(self, encoder, decoder, rng=None):
        super().__init__(encoder, decoder)
        self.rng = np.random.default_rng(rng)
        self.mean = self.log_var = None

    def forward(self, x):
        code = self.encoder(x)
        if code.ndim < 2 or code.shape[1] % 2 or code.shape[1] == 0:
            raise ValueError(
                f"VAE got a code of shape {code.shape} from its encoder: axis 1 must be even, first the k means, "
                "then the k log-variances; was the encoder built for k outputs instead of 2k?"
            )
        self.mean, self.log_var = np.split(code, 2, axis=1)
        self.deviation = np.zeros_like(self.mean)
        if self.training:
            noise = self.rng.standard_normal(self.mean.shape, np.float32).astype(code.dtype, copy=False)
            self.deviation = np.exp(self.log_var / 2) * noise
        return self.decoder(self.mean + self.deviation), self.mean, self.log_var

    def backward(self, grad_x_hat, grad_mean=None, grad_log_var=None):
        """∂L/∂x, given the gradients of the three outputs; those of mean and log_var are 0 where left out."""
        return self.encoder.backward(self._grad_code(grad_x_hat, grad_mean, grad_log_var))

    def backward_parameters(self, grad_x_hat, grad_mean=None, grad_log_var=None):
        self.encoder.backward_parameters(self._grad_code(grad_x_hat, grad_mean, grad_log_var))

    def _grad_code(self, grad_x_hat, grad_mean, grad_log_var):
        grad_z = self.decoder.backward(grad_x_hat)
        grads = [grad_z, grad_z * self.deviation / 2]
        for i, grad in enumerate((grad_mean, grad_log_var)):
            if grad is not None:
                validate.upstream("VAE", grad, self.mean.shape)
                grads[i] = grads[i] + grad
        return np.concatenate(grads, axis=1)
