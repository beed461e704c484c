import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import dlkit.numpy as dl
from dlkit import check

f32 = np.float32
finite = st.floats(-50, 50)


@given(finite, st.floats(0.1, 5))
def test_huber_is_half_the_square_inside_and_a_line_outside(d, delta):
    value = dl.HuberLoss("none", delta)(np.array([d]), np.zeros(1))[0]
    assert value == pytest.approx(d**2 / 2 if abs(d) <= delta else delta * (abs(d) - delta / 2), abs=1e-12)


def test_the_slope_of_huber_is_continuous_and_never_above_delta():
    loss, d = dl.HuberLoss("none", delta=1.5), np.linspace(-4, 4, 8001)
    loss(d, np.zeros_like(d))
    slope = loss.backward(np.ones_like(d))
    assert np.abs(slope).max() == 1.5
    assert np.abs(np.diff(slope)).max() < 0.0011  # the grid's spacing: no jump


def test_huber_lies_between_the_mean_and_the_median_of_data_with_an_outlier():
    y = np.array([0.0, 1.0, 2.0, 3.0, 100.0])
    grid = np.linspace(-5, 105, 1101)
    best = grid[np.argmin([dl.HuberLoss(delta=2.0)(np.full_like(y, c), y) for c in grid])]
    assert np.median(y) - 0.06 < best < y.mean() - 10


@pytest.mark.parametrize("name, spread", [("GaussianNLLLoss", lambda r: np.mean(r**2)), ("LaplaceNLLLoss", lambda r: np.mean(np.abs(r)))])
def test_nll_is_smallest_at_the_centre_and_the_spread_of_the_data(name, spread):
    y = np.random.default_rng(0).normal(2.0, 3.0, 201)
    centre = y.mean() if name.startswith("G") else np.median(y)
    best = spread(y - centre)
    loss = getattr(dl, name)()
    least = loss(np.full_like(y, centre), y, np.full_like(y, best))
    for shift, factor in [(0.1, 1), (-0.1, 1), (0, 1.05), (0, 0.95), (0.2, 1.1)]:
        assert loss(np.full_like(y, centre + shift), y, np.full_like(y, best * factor)) > least
    loss(np.full_like(y, centre), y, np.full_like(y, best))
    grad_centre, grad_spread = loss.backward()
    assert_allclose([grad_centre.sum(), grad_spread.sum()], 0, atol=1e-12)


@pytest.mark.parametrize("name, spread, density", [
    ("GaussianNLLLoss", 0.7, lambda d, v: math.exp(-(d**2) / (2 * v)) / math.sqrt(2 * math.pi * v)),
    ("LaplaceNLLLoss", 0.7, lambda d, b: math.exp(-abs(d) / b) / (2 * b)),
])
def test_the_full_nll_is_minus_the_logarithm_of_the_density(name, spread, density):
    x, y = np.random.default_rng(0).normal(size=(2, 9))
    nll = getattr(dl, name)(full=True, reduction="none")(x, y, np.full(9, spread))
    assert_allclose(nll, [-math.log(density(d, spread)) for d in x - y])


@pytest.mark.parametrize("name", ["GaussianNLLLoss", "LaplaceNLLLoss"])
@pytest.mark.parametrize("shape, shared", [((4, 3), (4,)), ((4, 3), (4, 1)), ((4, 3), (1, 3)), ((2, 3, 5), (2, 1, 5))])
def test_a_shared_spread_adds_up_the_gradients_of_its_entries(name, shape, shared):
    rng = np.random.default_rng(0)
    x, y, spread = rng.normal(size=shape), rng.normal(size=shape), 0.5 + rng.random(shared)
    assert check.loss_gradient(getattr(dl, name)(), x, y, spread, differentiable=(0, 2)) < 1e-7


