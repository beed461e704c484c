"""The functions of the interactive figures are dlkit's: what a figure shows is what the page's code computes."""

import numpy as np
import pytest

import dlkit.numpy as dl
from dlkit.estimators import Gaussian
from tests.book.demos import maths


def test_the_gaussian_likelihood_is_dlkits(browser, visit):
    visit("gaussian-likelihood")
    rng, loss = np.random.default_rng(0), dl.GaussianNLLLoss(full=True)
    for n in (1, 3, 20):
        for _ in range(10):
            y, mean, std = rng.normal(0, 5, n), rng.normal(0, 5), rng.uniform(0.1, 5)
            nll, heights = maths(browser, "gaussian-likelihood", [("nll", [y.tolist(), mean, std]), ("density", [y[0], mean, std])])
            assert nll == pytest.approx(loss(np.full(n, mean), y, np.full(n, std**2)), rel=1e-9)
            assert heights == pytest.approx(np.exp(-loss(np.array([mean]), y[:1], np.array([std**2]))), rel=1e-9)
        if n > 1:
            (best,) = maths(browser, "gaussian-likelihood", [("best", [y.tolist()])])
            fit = Gaussian().fit(y)
            assert [best["mean"], best["std"] ** 2] == pytest.approx([fit.mean_, fit.var_], rel=1e-9)


@pytest.mark.parametrize("scale", [1, 30, 1e4])
def test_softmax_cross_entropy_and_gradient_are_dlkits(browser, visit, scale):
    visit("softmax-temperature")
    rng = np.random.default_rng(1)
    for _ in range(20):
        z, label, loss = scale * rng.normal(size=4), int(rng.integers(4)), dl.CrossEntropyLoss()
        calls = [("softmax", [z.tolist()]), ("crossEntropy", [z.tolist(), label]), ("gradient", [z.tolist(), label]), ("entropy", [z.tolist()])]
        p, value, gradient, entropy = maths(browser, "softmax-temperature", calls)
        assert value == pytest.approx(loss(z[None], np.array([label])), rel=1e-9, abs=1e-12)
        np.testing.assert_allclose(gradient, loss.backward()[0], atol=1e-9)
        np.testing.assert_allclose(p, dl.softmax(z[None], dim=1)[0], atol=1e-9)
        assert entropy == pytest.approx(-np.sum(p * dl.log_softmax(z[None], dim=1)[0]), abs=1e-9)


def test_mean_median_and_both_losses_are_dlkits(browser, visit):
    visit("mse-mae")
    rng = np.random.default_rng(2)
    for n in (1, 2, 5, 8):
        for _ in range(10):
            y, c = rng.normal(3, 4, n), rng.normal(3, 4)
            calls = [("mean", [y.tolist()]), ("median", [y.tolist()]), ("mse", [y.tolist(), c]), ("mae", [y.tolist(), c])]
            wanted = [y.mean(), np.median(y), dl.MSELoss()(np.full(n, c), y), dl.L1Loss()(np.full(n, c), y)]
            assert maths(browser, "mse-mae", calls) == pytest.approx(wanted, rel=1e-9)


def test_entropy_cross_entropy_and_divergence_of_a_coin_are_dlkits(browser, visit):
    visit("coin-divergence")
    for p in (0.01, 0.3, 0.5, 0.99):
        for q in (0.02, 0.3, 0.6):
            calls = [("crossEntropy", [p, q]), ("entropy", [p]), ("divergence", [p, q])]
            # A batch of one probability: the binary cross-entropy with the target p.
            cross, own = (dl.BCELoss()(np.array([value]), np.array([p])) for value in (q, p))
            assert maths(browser, "coin-divergence", calls) == pytest.approx([cross, own, cross - own], abs=1e-12)
    assert maths(browser, "coin-divergence", [("entropy", [0]), ("entropy", [1])]) == [0, 0]


ACTIVATIONS = {
    "sigmoid": dl.Sigmoid(), "tanh": dl.Tanh(), "ReLU": dl.ReLU(), "leaky ReLU": dl.LeakyReLU(), "softplus": dl.Softplus(),
    "GELU": dl.GELU(approximate="tanh"),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_and_their_slopes_are_dlkits(browser, visit, name):
    visit("activation-slope")
    layer, z = ACTIVATIONS[name], np.array([-30.0, -6.0, -1.3, -0.2, 0.0, 0.4, 2.0, 6.0, 30.0])
    calls = [(what, [name, value]) for what in ("value", "slope") for value in z]
    np.testing.assert_allclose(maths(browser, "activation-slope", calls), [*layer(z), *layer.backward(np.ones_like(z))], atol=1e-12)
    assert maths(browser, "activation-slope", [("left", [name, 0.4, 3])]) == pytest.approx([layer.backward(layer(z) * 0 + 1)[5] ** 3])


@pytest.mark.parametrize(("activation", "gain"), [("ReLU", 2.0), ("ReLU", 1.0), ("tanh", 1.0), ("tanh", 2.5)])
def test_the_signal_through_depth_is_that_of_a_wide_network(browser, visit, activation, gain):
    visit("depth-signal")
    layers, n, rng = 6, 2000, np.random.default_rng(0)
    (depth,) = maths(browser, "depth-signal", [("depth", [activation, gain, layers])])
    layer = {"ReLU": dl.ReLU, "tanh": dl.Tanh}[activation]
    z, passed = rng.normal(size=(1, n)), []
    for number in range(1, layers):
        phi = layer()
        z = phi(z) @ rng.normal(0, np.sqrt(gain / n), (n, n))
        passed.append(gain * (phi.backward(np.ones((1, n))) ** 2).mean())
        assert depth["signal"][number] == pytest.approx(np.log10((z**2).mean()), abs=0.12)
    assert depth["gradient"][0] == pytest.approx(np.log10(passed).sum(), abs=0.12) and depth["gradient"][-1] == 0


def test_a_wiring_is_right_at_as_many_corners_as_it_says(browser, visit):
    visit("xor-wiring")
    corners, labels = [(0, 0), (0, 1), (1, 0), (1, 1)], [0, 1, 1, 0]
    wirings = [([45, 225], [-0.3, -0.3], "AND", 4), ([45, 45], [-0.3, 0.3], "first, not second", 4), ([45, 45], [-0.3, 0.3], "OR", 3),
               ([45, 90], [0.9, 0.9], "OR", 2)]
    for turns, offsets, name, count in wirings:
        calls = [("output", [turns, offsets, name, *corner]) for corner in corners]
        outputs = maths(browser, "xor-wiring", calls)
        assert sum(a == b for a, b in zip(outputs, labels)) == count
        assert maths(browser, "xor-wiring", [("right", [{"turns": turns, "offsets": offsets, "output": name}])]) == [count]
