import numpy as np
import pytest
import scipy.optimize
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV

from dlkit.estimators import Bernoulli, Categorical, Gaussian, Laplace


def sample(n=9, seed=0):
    return np.random.default_rng(seed).standard_t(3, size=n) * 2 + 1


def test_the_gaussians_maximum_is_the_mean_and_the_biased_variance():
    y = sample()
    model = Gaussian().fit(y)
    mean, std = scipy.stats.norm.fit(y)
    assert_allclose([model.mean_, model.var_], [mean, std**2], rtol=1e-13)
    assert model.var_ == pytest.approx(y.var(ddof=1) * 8 / 9, rel=1e-13)
    assert_allclose(model.log_prob(y), scipy.stats.norm(mean, std).logpdf(y), rtol=1e-12)


@pytest.mark.parametrize("n", [8, 9])
def test_the_laplaces_maximum_is_the_median_and_the_mean_absolute_deviation(n):
    y = sample(n)
    model = Laplace().fit(y)
    assert_allclose([model.loc_, model.scale_], scipy.stats.laplace.fit(y), rtol=1e-13)
    assert model.loc_ == np.median(y) and model.scale_ == pytest.approx(np.abs(y - np.median(y)).mean(), rel=1e-13)
    assert_allclose(model.log_prob(y), scipy.stats.laplace(model.loc_, model.scale_).logpdf(y), rtol=1e-12)


def test_bernoulli_and_categorical_give_shares_and_agree_on_two_outcomes():
    y = np.array([1, 0, 1, 1, 0])
    two, many = Bernoulli().fit(y), Categorical().fit(y)
    assert two.prob_ == 3 / 5
    assert_allclose(many.probs_, [2 / 5, 3 / 5])
    assert two.nll(y) == pytest.approx(many.nll(y), rel=1e-14)
    assert two.nll(y) == pytest.approx(-scipy.stats.bernoulli(0.6).logpmf(y).mean(), rel=1e-12)
    assert two.nll(y) == pytest.approx(scipy.stats.entropy([0.4, 0.6]), rel=1e-12)  # of the empirical distribution
    assert_allclose(Categorical(4).fit(y).probs_, [2 / 5, 3 / 5, 0, 0])


@pytest.mark.filterwarnings("error")
def test_what_was_never_seen_has_infinite_nll_and_a_prior_makes_it_finite():
    for maximum, prior, y in [
        (Bernoulli(), Bernoulli(prior_count=1), [1, 1, 1]),
        (Categorical(3), Categorical(3, prior_count=1), [0, 1, 1]),
    ]:
        unseen = [0] if isinstance(maximum, Bernoulli) else [2]
        assert maximum.fit(y).nll(unseen) == np.inf and np.isfinite(maximum.nll(y))
        assert np.isfinite(prior.fit(y).nll(unseen))


def log_prior(model, theta):
    """log p(θ) as the docstrings name it, up to a constant, from SciPy."""
    k = model.prior_count
    if isinstance(model, Gaussian):
        mean, var = theta
        return (scipy.stats.norm(model.prior_mean, np.sqrt(var / k)).logpdf(mean)
                + scipy.stats.invgamma(k / 2 - 1.5, scale=k * model.prior_var / 2).logpdf(var))
    if isinstance(model, Laplace):
        loc, scale = theta
        return (scipy.stats.laplace(model.prior_loc, scale / k).logpdf(loc)
                + scipy.stats.invgamma(k - 2, scale=k * model.prior_scale).logpdf(scale))
    if isinstance(model, Bernoulli):
        return scipy.stats.beta(1 + k * model.prior_prob, 1 + k * (1 - model.prior_prob)).logpdf(theta[0])
    return scipy.stats.dirichlet(1 + k * np.asarray(model.prior_probs)).logpdf([*theta, 1 - sum(theta)])


COINS, DICE = np.array([1, 0, 1, 1, 1, 0, 1]), np.array([0, 2, 2, 1, 2, 0, 2])
MAP = [
    (Gaussian(prior_count=4.5, prior_mean=-2.0, prior_var=0.3), sample(), ("mean_", "var_")),
    (Laplace(prior_count=3.5, prior_loc=-2.0, prior_scale=0.3), sample(), ("loc_", "scale_")),
    (Bernoulli(prior_count=3.0, prior_prob=0.2), COINS, ("prob_",)),
    (Categorical(3, prior_count=2.0, prior_probs=[0.2, 0.5, 0.3]), DICE, ("probs_",)),
]


@pytest.mark.parametrize("model, y, names", MAP, ids=[type(m).__name__ for m, *_ in MAP])
def test_the_estimate_is_the_mode_of_likelihood_times_prior(model, y, names):
    model = clone(model).fit(y)
    best = np.concatenate([np.atleast_1d(getattr(model, name)) for name in names])
    free = best[:2] if isinstance(model, Categorical) else best

    def objective(theta):
        trial = clone(model).fit(y)
        if isinstance(model, Categorical):
            trial.probs_ = np.r_[theta, 1 - sum(theta)]
        else:
            for name, value in zip(names, theta):
                setattr(trial, name, value)
        return len(y) * trial.nll(y) - log_prior(model, theta)

    found = scipy.optimize.minimize(objective, free * 1.02, method="Nelder-Mead",
                                    options=dict(xatol=1e-7, fatol=1e-11, maxiter=2000)).x
    assert_allclose(free, found, atol=2e-5)


