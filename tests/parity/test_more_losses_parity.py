"""What the table of losses cannot hold: PyTorch's guards, numbers as spreads, and the errors of dlkit.torch's own losses."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch")

import dlkit.numpy as dn  # noqa: E402
import dlkit.torch as dt  # noqa: E402


def test_bce_of_certain_probabilities_is_pytorchs():
    p, y = np.array([0.0, 1.0, 0.0, 1.0, 1e-50, 0.3]), np.array([1.0, 0.0, 0.0, 1.0, 1.0, 0.4])
    ours, p_torch = dn.BCELoss(), torch.from_numpy(p).requires_grad_()
    value_torch = dt.BCELoss()(p_torch, torch.from_numpy(y))
    value_torch.backward()
    assert ours(p, y) == pytest.approx(value_torch.item(), rel=1e-12)
    assert_allclose(ours.backward(), p_torch.grad.numpy(), rtol=1e-8)  # PyTorch's 10⁻¹² is a float32


@pytest.mark.filterwarnings("ignore:reduction. 'mean' divides:UserWarning")
def test_the_mean_of_kl_div_is_pytorchs():
    p, q = np.random.default_rng(0).dirichlet(np.ones(5), (2, 3))
    value_torch = dt.KLDivLoss()(torch.from_numpy(np.log(q)), torch.from_numpy(p))
    assert dn.KLDivLoss()(np.log(q), p) == pytest.approx(value_torch.item(), rel=1e-12)


@pytest.mark.parametrize("name", ["GaussianNLLLoss", "LaplaceNLLLoss"])
@pytest.mark.parametrize("spread", [0.0, 0.3])
def test_a_number_as_spread(name, spread):
    x, y = np.random.default_rng(0).normal(size=(2, 4, 3))
    ours, x_torch = getattr(dn, name)(full=True), torch.from_numpy(x).requires_grad_()
    value_torch = getattr(dt, name)(full=True)(x_torch, torch.from_numpy(y), spread)
    value_torch.backward()
    assert ours(x, y, spread) == pytest.approx(value_torch.item(), rel=1e-12)
    assert_allclose(ours.backward(), x_torch.grad.numpy(), rtol=1e-12)


Z = torch.zeros(3, 4)
BAD_INPUT = [
    (lambda: dt.LaplaceNLLLoss(reduction="average"), r"LaplaceNLLLoss: reduction must be one of mean, sum, none, got 'average'"),
    (lambda: dt.LaplaceNLLLoss()(Z, Z, Z - 1), r"LaplaceNLLLoss got a scale of -1: a scale is not negative"),
    (lambda: dt.LaplaceNLLLoss()(Z, Z, Z[:, :2]), r"LaplaceNLLLoss got scale \(3, 2\) for predictions \(3, 4\)"),
    (lambda: dt.LaplaceNLLLoss()(Z, Z[:1], Z), r"LaplaceNLLLoss got predictions \(3, 4\) and targets \(1, 4\)"),
    (lambda: dt.ELBO("laplace"), r"ELBO: reconstruction must be 'bernoulli' or 'gaussian', got 'laplace'"),
    (lambda: dt.ELBO(reduction="average"), r"ELBO: reduction must be"),
    (lambda: dt.ELBO(noise_std=0), r"ELBO: noise_std must be a number above 0, got 0"),
    (lambda: dt.ELBO()(Z, Z, Z[:2], Z[:2]), r"ELBO got x_hat \(3, 4\), x \(3, 4\), mean \(2, 4\) and log_var \(2, 4\).*is the order"),
    (lambda: dt.ELBO()(Z, Z[:, :2], Z, Z), r"x_hat must have the shape of x"),
]


@pytest.mark.parametrize("call, message", BAD_INPUT, ids=[m for _, m in BAD_INPUT])
def test_bad_input_of_dlkit_torchs_own_losses_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
