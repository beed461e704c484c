import dataclasses

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dlkit import data
from dlkit.data import Detector
from dlkit.data.detector import Blobs, expected_light, pixel_centres


def one_blob(charge=500.0, x=0.0, y=0.0, length=2.0, width=0.8, axis=0.0, n=1):
    return Blobs(*(np.full((n, 1), value) for value in (charge, x, y, length, width, axis)))


def moments(light):
    """Mean position (x, y) and covariance of the light of one image."""
    r = np.stack(pixel_centres(20, 20)).astype(np.float64)
    return np.average(r, axis=1, weights=light), np.cov(r, aweights=light, ddof=0)


def test_pixel_centres_are_symmetric_about_the_middle_with_x_along_a_row():
    x, y = pixel_centres(3, 4)
    assert_allclose(x.reshape(3, 4), [[-1.5, -0.5, 0.5, 1.5]] * 3)
    assert_allclose(y.reshape(3, 4).T, [[-1, 0, 1]] * 4)


@pytest.mark.parametrize("psf", [0.0, 0.5, 1.2])
@pytest.mark.parametrize("axis", [0.0, 0.4, 2.0])
def test_light_is_an_ellipse_whose_variances_grow_by_point_spread_and_pixel(psf, axis):
    (light,) = expected_light(one_blob(x=1.3, y=-0.7, axis=axis), psf)
    mean, covariance = moments(light)
    turn = np.array([[np.cos(axis), -np.sin(axis)], [np.sin(axis), np.cos(axis)]])
    blur = psf**2 + 1 / 12
    assert_allclose(light.sum(), 500, rtol=1e-3)
    assert_allclose(mean, [1.3, -0.7], atol=0.01)
    assert_allclose(covariance, turn @ np.diag([4 + blur, 0.64 + blur]) @ turn.T, atol=0.02)


def test_light_adds_up_over_blobs_and_is_lost_beyond_the_edge():
    left, right = one_blob(charge=100.0, x=-4.0), one_blob(charge=300.0, x=4.0, axis=1.0)
    both = Blobs(*(np.concatenate(pair, axis=1) for pair in zip(left, right)))
    assert_allclose(expected_light(both, 0.5), expected_light(left, 0.5) + expected_light(right, 0.5), rtol=1e-5)
    at_the_edge = expected_light(one_blob(x=10.0), 0.5)
    assert_allclose(at_the_edge.sum(), 250, rtol=0.01)


def test_photons_are_poisson_and_the_night_sky_adds_its_variance():
    blobs = one_blob(charge=200.0, n=8000)
    light = expected_light(blobs, 0.5)[0]
    bright = light > 3
    for night_sky in (0.0, 6.0):
        images = Detector(night_sky=night_sky).record(blobs, np.random.default_rng(0)).reshape(-1, 400)
        assert_allclose(images.mean(axis=0), light, atol=0.2)
        assert_allclose(images.var(axis=0)[bright], light[bright] + night_sky, rtol=0.08)
        skewness = np.mean((images - light) ** 3, axis=0)  # of a Poisson number: its mean; of the noise: 0
        assert_allclose(skewness[bright].mean(), light[bright].mean(), rtol=0.15)


def test_night_sky_is_gaussian_noise_of_mean_zero_the_same_for_light_and_dark_pixels():
    dark, y = data.showers(500, rng=0, detector=Detector(night_sky=0.0))
    noisy, y_noisy = data.showers(500, rng=0, detector=Detector(night_sky=9.0))
    noise = (noisy - dark).astype(np.float64)
    assert np.array_equal(y, y_noisy)
    assert (dark >= 0).all() and np.array_equal(dark, np.round(dark))
    assert_allclose(noise.mean(), 0, atol=0.04)
    assert_allclose(noise.var(), 9, rtol=0.02)
    assert_allclose(noise[dark > 10].var(), 9, rtol=0.06)
    assert_allclose(np.mean(noise**4), 3 * 81, rtol=0.05)


def test_the_source_detector_has_a_night_sky_of_four_and_a_point_spread_of_half_a_pixel():
    empty = Detector().record(one_blob(charge=0.0, n=500), np.random.default_rng(0))
    assert abs(empty.var() - 4) < 0.05
    assert_allclose(expected_light(one_blob(), 0.5), expected_light(one_blob(), Detector().psf))