@pytest.mark.parametrize("model, y, names", MAP, ids=[type(m).__name__ for m, *_ in MAP])
def test_a_prior_fades_with_the_number_of_examples(model, y, names):
    distances = []
    for repeats in [1, 10, 100, 10_000]:
        many = np.tile(y, repeats)
        with_prior, without = clone(model).fit(many), clone(model).set_params(prior_count=0.0).fit(many)
        distances.append(sum(np.abs(getattr(with_prior, name) - getattr(without, name)).sum() for name in names))
    assert distances == sorted(distances, reverse=True) and distances[0] > 0.05 and distances[-1] < 1e-3 * distances[0]


@pytest.mark.parametrize("k", [1, 2, 5])
def test_a_prior_is_worth_its_count_of_observations(k):
    y, seen = sample(), np.array([3.0, 5.0])  # mean 4, variance 1, mean absolute deviation 1
    with_rows, with_prior = Gaussian().fit(np.r_[y, np.tile(seen, k)]), Gaussian(2 * k, 4.0, 1.0).fit(y)
    assert_allclose([with_prior.mean_, with_prior.var_], [with_rows.mean_, with_rows.var_], rtol=1e-12)
    assert Laplace(k, 4.0).fit(y).loc_ == np.median(np.r_[y, np.full(k, 4.0)])
    assert Bernoulli(2 * k, 0.5).fit(COINS).prob_ == pytest.approx(Bernoulli().fit(np.r_[COINS, [0, 1] * k]).prob_)


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 30), st.integers(0, 1000), st.sampled_from([Gaussian, Laplace]))
def test_no_other_parameters_have_a_smaller_nll(n, seed, family):
    rng = np.random.default_rng(seed)
    y = rng.normal(size=n)
    model = family().fit(y)
    least, names = model.nll(y), ("mean_", "var_") if family is Gaussian else ("loc_", "scale_")
    for _ in range(10):
        other = family().fit(y)
        setattr(other, names[0], getattr(model, names[0]) + 0.1 * rng.normal())
        setattr(other, names[1], getattr(model, names[1]) * np.exp(0.1 * rng.normal()))
        assert other.nll(y) >= least - 1e-12


def test_grid_search_finds_a_prior_by_the_likelihood_of_held_out_data():
    search = GridSearchCV(Categorical(5), {"prior_count": [0.1, 2.0, 1e4]}, cv=3).fit(np.tile([0, 1, 1, 2, 2, 3, 4], 6))
    assert search.best_params_["prior_count"] in (0.1, 2.0)
    assert search.score([0, 1]) == -search.best_estimator_.nll([0, 1])


BAD = [
    (lambda: Gaussian().fit([1.0, np.nan]), ValueError, "Gaussian got 1 values of 2 that are not finite"),
    (lambda: Gaussian().fit([[1.0, 2.0]]), ValueError, r"Gaussian got y \(1, 2\): wanted a sample \(n,\)"),
    (lambda: Laplace().fit([]), ValueError, r"Laplace got y \(0,\)"),
    (lambda: Gaussian().fit([0.1, 0.1, 0.1]), ValueError, "Gaussian: all values are equal, so var_ is 0.*prior_count > 0"),
    (lambda: Laplace().fit([2.0]), ValueError, "Laplace: all values are equal, so scale_ is 0"),
    (lambda: Gaussian().fit(["a"]), TypeError, "Gaussian got values of <U1: wanted numbers"),
    (lambda: Gaussian(prior_count=-1).fit([1.0, 2]), ValueError, "Gaussian: prior_count must be .* at least 0, got -1"),
    (lambda: Gaussian(prior_mean=np.inf).fit([1.0, 2]), ValueError, "Gaussian: prior_mean must be a finite number, got inf"),
    (lambda: Laplace(prior_scale=-1.0).fit([1.0, 2]), ValueError, "Laplace: prior_scale must be"),
    (lambda: Bernoulli().fit([-1, 1]), ValueError, "Bernoulli got the value -1: wanted 0 and 1; are the labels coded"),
    (lambda: Bernoulli(prior_prob=1.5).fit([1]), ValueError, "Bernoulli: prior_prob must be at most 1, got 1.5"),
    (lambda: Categorical().fit([0, 1.5]), ValueError, "Categorical got the value 1.5: wanted integers"),
    (lambda: Categorical(2).fit([0, 2]), ValueError, "Categorical got the value 2: .* K = 2"),
    (lambda: Categorical().fit([0, 1]).nll([2]), ValueError, "Categorical got the value 2: .* K = 2"),
    (lambda: Categorical(0).fit([0, 1]), ValueError, "Categorical: n_classes must be an integer of at least 1, got 0"),
    (lambda: Categorical(2, 1.0, [0.5, 0.6]).fit([0]), ValueError, "prior_probs must be 2 probabilities that sum to 1"),
    (lambda: Gaussian().nll([1.0]), Exception, "This Gaussian instance is not fitted yet"),
]


@pytest.mark.parametrize("call, error, message", BAD, ids=[m for *_, m in BAD])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
