import numpy as np
import pytest
from numpy.testing import assert_allclose

from dlkit import data


def ellipse(*, width=0.9, length=2.0, axis=0.0, x=0.0, y=0.0, shape=(20, 20), charge=300.0, dtype=np.float64):
    """A noiseless Gaussian ellipse as one image (1, 1, height, width): x to the right, y down."""
    row, column = np.indices(shape)
    dx, dy = column - (shape[1] - 1) / 2 - x, row - (shape[0] - 1) / 2 - y
    along, across = np.cos(axis) * dx + np.sin(axis) * dy, np.cos(axis) * dy - np.sin(axis) * dx
    image = np.exp(-((along / length) ** 2 + (across / width) ** 2) / 2)
    return (charge * image / image.sum())[None, None].astype(dtype)


@pytest.fixture(scope="module")
def images():
    return data.showers(200, rng=0, dtype=np.float64)[0]


@pytest.mark.parametrize("dtype, tolerance", [(np.float32, 2e-3), (np.float64, 2e-3)])
@pytest.mark.parametrize("direction", np.radians([0, 30, 100, 200, 315]))
@pytest.mark.parametrize("angle", np.radians([0, 20, 75, 90]))
@pytest.mark.parametrize("width, length, distance", [(0.8, 1.6, 3.0), (1.0, 1.5, 0.5), (0.7, 2.0, 2.0)])
def test_a_noiseless_ellipse_gives_back_its_parameters(width, length, distance, angle, direction, dtype, tolerance):
    image = ellipse(
        width=width,
        length=length,
        axis=direction + angle,
        x=distance * np.cos(direction),
        y=distance * np.sin(direction),
        dtype=dtype,
    )
    features = data.hillas(image)
    assert features.shape == (1, 5) and features.dtype == dtype
    assert_allclose(features[0], [300, width, length, angle, distance], rtol=tolerance, atol=tolerance)


def test_a_pixel_at_the_threshold_is_noise_and_one_above_it_is_not():
    image = np.array([[-1.0, 1.0, -1.0], [2.0, 2.5, 0.0]])[None, None]  # the noise is 1
    assert data.clean_images(image, threshold=2.0).ravel().tolist() == [0, 0, 0, 0, 2.5, 0]


def test_a_telescope_adds_point_spread_and_pixel_to_the_variances():
    telescope = data.Detector(night_sky=0.0, psf=0.6)
    gammas, _ = data.showers(400, gamma_fraction=1, rng=0, detector=telescope)
    sharp, _ = data.showers(400, gamma_fraction=1, rng=0, detector=data.Detector(night_sky=0.0, psf=0.0))
    added = data.hillas(gammas)[:, 1:3] ** 2 - data.hillas(sharp)[:, 1:3] ** 2
    assert_allclose(np.median(added, axis=0), 0.36, atol=0.08)


def test_turning_or_mirroring_the_camera_changes_nothing(images):
    features = data.hillas(images)
    turned = [np.rot90(images, k, axes=(2, 3)) for k in (1, 2, 3)]
    mirrored = [images[:, :, ::-1], images[..., ::-1], images.swapaxes(2, 3)]
    for moved in turned + mirrored:
        assert_allclose(data.hillas(moved), features, rtol=1e-7, atol=1e-7)


def test_brightness_changes_the_size_and_nothing_else(images):
    features = data.hillas(images)
    for factor in (1e-6, 0.5, 1e6):
        scaled = data.hillas(factor * images)
        assert_allclose(scaled[:, 0], factor * features[:, 0], rtol=1e-9)
        assert_allclose(scaled[:, 1:], features[:, 1:], rtol=1e-7, atol=1e-7)


def test_shifting_an_ellipse_keeps_its_width_and_length():
    centred, shifted = (data.hillas(ellipse(x=x, y=y, axis=0.3))[0] for x, y in ((0.0, 0.0), (3.0, -2.0)))
    assert_allclose(shifted[:3], centred[:3], rtol=1e-3)
    assert_allclose(shifted[4], np.hypot(3, 2), rtol=1e-3)


def test_images_need_not_be_square():
    image = ellipse(shape=(12, 30), x=5.0, y=-1.0, axis=0.2, length=1.5, width=0.8)
    assert_allclose(data.hillas(image)[0, [1, 2, 4]], [0.8, 1.5, np.hypot(5, 1)], rtol=5e-3)


def test_each_row_belongs_to_its_image(images):
    together = data.hillas(images)
    one_by_one = np.concatenate([data.hillas(image[None]) for image in images])
    assert_allclose(together, one_by_one, rtol=1e-9, atol=1e-9)


def lit(*pixels):
    image = np.zeros((1, 1, 20, 20), dtype=np.float32)
    for row, column, charge in pixels:
        image[0, 0, row, column] = charge
    return image


