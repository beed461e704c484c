"""Layers made of layers."""

from tests.parity.kinds import Layer


def plain(dl, typed):
    return dl.MLP(5, (4, 3), 2, **typed)


def normalised(dl, typed):
    return dl.MLP(5, [6], 3, activation=lambda: dl.LeakyReLU(0.2), norm=dl.BatchNorm1d, bias=False, **typed)


def dropping(dl, typed):
    return dl.MLP(3, (4, 7), 1, activation=dl.Tanh, norm=dl.LayerNorm, dropout=0.3, **typed)


def residual(dl, typed):
    return dl.Residual(dl.Linear(5, 3, **typed), dl.Tanh(), dl.Linear(3, 5, **typed))


def normalised_residual(dl, typed):
    return dl.Residual(dl.BatchNorm2d(3, **typed), dl.SiLU(), dl.Residual(dl.Softplus()))


def dense(dl, typed):
    return dl.DenseBlock(
        dl.Sequential(dl.Linear(5, 3, **typed), dl.Tanh()), dl.Linear(8, 1, **typed), dl.Linear(9, 4, **typed)
    )


def dense_images(dl, typed):
    return dl.DenseBlock(dl.BatchNorm2d(2, **typed), dl.GELU(), dl.BatchNorm2d(8, **typed))


def autoencoder(dl, typed):
    return dl.Autoencoder(dl.MLP(6, (5,), 2, dl.Tanh, **typed), dl.MLP(2, (4,), 6, dl.Tanh, **typed))


def vae(dl, typed):
    return dl.VAE(dl.MLP(6, (5,), 4, dl.Tanh, **typed), dl.MLP(2, (4,), 6, dl.Tanh, **typed))


def vae_of_images(dl, typed):
    encoder = dl.Sequential(dl.Flatten(), dl.Linear(12, 2, **typed), dl.Unflatten(1, (2, 1, 1)))
    return dl.VAE(encoder, dl.Sequential(dl.Flatten(), dl.Linear(1, 12, **typed), dl.Unflatten(1, (1, 3, 4))))


LAYERS = [
    *[Layer("MLP", make=plain, x=shape) for shape in [(4, 5), (1, 5)]],
    Layer("MLP", make=lambda dl, typed: dl.MLP(3, (), 2, **typed), x=(2, 3)),
    Layer("MLP", make=normalised),
    Layer("MLP", make=dropping, x=(2, 3), random=True),
    *[Layer("Residual", make=residual, x=shape) for shape in [(4, 5), (1, 5), (2, 3, 5)]],
    Layer("Residual", make=normalised_residual, x=(2, 3, 5, 4)),
    Layer("Residual", make=lambda dl, typed: dl.Residual(), x=(3, 2)),
    *[Layer("DenseBlock", make=dense, x=shape) for shape in [(4, 5), (1, 5)]],
    Layer("DenseBlock", make=dense_images, x=(3, 2, 4, 3)),
    Layer("DenseBlock", make=lambda dl, typed: dl.DenseBlock(), x=(3, 2)),
    *[Layer("Autoencoder", make=autoencoder, x=shape) for shape in [(4, 6), (1, 6)]],
    *[Layer("VAE", make=vae, x=shape, random=True) for shape in [(4, 6), (1, 6)]],
    Layer("VAE", make=vae_of_images, x=(5, 1, 3, 4), random=True),
]

ELSEWHERE = {"GradientReversal": "test_particular_parity.py: its backward is no derivative, which test_layers.py would mind"}
