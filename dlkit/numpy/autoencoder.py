"""Autoencoder: an input put into a code and rebuilt from it."""

from dlkit.numpy.module import Module


class Autoencoder(Module):
    """x̂ = decoder(encoder(x)); the parameters are named "encoder.…" and "decoder.…".

    The code alone is model.encoder(x). Trained as any model, with the input as its own target.
    Raises TypeError for parts that are not layers.
    """

    def __init__(self, encoder, decoder):
        for name, part in (("encoder", encoder), ("decoder", decoder)):
            if not isinstance(part, Module):
                raise TypeError(f"{type(self).__name__}: {name} must be a layer, such as a Sequential, got {part!r}")
        self.encoder, self.decoder = encoder, decoder

    def forward(self, x):
        return self.decoder(self.encoder(x))

    def backward(self, grad_x_hat):
        return self.encoder.backward(self.decoder.backward(grad_x_hat))

    def backward_parameters(self, grad_x_hat):
        self.encoder.backward_parameters(self.decoder.backward(grad_x_hat))