@pytest.mark.parametrize("name", ["GaussianNLLLoss", "LaplaceNLLLoss"])
def test_a_spread_that_is_a_number_is_the_same_for_all_and_gets_no_gradient(name):
    x, y = np.random.default_rng(0).normal(size=(2, 4, 3)).astype(f32)
    number, array = getattr(dl, name)(), getattr(dl, name)()
    assert number(x, y, 0.3) == pytest.approx(array(x, y, np.full((4, 3), 0.3, f32)), rel=1e-6)
    assert_allclose(number.backward(), array.backward()[0], rtol=1e-6)
    assert number.backward().dtype == f32


@given(st.integers(0, 1000), st.integers(2, 6))
def test_kl_divergence_is_never_negative_and_zero_only_where_both_are_equal(seed, n_classes):
    p, q = np.random.default_rng(seed).dirichlet(np.ones(n_classes), 2)[:, None]
    loss = dl.KLDivLoss("batchmean")
    assert loss(np.log(p), p) == pytest.approx(0, abs=1e-15)
    assert loss(np.log(q), p) > 1e-9
    assert loss(np.log(q), p) == pytest.approx(dl.KLDivLoss("batchmean", log_target=True)(np.log(q), np.log(p)), rel=1e-12)


def test_the_mean_of_kl_div_divides_by_the_classes_too_and_batchmean_does_not():
    p, q = np.random.default_rng(0).dirichlet(np.ones(5), (2, 3))
    batchmean = dl.KLDivLoss("batchmean")(np.log(q), p)
    assert dl.KLDivLoss()(np.log(q), p) == pytest.approx(batchmean / 5)
    assert batchmean == pytest.approx((p * np.log(p / q)).sum(axis=1).mean())


@pytest.mark.filterwarnings("error")
def test_classes_that_cannot_occur_cost_nothing_in_kl_div():
    p, log_q = np.array([[0.0, 0.5, 0.5]]), np.array([[-np.inf, np.log(0.5), np.log(0.5)]])
    with np.errstate(divide="ignore"):
        log_p = np.log(p)
    assert dl.KLDivLoss("sum")(log_q, p) == dl.KLDivLoss("sum", log_target=True)(log_q, log_p) == 0


def test_bce_of_probabilities_is_bce_of_logits():
    rng = np.random.default_rng(0)
    z, y = rng.normal(scale=3, size=(6, 4)), rng.random((6, 4))
    weight = rng.random((6, 1))
    on_logits, on_probabilities = dl.BCEWithLogitsLoss(weight), dl.BCELoss(weight)
    p = dl.sigmoid(z)
    assert on_probabilities(p, y) == pytest.approx(on_logits(z, y), rel=1e-12)
    assert_allclose(on_probabilities.backward() * p * (1 - p), on_logits.backward(), rtol=1e-9)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_bce_of_a_certain_and_wrong_probability_is_pytorchs_hundred(dtype):
    loss = dl.BCELoss(reduction="none")
    p, y = np.array([0, 1, 0, 1], dtype), np.array([1, 0, 0, 1], dtype)
    np.testing.assert_array_equal(loss(p, y), [100, 100, 0, 0])
    assert_allclose(loss.backward(np.ones(4, dtype)), [-1e12, 1e12, 0, 0], rtol=1e-7)


@pytest.mark.parametrize("shape", [(7, 4), (2, 3, 5, 7)])
@pytest.mark.parametrize("kwargs", [{}, {"weight": [1.0, 0.3, 2.0]}, {"ignore_index": 1}], ids=str)
def test_nll_after_log_softmax_is_cross_entropy(shape, kwargs):
    if "weight" in kwargs:
        shape = (shape[0], 3, *shape[2:])
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=shape), rng.integers(0, shape[1], (shape[0], *shape[2:]))
    assert dl.NLLLoss(**kwargs)(dl.log_softmax(z, 1), y) == pytest.approx(dl.CrossEntropyLoss(**kwargs)(z, y), rel=1e-12)