@pytest.mark.parametrize(
    "image, wanted",
    [
        (lit(), [0, 0, 0, np.pi / 4, 0]),
        (lit((3, 4, -5.0)), [0, 0, 0, np.pi / 4, 0]),
        (lit((0, 0, 7.0)), [7, 0, 0, np.pi / 4, 9.5 * 2**0.5]),
        (lit((9, 9, 1.0), (9, 10, 1.0), (10, 9, 1.0), (10, 10, 1.0)), [4, 0.5, 0.5, np.pi / 4, 0]),
        (lit((2, 2, 1.0), (2, 3, 1.0), (3, 2, 1.0), (3, 3, 1.0)), [4, 0.5, 0.5, np.pi / 4, 7 * 2**0.5]),
        (lit((9, 4, 2.0), (10, 4, 2.0)), [4, 0, 0.5, np.pi / 2, 5.5]),
        (lit((5, 5, 1e-30)), [1e-30, 0, 0, np.pi / 4, 4.5 * 2**0.5]),
    ],
)
def test_dark_round_and_single_pixel_images_are_finite_and_have_no_angle(image, wanted):
    with np.errstate(all="raise", under="ignore"):
        features = data.hillas(image)
    assert_allclose(features[0], wanted, rtol=1e-6, atol=1e-6)


def test_no_images_give_no_features():
    assert data.hillas(np.zeros((0, 1, 20, 20), dtype=np.float32)).shape == (0, 5)


def test_cleaning_keeps_a_known_share_of_pure_noise():
    noise = np.random.default_rng(0).normal(0, 7.0, (1000, 1, 20, 20))
    # The noise is measured from 200 pixels, to 5 %: far in the tail that adds a tenth to the Gaussian share.
    for threshold, low, high in ((1.0, 0.155, 0.162), (2.0, 0.0222, 0.0245), (3.0, 0.00130, 0.00175)):
        assert low < np.mean(data.clean_images(noise, threshold=threshold) != 0) < high


def test_cleaning_measures_the_noise_beside_a_bright_shower():
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 2.0, (500, 1, 20, 20))
    shower = ellipse(charge=50_000.0, width=1.0, length=1.5)
    far = np.broadcast_to(shower < 1e-3, noise.shape)
    kept = data.clean_images(noise + shower) != 0
    assert 0.0011 < kept[far].mean() < 0.0019
    assert kept[:, shower[0] > 20].all()


def test_cleaning_leaves_a_pixel_as_it_is_or_sets_it_to_zero(images):
    cleaned = data.clean_images(images)
    assert cleaned.dtype == images.dtype
    assert ((cleaned == images) | (cleaned == 0)).all()
    for before, after in zip(images, cleaned):
        assert after[after > 0].min() > before[after == 0].max()


def test_cleaning_twice_is_cleaning_once_so_features_accept_cleaned_images(images):
    cleaned = data.clean_images(images)
    assert np.array_equal(data.clean_images(cleaned), cleaned)
    assert np.array_equal(data.hillas(cleaned), data.hillas(images))
    assert not np.allclose(data.hillas(data.clean_images(images, threshold=5.0)), data.hillas(images))


def test_a_noiseless_image_passes_unchanged():
    image = ellipse()
    assert np.array_equal(data.clean_images(image), image)


def test_the_images_are_not_changed(images):
    before = images.copy()
    data.hillas(images)
    assert np.array_equal(images, before)


@pytest.mark.parametrize("function", [data.hillas, data.clean_images])
@pytest.mark.parametrize(
    "error, words, images",
    [
        (TypeError, "list.*NumPy array", [[1.0]]),
        (TypeError, "int64.*float32", np.ones((2, 1, 20, 20), dtype=np.int64)),
        (ValueError, r"\(20, 20\).*\(n, 1, height, width\).*image\[None, None\]", np.ones((20, 20))),
        (ValueError, r"\(2, 3, 20, 20\)", np.ones((2, 3, 20, 20))),
        (ValueError, r"\(5, 400\).*reshape", np.ones((5, 400))),
        (ValueError, r"\(2, 1, 0, 20\)", np.ones((2, 1, 0, 20))),
        (ValueError, "NaN", np.full((2, 1, 20, 20), np.nan)),
        (ValueError, "infinite", np.full((2, 1, 20, 20), np.inf)),
    ],
)
def test_wrong_images_are_refused_with_the_likely_cause(function, error, words, images):
    with pytest.raises(error, match=words) as raised:
        function(images)
    assert str(raised.value).startswith(function.__name__)


def test_a_negative_threshold_is_refused():
    with pytest.raises(ValueError, match="threshold=-1"):
        data.hillas(np.ones((1, 1, 20, 20)), threshold=-1)
