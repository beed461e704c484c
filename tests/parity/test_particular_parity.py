"""What the table of cases cannot compare: layers that draw, in training; gradients that are no derivatives; errors."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch")

import dlkit.numpy as dn  # noqa: E402
import dlkit.torch as dt  # noqa: E402

TOLERANCE = {"rtol": 1e-11, "atol": 1e-11}


class Given:
    """Stands in for a Generator: gives out arrays that were drawn before."""

    def __init__(self, array):
        self.array = np.asarray(array)

    def standard_normal(self, shape, dtype):
        assert shape == self.array.shape
        return self.array.astype(dtype)

    random = standard_normal


def noise_of(shape):
    """Gaussian noise that float32 holds exactly, so that both backends can be given the same."""
    return np.random.default_rng(3).normal(size=shape).astype(np.float32).astype(np.float64)


def tensor(array):
    return torch.from_numpy(np.array(array)).requires_grad_()


@pytest.fixture
def torch_noise(monkeypatch):
    """Makes torch.randn_like give out noise_of(shape)."""
    monkeypatch.setattr(torch, "randn_like", lambda x: torch.from_numpy(noise_of(tuple(x.shape))))


@pytest.mark.parametrize("p", [0.2, 0.5, 1.0])
def test_dropout_with_the_same_units_dropped(p):
    ours, theirs = dn.Dropout(p), dt.Dropout(p)
    x, grad_y = np.random.default_rng(0).normal(size=(2, 5, 7))
    x_torch = tensor(x)
    y_torch = theirs(x_torch)
    ours.rng = Given(np.where(y_torch.detach().numpy() == 0, 0.0, 0.999))
    assert_allclose(ours(x), y_torch.detach().numpy(), **TOLERANCE)
    y_torch.backward(torch.from_numpy(grad_y))
    assert_allclose(ours.backward(grad_y), x_torch.grad.numpy(), **TOLERANCE)


def test_gaussian_noise_with_the_same_noise(torch_noise):
    ours, theirs = dn.GaussianNoise(0.3), dt.GaussianNoise(0.3)
    x, grad_y = np.random.default_rng(0).normal(size=(2, 5, 7))
    ours.rng, x_torch = Given(noise_of((5, 7))), tensor(x)
    y_torch = theirs(x_torch)
    assert_allclose(ours(x), y_torch.detach().numpy(), **TOLERANCE)
    y_torch.backward(torch.from_numpy(grad_y))
    assert_allclose(ours.backward(grad_y), x_torch.grad.numpy(), **TOLERANCE)


def test_torchs_noise_has_the_standard_deviation_asked_for():
    torch.manual_seed(0)
    noise = dt.GaussianNoise(0.3)(torch.zeros(100_000))
    assert abs(noise.std() - 0.3) < 0.005 and abs(noise.mean()) < 0.005
    assert repr(dt.GaussianNoise(0.3)) == repr(dn.GaussianNoise(0.3))


def test_vae_with_the_same_noise_all_three_gradients(torch_noise):
    def make(dl, typed):
        return dl.VAE(dl.MLP(5, (6,), 4, dl.Tanh, **typed), dl.MLP(2, (3,), 5, dl.Tanh, **typed))

    ours, theirs = make(dn, {"dtype": np.float64}), make(dt, {}).double()
    theirs.load_state_dict(ours.state_dict())
    rng = np.random.default_rng(0)
    x, grads = rng.normal(size=(3, 5)), [rng.normal(size=(3, k)) for k in (5, 2, 2)]
    ours.rng, x_torch = Given(noise_of((3, 2))), tensor(x)
    outputs, outputs_torch = ours(x), theirs(x_torch)
    for output, output_torch in zip(outputs, outputs_torch, strict=True):
        assert_allclose(output, output_torch.detach().numpy(), **TOLERANCE)
    torch.autograd.backward(outputs_torch, [torch.from_numpy(g) for g in grads])
    assert_allclose(ours.backward(*grads), x_torch.grad.numpy(), **TOLERANCE)
    for name, parameter in theirs.named_parameters():
        assert_allclose(ours.grads[name], parameter.grad.numpy(), **TOLERANCE, err_msg=name)


@pytest.mark.parametrize("lambda_", [0.0, 0.3, 2])
def test_gradient_reversal(lambda_):
    ours, theirs = dn.GradientReversal(lambda_), dt.GradientReversal(lambda_)
    x, grad_y = np.random.default_rng(0).normal(size=(2, 5, 7))
    x_torch = tensor(x)
    y_torch = theirs(x_torch)
    assert_allclose(ours(x), y_torch.detach().numpy(), **TOLERANCE)
    y_torch.backward(torch.from_numpy(grad_y))
    assert_allclose(ours.backward(grad_y), x_torch.grad.numpy(), **TOLERANCE)
    assert repr(ours) == repr(theirs)


@pytest.mark.parametrize("padding_idx", [0, 3, -1])
def test_embedding_where_padding_is_met(padding_idx):
    ours, theirs = dn.Embedding(4, 3, padding_idx, dtype=np.float64), dt.Embedding(4, 3, padding_idx).double()
    assert (theirs.weight[padding_idx] == 0).all() and (ours.weight[padding_idx] == 0).all()
    theirs.load_state_dict(ours.state_dict())
    rng = np.random.default_rng(0)
    x, grad_y = rng.integers(0, 4, (6, 5)), rng.normal(size=(6, 5, 3))
    assert_allclose(ours(x), theirs(torch.from_numpy(x)).detach().numpy(), **TOLERANCE)
    ours.backward(grad_y)
    theirs(torch.from_numpy(x)).backward(torch.from_numpy(grad_y))
    assert_allclose(ours.grads["weight"], theirs.weight.grad.numpy(), **TOLERANCE)


@pytest.mark.parametrize("name, shape", [("BatchNorm1d", (4, 3)), ("BatchNorm1d", (1, 3, 5)), ("BatchNorm2d", (2, 3, 4, 1))])
@pytest.mark.parametrize("affine", [True, False])
def test_batch_norm_backwards_in_evaluation_mode(name, shape, affine):
    ours, theirs = getattr(dn, name)(3, affine=affine, dtype=np.float64), getattr(dt, name)(3, affine=affine).double()
    rng = np.random.default_rng(0)
    for array in ours.state_dict().values():
        array[...] = rng.uniform(1, 3, array.shape)
    theirs.load_state_dict(ours.state_dict())
    ours.eval(), theirs.eval()
    x, grad_y = rng.normal(size=(2, *shape))
    x_torch = tensor(x)
    y_torch = theirs(x_torch)
    assert_allclose(ours(x), y_torch.detach().numpy(), **TOLERANCE)
    y_torch.backward(torch.from_numpy(grad_y))
    assert_allclose(ours.backward(grad_y), x_torch.grad.numpy(), **TOLERANCE)
    for parameter_name, parameter in theirs.named_parameters():
        assert_allclose(ours.grads[parameter_name], parameter.grad.numpy(), **TOLERANCE, err_msg=parameter_name)


KINKS = [
    ("LeakyReLU", {"negative_slope": 0.1}, [0.0, -0.0]), ("ELU", {"alpha": 0.3}, [0.0, -0.0]),
    ("Hardtanh", {"min_val": -1.0, "max_val": 2.0}, [-1.0, 2.0]), ("Softplus", {"threshold": 1.0}, [1.0, 0.0]),
]


@pytest.mark.parametrize("name, kwargs, z", KINKS)
def test_slopes_at_the_kinks(name, kwargs, z):
    ours, theirs, z_torch = getattr(dn, name)(**kwargs), getattr(dt, name)(**kwargs), tensor(np.array(z))
    y_torch = theirs(z_torch)
    y_torch.backward(torch.full_like(y_torch, 3.0))
    assert_allclose(ours(np.array(z)), y_torch.detach().numpy(), **TOLERANCE)
    assert_allclose(ours.backward(np.full(len(z), 3.0)), z_torch.grad.numpy(), **TOLERANCE)


BAD_INPUT = [
    (lambda dl, x: dl.MLP(5, 4, 2), TypeError, r"MLP: hidden must be a tuple"),
    (lambda dl, x: dl.MLP(5, (-4,), 2), ValueError, r"MLP: hidden must be an integer of at least 1, got -4"),
    (lambda dl, x: dl.MLP(5, (4,), 2, activation=dl.ReLU()), TypeError, r"MLP: activation must be what makes a layer"),
    (lambda dl, x: dl.Residual(dl.Linear(5, 1))(x), ValueError, r"Residual got input \(3, 5\), but its layers make \(3, 1\)"),
    (lambda dl, x: dl.DenseBlock(dl.Linear(5, 2))(x[0]), ValueError, r"DenseBlock got input \(5,\)"),
    (lambda dl, x: dl.DenseBlock(dl.Linear(5, 2))(x[:, None]), ValueError, r"DenseBlock: layer 0 made \(3, 1, 2\) of \(3, 1, 5\)"),
    (lambda dl, x: dl.GradientReversal(-1), ValueError, r"GradientReversal: lambda_ must be a number of at least 0"),
    (lambda dl, x: dl.GaussianNoise(-1), ValueError, r"GaussianNoise: std must be a number of at least 0"),
    (lambda dl, x: dl.Autoencoder(dl.Linear(5, 2), 3), TypeError, r"Autoencoder: decoder must be a layer"),
    (lambda dl, x: dl.VAE(dl.Linear(5, 3), dl.Linear(1, 5))(x), ValueError, r"VAE got a code of shape \(3, 3\)"),
]


@pytest.mark.parametrize("call, error, message", BAD_INPUT, ids=[m for *_, m in BAD_INPUT])
def test_both_backends_say_the_same_of_bad_input(call, error, message):
    for dl, x in ((dn, np.ones((3, 5), np.float32)), (dt, torch.ones(3, 5))):
        with pytest.raises(error, match=message):
            call(dl, x)


def test_weights_that_pytorch_still_differentiates_are_loaded():
    theirs, ours = dt.Linear(3, 2), dn.Linear(3, 2)
    ours.load_state_dict(dict(theirs.named_parameters()))
    assert_allclose(ours.weight, theirs.weight.detach().numpy())