def test_the_general_cross_entropy_is_the_plain_one_where_nothing_is_special():
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=(6, 4, 3)), rng.integers(0, 4, (6, 3))
    plain, general = dl.CrossEntropyLoss(), dl.CrossEntropyLoss(weight=np.ones(4))
    assert plain(z, y) == pytest.approx(general(z, y), rel=1e-14)
    assert_allclose(plain.backward(), general.backward(), atol=1e-16)
    first = plain.backward()
    assert_allclose(plain.backward(), first)  # asked for twice


def test_the_kl_divergence_of_elbo_is_that_of_monte_carlo():
    rng = np.random.default_rng(0)
    mean, log_var = rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
    zeros = np.zeros((3, 4))
    with_kl, without = (dl.ELBO("gaussian", beta, reduction="none")(zeros, zeros, mean, log_var) for beta in (1, 0))
    std = np.exp(log_var / 2)
    z = mean + std * rng.normal(size=(200_000, 3, 2))
    log_ratio = (-((z - mean) ** 2) / (2 * std**2) - np.log(std) + z**2 / 2).sum(axis=2)  # log q(z) − log p(z)
    error = 5 * log_ratio.std(axis=0) / math.sqrt(len(z))
    assert (np.abs(with_kl - without - log_ratio.mean(axis=0)) < error).all()
    assert error.max() < 0.05


def test_elbo_is_a_bound_that_the_true_posterior_reaches():
    """x = z + noise of variance s²: p(x) is N(0, 1 + s²) and the posterior N(x/(1 + s²), s²/(1 + s²))."""
    s2, x = 0.5, np.array([[0.8]])
    evidence = -(x**2 / (1 + s2) + math.log(2 * math.pi * (1 + s2)))[0, 0] / 2

    def elbo(mean, var, draws=400_000):
        z = mean + math.sqrt(var) * np.random.default_rng(0).normal(size=(draws, 1))
        n = len(z)
        loss = dl.ELBO("gaussian", noise_std=math.sqrt(s2))
        return -loss(z, np.repeat(x, n, 0), np.full((n, 1), mean), np.full((n, 1), math.log(var)))

    assert elbo(0.8 / (1 + s2), s2 / (1 + s2)) == pytest.approx(evidence, abs=0.005)
    assert elbo(0.2, 0.4) < evidence - 0.05
    assert elbo(0.8 / (1 + s2), 0.9) < evidence - 0.05


def test_elbo_sums_over_dimensions_and_averages_over_the_batch():
    rng = np.random.default_rng(0)
    x_hat, x, mean, log_var = rng.normal(size=(4, 2, 3)), rng.random((4, 2, 3)), rng.normal(size=(4, 2)), rng.normal(size=(4, 2))
    bce = dl.BCEWithLogitsLoss(reduction="none")(x_hat, x).sum() / 4
    kl = (mean**2 + np.exp(log_var) - log_var - 1).sum() / 8
    assert dl.ELBO()(x_hat, x, mean, log_var) == pytest.approx(bce + kl)
    assert dl.ELBO(beta=3)(x_hat, x, mean, log_var) == pytest.approx(bce + 3 * kl)
    doubled = (np.concatenate([a, a]) for a in (x_hat, x, mean, log_var))
    assert dl.ELBO()(*doubled) == pytest.approx(bce + kl)


def test_elbo_takes_what_the_vae_gives_and_gives_what_its_backward_takes():
    rng = np.random.default_rng(0)
    vae = dl.VAE(dl.Linear(5, 4, rng=1), dl.Linear(2, 5, rng=2), rng=3)
    x, loss = rng.random((6, 5)).astype(f32), dl.ELBO()
    optimizer, first = dl.Adam(vae.parameters(), lr=0.05), None
    for _ in range(200):
        x_hat, mean, log_var = vae(x)
        value = loss(x_hat, x, mean, log_var)
        first = value if first is None else first
        vae.backward(*loss.backward())
        optimizer.step()
    assert value < first


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extremes_stay_finite_and_keep_their_type(dtype):
    big, one = np.array([[1e4, -1e4]], dtype), np.array([[1.0, 0.0]], dtype)
    zeros = np.zeros((1, 2), dtype)
    for loss, inputs in [
        (dl.HuberLoss(), (big, zeros)), (dl.GaussianNLLLoss(), (big, zeros, zeros)), (dl.LaplaceNLLLoss(), (big, zeros, zeros)),
        (dl.ELBO(), (big, one, big, -np.abs(big))), (dl.NLLLoss(), (-np.abs(big), np.array([1]))), (dl.KLDivLoss(), (-np.abs(big), one)),
    ]:
        assert math.isfinite(loss(*inputs)), loss
        grads = loss.backward()
        assert all(np.isfinite(grad).all() and grad.dtype == dtype for grad in (grads if isinstance(grads, tuple) else (grads,)))


