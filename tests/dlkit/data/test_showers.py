import time

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from dlkit import data
from dlkit.data import Detector
from dlkit.data.showers import gamma_blobs, hadron_blobs

QUIET = Detector(night_sky=0.0, psf=0.0)
ANGLE = data.HILLAS_FEATURES.index("angle")


@pytest.mark.parametrize("n", [1, 2, 33])
def test_images_are_nchw_and_labels_are_integers(n):
    images, y = data.showers(n, rng=0)
    assert images.shape == (n, 1, 20, 20) and images.dtype == np.float32
    assert y.shape == (n,) and y.dtype == np.int64 and set(y) <= {0, 1}


@pytest.mark.parametrize("fraction, gammas", [(0, 0), (0.5, 50), (0.123, 12), (1, 100)])
def test_the_number_of_gammas_is_the_fraction_asked_for(fraction, gammas):
    _, y = data.showers(100, gamma_fraction=fraction, rng=0)
    assert y.sum() == gammas
    assert data.showers(100, rng=0)[1].sum() == 50


def test_gammas_and_hadrons_come_in_random_order():
    _, y = data.showers(1000, rng=0)
    assert abs(np.mean(y[1:] == y[:-1]) - 0.5) < 0.1


def test_labels_belong_to_their_images():
    for gamma_fraction, label in ((1, 1), (0, 0)):
        images, y = data.showers(300, gamma_fraction=gamma_fraction, detector=QUIET, rng=0)
        assert (y == label).all()
        alone = np.median(data.hillas(images)[:, ANGLE])
        mixed_images, mixed_y = data.showers(600, detector=QUIET, rng=1)
        mixed = np.median(data.hillas(mixed_images[mixed_y == label])[:, ANGLE])
        assert_allclose(mixed, alone, atol=0.1)


def test_gammas_point_at_the_centre_and_hadrons_anywhere():
    images, y = data.showers(4000, detector=QUIET, rng=0)
    angle = np.degrees(data.hillas(images)[:, ANGLE])
    assert np.median(angle[y == 1]) < 4 and np.quantile(angle[y == 1], 0.9) < 12
    in_sixths = np.histogram(angle[y == 0], bins=6, range=(0, 90))[0] / (y == 0).sum()
    assert_allclose(in_sixths, 1 / 6, atol=0.05)


def test_gammas_are_narrow_ellipses_and_hadrons_wide():
    images, y = data.showers(4000, detector=QUIET, rng=0)
    _, width, length, _, _ = data.hillas(images).T
    assert np.median(width[y == 1]) < 0.65 * np.median(width[y == 0])
    assert np.median((width / length)[y == 1]) < 0.45
    assert np.quantile(width[y == 1], 0.9) < np.quantile(width[y == 0], 0.3)


def test_the_axis_of_a_gamma_goes_through_the_centre_and_that_of_a_hadron_is_unaligned():
    for make, aligned in ((gamma_blobs, True), (hadron_blobs, False)):
        blobs = make(5000, np.random.default_rng(0))
        present = blobs.charge > 0
        x, y, axis = blobs.x[present], blobs.y[present], blobs.axis[present]
        miss = np.abs(np.cos(axis) * y - np.sin(axis) * x) / np.hypot(x, y)  # sine of the angle to the centre
        if aligned:
            assert_allclose(miss, 0, atol=1e-12)
        else:
            assert_allclose(np.quantile(np.arcsin(miss), [0.25, 0.5, 0.75]), np.pi / 8 * np.arange(1, 4), atol=0.03)


def test_a_gamma_is_one_narrow_blob_and_a_hadron_one_to_three_wide_ones():
    gammas, hadrons = (make(5000, np.random.default_rng(0)) for make in (gamma_blobs, hadron_blobs))
    assert ((gammas.charge > 0).sum(axis=1) == 1).all()
    numbers = np.bincount((hadrons.charge > 0).sum(axis=1)) / 5000
    assert_allclose(numbers, [0, 0.2, 0.4, 0.4], atol=0.03)
    assert (gammas.width <= gammas.length).all() and (hadrons.width <= hadrons.length).all()
    narrow, wide = (np.median(blobs.width[blobs.charge > 0]) for blobs in (gammas, hadrons))
    assert narrow < 0.7 * wide


def test_both_kinds_have_the_same_steeply_falling_spectrum():
    images, y = data.showers(8000, detector=QUIET, rng=0)
    charge = images.sum(axis=(1, 2, 3))
    for label in (0, 1):
        for brighter in (200, 400, 800):
            share = ((100 / brighter) ** 1.2 - 30**-1.2) / (1 - 30**-1.2)  # of a power law from 100 to 3000
            assert_allclose(np.mean(charge[y == label] > brighter), share, rtol=0.15)
    assert charge.max() < 3300


