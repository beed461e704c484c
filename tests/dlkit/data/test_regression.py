import numpy as np
import pytest
from numpy.testing import assert_allclose

from dlkit import data


@pytest.mark.parametrize("n_features", [1, 2, 3])
def test_sine_without_noise_is_the_product_of_sines(n_features):
    x, y = data.sine(200, n_features=n_features, noise=0, rng=0, dtype=np.float64)
    assert x.shape == (200, n_features) and y.shape == (200, 1)
    assert_allclose(y[:, 0], [np.prod(np.sin(np.pi * row)) for row in x])


def test_sine_is_drawn_evenly_from_minus_one_to_one():
    x, _ = data.sine(5000, n_features=2, rng=0)
    for column in x.T:
        assert_allclose(np.sort(column), np.linspace(-1, 1, 5000), atol=0.06)


@pytest.mark.parametrize("make", [data.sine, data.shifted_cubic])
def test_the_noise_of_a_function_has_the_standard_deviation_asked_for(make):
    x, y = make(20_000, noise=0.25, rng=1, dtype=np.float64)
    noise = y - (np.sin(np.pi * x) if make is data.sine else x**3 - x)
    assert_allclose([noise.mean(), noise.std(), np.mean(noise**4) / 0.25**4], [0, 0.25, 3], atol=0.15)
    assert abs(noise.mean()) < 0.008 and abs(noise.std() - 0.25) < 0.006
    assert abs(np.corrcoef(noise[:, 0], np.abs(x[:, 0]))[0, 1]) < 0.03


@pytest.mark.parametrize("make, std", [(data.sine, 0.1), (data.shifted_cubic, 0.3)])
def test_the_noise_left_out_is_that_of_the_docstring(make, std):
    clean, noisy = (make(5000, rng=0, **noise)[1] for noise in ({"noise": 0}, {}))
    assert abs((noisy - clean).std() / std - 1) < 0.05


@pytest.mark.parametrize("domain, mean, std", [("source", 0.5, 0.5), ("target", 0.0, 0.3)])
def test_the_cubic_is_the_same_in_both_domains_and_x_is_not(domain, mean, std):
    x, y = data.shifted_cubic(20_000, domain=domain, noise=0, rng=0, dtype=np.float64)
    assert_allclose(y, x**3 - x)
    assert abs(x.mean() - mean) < 0.015 and abs(x.std() - std) < 0.01
    assert_allclose(np.mean((x - mean) ** 4) / std**4, 3, atol=0.2)


@pytest.mark.parametrize("seed", range(5))
def test_a_line_fitted_on_the_source_is_wrong_on_the_target_until_it_is_weighted(seed):
    x, y = (a[:, 0] for a in data.shifted_cubic(300, rng=seed, dtype=np.float64))
    w = np.exp((x - 0.5) ** 2 / (2 * 0.5**2) - x**2 / (2 * 0.3**2)) * 0.5 / 0.3  # p_T/p_S
    x_target, y_target = (
        a[:, 0] for a in data.shifted_cubic(5000, domain="target", noise=0, rng=seed + 100, dtype=np.float64)
    )
    plain, weighted = (
        np.mean((np.polyval(np.polyfit(x, y, 1, w=root), x_target) - y_target) ** 2) for root in (None, np.sqrt(w))
    )
    assert weighted < 0.03 < 0.1 < plain