LOSSES = [
    ("HuberLoss", ()), ("BCELoss", ()), ("KLDivLoss", ()), ("NLLLoss", "labels"), ("GaussianNLLLoss", "spread"),
    ("LaplaceNLLLoss", "spread"), ("ELBO", "latent"),
]


@pytest.mark.parametrize("name, third", LOSSES)
def test_an_empty_batch_sums_to_zero_and_has_no_mean(name, third):
    empty = np.empty((0, 3), f32)
    inputs = {"labels": (empty, np.empty(0, int)), "spread": (empty,) * 3, "latent": (empty,) * 4}.get(third or None, (empty, empty))
    loss = getattr(dl, name)(reduction="sum")
    assert loss(*inputs) == 0
    assert np.shape(loss.backward()[0] if isinstance(loss.backward(), tuple) else loss.backward()) == (0, 3)
    with pytest.raises(ValueError, match=f"{name} got nothing to average"):
        getattr(dl, name)()(*inputs)


@pytest.mark.parametrize("name, third", LOSSES)
def test_backward_before_the_loss_says_so(name, third):
    with pytest.raises(RuntimeError, match=f"{name}.backward was called before"):
        getattr(dl, name)().backward()


@pytest.mark.parametrize("name, third", LOSSES)
def test_a_diverged_network_gives_nan_and_no_wrong_accusation(name, third):
    nan, half = np.full((2, 3), np.nan), np.full((2, 3), 0.5)
    inputs = {"labels": (nan, np.zeros(2, int)), "spread": (nan, half, nan), "latent": (nan, half, nan, nan)}.get(third or None, (nan, half))
    assert math.isnan(getattr(dl, name)()(*inputs))