def test_ten_times_the_light_comes_from_a_longer_and_a_little_wider_gamma():
    blobs = gamma_blobs(20_000, np.random.default_rng(0))
    brightness, length, width = np.log10(blobs.charge[:, 0] / 100), blobs.length[:, 0], blobs.width[:, 0]
    mean_factor = np.exp(0.2**2 / 2)  # of a logarithm with that deviation
    assert_allclose(np.polyfit(brightness, length / mean_factor, 1), [0.15 * np.log(10), 2.2], rtol=0.1)
    assert_allclose(np.polyfit(brightness, width / mean_factor, 1), [0.08 * np.log(10), 0.7], rtol=0.1)


def test_showers_come_from_every_direction_alike():
    images, _ = data.showers(4000, detector=QUIET, rng=0)
    mean = images.mean(axis=(0, 1))
    for turned in (np.rot90(mean), mean[::-1], mean[:, ::-1]):
        assert abs(np.average(np.abs(turned - mean)) / mean.mean()) < 0.12


def test_hadrons_fall_evenly_on_a_disc_of_six_pixels_and_their_blobs_around_that():
    blobs = hadron_blobs(20_000, np.random.default_rng(0))
    squares = (blobs.x**2 + blobs.y**2).mean(axis=0)
    assert_allclose(squares, 6**2 / 2 + 2 * 2.2**2, rtol=0.03)  # of the disc, and of two Gaussian coordinates


def test_one_seed_sends_the_same_showers_to_every_detector():
    plain, y = data.showers(500, rng=7, detector=QUIET)
    for detector in (Detector(night_sky=1.0, psf=0.0), Detector(night_sky=0.0, psf=0.8)):
        images, other_y = data.showers(500, rng=7, detector=detector)
        assert np.array_equal(other_y, y)
        totals = [np.log(i.sum(axis=(1, 2, 3))) for i in (plain, images)]
        assert np.corrcoef(totals)[0, 1] > 0.95


def test_one_seed_draws_the_same_night_sky_whatever_the_point_spread():
    sharp, blurred = (data.showers(200, rng=7, detector=Detector(psf=psf))[0] for psf in (0.2, 0.8))
    without_light = np.isclose(sharp, blurred, atol=1e-5)
    assert without_light.mean() > 0.5


def test_the_dtype_changes_the_type_and_not_the_images():
    single, _ = data.showers(20, rng=0)
    double, _ = data.showers(20, rng=0, dtype=np.float64)
    assert double.dtype == np.float64 and np.array_equal(single, double)


def test_twelve_thousand_images_take_less_than_three_seconds_of_one_core():
    start = time.process_time()
    data.showers(12_000, rng=0)
    assert time.process_time() - start < 3


@pytest.fixture(scope="module")
def classifiers():
    images, y = data.showers(6000, rng=0)
    features = data.hillas(images)
    logistic = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)).fit(features, y)
    forest = RandomForestClassifier(60, min_samples_leaf=5, random_state=0).fit(features, y)
    return logistic, forest


def auc(classifier, detector):
    images, y = data.showers(4000, rng=1, detector=detector)
    return roc_auc_score(y, classifier.predict_proba(data.hillas(images))[:, 1])


def test_a_forest_on_the_features_beats_a_line_and_neither_is_perfect(classifiers):
    logistic, forest = (auc(classifier, Detector()) for classifier in classifiers)
    assert 0.77 < logistic < 0.86
    assert 0.87 < forest < 0.93
    assert forest - logistic > 0.04


def test_more_night_sky_or_a_wider_point_spread_costs_a_trained_forest_accuracy(classifiers):
    _, forest = classifiers
    nominal = auc(forest, Detector())
    assert auc(forest, Detector(night_sky=12.0)) < nominal - 0.05
    assert auc(forest, Detector(psf=1.5)) < nominal - 0.05


@pytest.mark.parametrize(
    "error, words, options",
    [
        (ValueError, "gamma_fraction=50.*between 0 and 1.*percentage", {"gamma_fraction": 50}),
        (ValueError, "gamma_fraction=-0.1", {"gamma_fraction": -0.1}),
        (TypeError, "gamma_fraction='half'", {"gamma_fraction": "half"}),
        (TypeError, "detector=8.0.*Detector", {"detector": 8.0}),
        (TypeError, "detector=None.*Detector", {"detector": None}),
    ],
)
def test_a_wrong_argument_says_what_was_wanted(error, words, options):
    with pytest.raises(error, match=words):
        data.showers(10, rng=0, **options)
