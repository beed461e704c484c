import numpy as np
import pytest
from numpy.testing import assert_allclose

from dlkit import data

CURVES = [
    (data.blobs, {}, 3),
    (data.blobs, {"n_classes": 7, "radius": 0.5}, 7),
    (data.two_moons, {}, 2),
    (data.spirals, {}, 2),
    (data.spirals, {"n_classes": 5, "turns": 0.7}, 5),
]


@pytest.mark.parametrize("make, options, n_classes", CURVES)
@pytest.mark.parametrize("n", [1, 7, 100])
def test_classes_are_balanced_to_within_one_point(make, options, n_classes, n):
    x, y = make(n, rng=0, **options)
    assert x.shape == (n, 2) and y.shape == (n,)
    counts = np.bincount(y, minlength=n_classes)
    assert len(counts) == n_classes and np.ptp(counts) <= 1


@pytest.mark.parametrize("make, options, n_classes", CURVES)
def test_classes_come_in_random_order(make, options, n_classes):
    _, y = make(600, rng=0, **options)
    neighbours_agree = np.mean(y[1:] == y[:-1])
    assert abs(neighbours_agree - 1 / n_classes) < 0.1


@pytest.mark.parametrize("make, options, n_classes", CURVES)
def test_noise_is_gaussian_of_the_standard_deviation_asked_for(make, options, n_classes):
    clean, _ = make(20_000, noise=0, rng=3, dtype=np.float64, **options)
    noisy, _ = make(20_000, noise=0.3, rng=3, dtype=np.float64, **options)
    noise = noisy - clean
    assert_allclose(noise.mean(axis=0), 0, atol=0.012)
    assert_allclose(np.cov(noise.T), 0.09 * np.eye(2), atol=0.005)
    assert_allclose(np.mean(noise**4) / 0.09**2, 3, rtol=0.06)


def test_noise_left_out_is_a_tenth_and_of_blobs_a_half():
    for make, options, _ in CURVES:
        clean, noisy = (make(2000, rng=0, **options, **noise)[0] for noise in ({"noise": 0}, {}))
        assert abs((noisy - clean).std() / (0.5 if make is data.blobs else 0.1) - 1) < 0.05


def test_moons_without_noise_are_two_half_circles():
    x, y = data.two_moons(500, noise=0, rng=0, dtype=np.float64)
    upper, lower = x[y == 0], x[y == 1]
    assert_allclose(np.hypot(*upper.T), 1)
    assert_allclose(np.hypot(*(lower - [1, 0.5]).T), 1)
    assert (upper[:, 1] >= 0).all() and (lower[:, 1] <= 0.5).all()
    for along in (np.arctan2(upper[:, 1], upper[:, 0]), np.arctan2(0.5 - lower[:, 1], 1 - lower[:, 0])):
        assert along.max() > 0.99 * np.pi
        assert_allclose(np.sort(along), np.linspace(0, np.pi, 250), atol=0.3)


@pytest.mark.parametrize("n_classes, turns", [(2, 1.5), (3, 1.0), (5, 0.7)])
def test_spirals_without_noise_are_one_arm_turned_by_class(n_classes, turns):
    x, y = data.spirals(2000, n_classes=n_classes, turns=turns, noise=0, rng=0, dtype=np.float64)
    radius, angle = np.hypot(*x.T), np.arctan2(x[:, 1], x[:, 0])
    turn_of_arm = angle / (2 * np.pi) - radius  # k / n_classes, up to whole turns
    assert_allclose(np.exp(2j * np.pi * (turn_of_arm - y / n_classes)), 1, atol=1e-9)
    assert turns * 0.98 < radius.max() <= turns


def test_spiral_points_are_spread_evenly_along_the_arm():
    x, _ = data.spirals(5000, turns=3, noise=0, rng=0)
    radius = np.hypot(*x.T)
    lengths = np.sort(radius**2) / 9  # of an arm with many turns, as a share of the whole
    assert_allclose(lengths, np.linspace(0, 1, 5000), atol=0.03)


def test_blobs_without_noise_are_their_centres_on_a_circle():
    x, y = data.blobs(40, n_classes=4, radius=3, noise=0, rng=0, dtype=np.float64)
    assert_allclose(x, 3 * np.array([[1, 0], [0, 1], [-1, 0], [0, -1]])[y], atol=1e-12)


def test_xor_without_noise_is_the_truth_table():
    x, y = data.xor(4, noise=0, rng=0)
    table = {tuple(row): label for row, label in zip(x.tolist(), y.tolist())}
    assert table == {(0, 0): 0, (0, 1): 1, (1, 0): 1, (1, 1): 0}


@pytest.mark.parametrize("n", [1, 7, 100])
def test_the_corners_of_xor_are_balanced_to_within_one_point(n):
    x, y = data.xor(n, noise=0, rng=0)
    corners = np.bincount((2 * x[:, 0] + x[:, 1]).astype(int), minlength=4)
    assert x.shape == (n, 2) and y.shape == (n,) and np.ptp(corners) <= 1


def test_xor_comes_in_random_order_with_the_noise_asked_for():
    clean, y = data.xor(20_000, noise=0, rng=3, dtype=np.float64)
    noisy, _ = data.xor(20_000, noise=0.3, rng=3, dtype=np.float64)
    assert_allclose(np.cov((noisy - clean).T), 0.09 * np.eye(2), atol=0.005)
    assert abs(np.mean(y[1:] == y[:-1]) - 0.5) < 0.02