Z, L = np.zeros((3, 4), f32), np.full((3, 4), -1, f32)
BAD_INPUT = [
    (lambda: dl.HuberLoss(delta=0), ValueError, r"HuberLoss: delta must be a number above 0, got 0"),
    (lambda: dl.HuberLoss(delta=-1.0), ValueError, r"HuberLoss: delta must be .* got -1.0"),
    (lambda: dl.HuberLoss()(Z, Z[:, :3]), ValueError, r"HuberLoss got predictions \(3, 4\) and targets \(3, 3\)"),
    (lambda: dl.GaussianNLLLoss(eps=-1), ValueError, r"GaussianNLLLoss: eps must be"),
    (lambda: dl.GaussianNLLLoss()(Z, Z, L), ValueError, r"GaussianNLLLoss got a var of -1: a variance is not negative; does the network give its logarithm"),
    (lambda: dl.GaussianNLLLoss()(Z, Z, -0.5), ValueError, r"GaussianNLLLoss: var must be a number of at least 0, got -0.5"),
    (lambda: dl.GaussianNLLLoss()(Z, Z, Z[:, :2]), ValueError, r"GaussianNLLLoss got var \(3, 2\) for predictions \(3, 4\)"),
    (lambda: dl.GaussianNLLLoss()(Z, Z, Z[:1, :1]), ValueError, r"GaussianNLLLoss got var \(1, 1\) for predictions \(3, 4\)"),
    (lambda: dl.GaussianNLLLoss()(Z, Z, Z.astype(float)), TypeError, r"GaussianNLLLoss: var got float64"),
    (lambda: dl.LaplaceNLLLoss()(Z, Z, L), ValueError, r"LaplaceNLLLoss got a scale of -1: a scale is not negative"),
    (lambda: dl.BCELoss()(Z + 2, Z), ValueError, r"BCELoss got predictions from 2 to 2: probabilities lie in \[0, 1\]; are these logits\? then use BCEWithLogitsLoss"),
    (lambda: dl.BCELoss()(Z, L), ValueError, r"BCELoss got targets from -1 to -1.*coded −1/\+1"),
    (lambda: dl.BCELoss(weight=[1, 2, 3])(Z, Z), ValueError, r"BCELoss: weight has shape \(3,\), which does not broadcast to predictions \(3, 4\)"),
    (lambda: dl.BCEWithLogitsLoss(weight=np.ones((2, 1, 1)))(Z, Z), ValueError, r"BCEWithLogitsLoss: weight has shape \(2, 1, 1\)"),
    (lambda: dl.NLLLoss()(Z + 2, np.array([0, 1, 2])), ValueError, r"NLLLoss got values up to 2: log-probabilities are at most 0; are these logits\? CrossEntropyLoss"),
    (lambda: dl.NLLLoss()(L, np.array([0, 1, 4])), ValueError, r"NLLLoss got label 4, but log-probabilities \(3, 4\) have the classes 0 … 3"),
    (lambda: dl.NLLLoss()(L, L), TypeError, r"NLLLoss got labels of float32 \(3, 4\) for log-probabilities .*as in y.astype\(np.int64\)$"),
    (lambda: dl.NLLLoss(weight=[1, 2])(L, np.array([0, 1, 2])), ValueError, r"NLLLoss: weight has shape \(2,\)"),
    (lambda: dl.NLLLoss()(L[0], np.array(0)), ValueError, r"NLLLoss got log-probabilities \(4,\)"),
    (lambda: dl.NLLLoss(ignore_index=1)(L, np.array([1, 1, 1])), ValueError, r"nothing to average"),
    (lambda: dl.KLDivLoss()(Z + 0.5, Z), ValueError, r"KLDivLoss got values up to 0.5: log-probabilities are at most 0; are these probabilities"),
    (lambda: dl.KLDivLoss()(L, L), ValueError, r"KLDivLoss got a target of -1: probabilities are not negative; .*log_target=True"),
    (lambda: dl.KLDivLoss(log_target=True)(L, Z + 0.2), ValueError, r"KLDivLoss\(log_target=True\) got values up to 0.2.*log_target=False"),
    (lambda: dl.KLDivLoss("batch_mean"), ValueError, r"KLDivLoss: reduction must be one of mean, batchmean, sum, none, got 'batch_mean'"),
    (lambda: dl.HuberLoss("batchmean"), ValueError, r"HuberLoss: reduction must be one of mean, sum, none, got 'batchmean'"),
    (lambda: dl.ELBO("laplace"), ValueError, r"ELBO: reconstruction must be 'bernoulli' or 'gaussian', got 'laplace'"),
    (lambda: dl.ELBO(beta=-1), ValueError, r"ELBO: beta must be"),
    (lambda: dl.ELBO(noise_std=0), ValueError, r"ELBO: noise_std must be a number above 0"),
    (lambda: dl.ELBO()(Z, Z + 2, Z, Z), ValueError, r"ELBO\(reconstruction='bernoulli'\) got targets from 2 to 2"),
    (lambda: dl.ELBO()(Z, Z, Z[:2], Z[:2]), ValueError, r"ELBO got x \(3, 4\), mean \(2, 4\).*is the order"),
    (lambda: dl.ELBO()(Z, Z, Z, Z[:, :2]), ValueError, r"mean \(3, 4\) and log_var \(3, 2\)"),
    (lambda: dl.ELBO()(Z, Z, Z, Z.astype(float)), TypeError, r"ELBO: log_var got float64"),
]


@pytest.mark.parametrize("call, error, message", BAD_INPUT, ids=[m for *_, m in BAD_INPUT])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
