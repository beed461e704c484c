"""Autoencoder: an input put into a code and rebuilt from it."""

from torch.nn import Module


class Autoencoder(Module):
    """x̂ = decoder(encoder(x)); the parameters are named "encoder.…" and "decoder.…"."""

    def __init__(self, encoder, decoder):
        super().__init__()
        for name, part in (("encoder", encoder), ("decoder", decoder)):
            if not isinstance(part, Module):
                raise TypeError(f"{type(self).__name__}: {name} must be a layer, such as a Sequential, got {part!r}")
        self.encoder, self.decoder = encoder, decoder

    def forward(self, x):
        return self.decoder(self.encoder(x))