def test_gain_scales_signal_and_noise_alike():
    nominal, _ = data.showers(50, rng=0)
    amplified, _ = data.showers(50, rng=0, detector=Detector(gain=2.5))
    assert_allclose(amplified, 2.5 * nominal, rtol=1e-6)


def test_a_wider_point_spread_keeps_the_light_and_widens_the_image():
    sharp, blurred = (
        data.showers(2000, rng=0, detector=Detector(night_sky=0.0, psf=psf), gamma_fraction=1)[0] for psf in (0.0, 1.0)
    )
    assert_allclose(blurred.sum(), sharp.sum(), rtol=0.02)
    mean_variance = [np.mean(data.hillas(images)[:, 1] ** 2) for images in (sharp, blurred)]
    assert_allclose(mean_variance[1] - mean_variance[0], 1.0, atol=0.1)


def test_dead_pixels_read_zero_and_the_others_are_untouched():
    detector = Detector(dead_pixels=0.1, gain=2.0)
    images, _ = data.showers(30, rng=0, detector=detector)
    alive, _ = data.showers(30, rng=0, detector=Detector(gain=2.0))
    dead = detector.dead()
    assert dead.shape == (20, 20) and dead.sum() == 40
    assert (images[..., dead] == 0).all() and (alive[..., dead] != 0).all()
    assert np.array_equal(images[..., ~dead], alive[..., ~dead])


def test_dead_pixels_belong_to_the_camera():
    few, more, elsewhere = Detector(dead_pixels=0.1), Detector(dead_pixels=0.3), Detector(dead_pixels=0.1, camera=1)
    assert np.array_equal(few.dead(), Detector(dead_pixels=0.1).dead())
    assert more.dead()[few.dead()].all() and more.dead().sum() == 120
    assert not np.array_equal(few.dead(), elsewhere.dead())
    for seed in (0, 1):
        images, _ = data.showers(50, rng=seed, detector=few)
        assert np.array_equal((images == 0).all(axis=(0, 1)), few.dead())


@pytest.mark.parametrize("fraction, count", [(0, 0), (0.004, 2), (1, 400)])
def test_the_fraction_of_dead_pixels_is_rounded_to_a_count(fraction, count):
    assert Detector(dead_pixels=fraction).dead().sum() == count


def test_numpy_scalars_as_knobs_change_nothing():
    knobs = {"night_sky": 7.0, "psf": 0.9, "gain": 1.1, "dead_pixels": 0.02, "camera": 3}
    plain = Detector(**knobs)
    scalars = Detector(**{name: np.asarray(value)[()] for name, value in knobs.items()})
    assert plain == scalars and hash(plain) == hash(scalars)
    images = [data.showers(5, rng=0, detector=detector)[0] for detector in (plain, scalars)]
    assert images[1].dtype == np.float32 and images[0].tobytes() == images[1].tobytes()


def test_a_detector_cannot_be_changed_only_replaced():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Detector().psf = 2.0
    assert dataclasses.replace(Detector(psf=0.7), gain=2.0) == Detector(psf=0.7, gain=2.0)


@pytest.mark.parametrize(
    "error, words, knobs",
    [
        (ValueError, "night_sky=-1.*0 or larger.*variance", {"night_sky": -1}),
        (ValueError, "night_sky=nan.*finite", {"night_sky": float("nan")}),
        (ValueError, "psf=-0.1.*standard deviation in pixels", {"psf": -0.1}),
        (ValueError, "psf=inf.*finite", {"psf": float("inf")}),
        (ValueError, "gain=-2.*0 or larger", {"gain": -2}),
        (ValueError, "gain=0.*black", {"gain": 0}),
        (ValueError, "dead_pixels=5: .*between 0 and 1.*5 / 400", {"dead_pixels": 5}),
        (ValueError, "camera=-1.*0 or larger", {"camera": -1}),
        (TypeError, "camera=0.5.*an int", {"camera": 0.5}),
        (TypeError, "psf='wide'.*a number", {"psf": "wide"}),
        (TypeError, "gain=True.*a number", {"gain": True}),
    ],
)
def test_a_knob_out_of_range_says_what_was_wanted(error, words, knobs):
    with pytest.raises(error, match=words):
        Detector(**knobs)
