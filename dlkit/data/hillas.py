"""Hillas parameters: a shower image as an ellipse, in five numbers."""

import numpy as np

from dlkit.data import validate
from dlkit.data.detector import pixel_centres

HILLAS_FEATURES = ("size", "width", "length", "angle", "distance")


def clean_images(images, *, threshold=3.0):
    """Set to 0 every pixel at or below `threshold` standard deviations of its image's noise; same shape.

    The noise is measured in the image itself. Light only adds, so pixels below 0 are noise and nothing
    else: the root mean square of the negative pixels is the noise's standard deviation. An image
    without a negative pixel counts as noiseless and passes unchanged, so cleaning twice is cleaning
    once, and an image cleaned in another way can be handed to `hillas`.
    This cleaning is the simplest there is: at 3 standard deviations about half a pixel of noise an image
    stays, and one far from the shower stretches the ellipse. Telescopes ask for bright neighbours too.
    Raises as `hillas` does, and ValueError if threshold < 0.
    """
    images = _checked(images, "clean_images")
    threshold = validate.real(threshold, "threshold", "clean_images", low=0)
    below = np.minimum(images, 0, dtype=np.float64)
    n_below = np.count_nonzero(below, axis=(2, 3), keepdims=True)
    noise_std = np.sqrt((below**2).sum(axis=(2, 3), keepdims=True) / np.maximum(n_below, 1))
    return np.where(images > threshold * noise_std, images, 0)


def hillas(images, *, threshold=3.0):
    """Five features (n, 5) of shower images (n, 1, height, width), in the order of HILLAS_FEATURES.

    With weights q, the charge that `clean_images` leaves, centroid c = Σ q r / Σ q and second moments
    M = Σ q (r − c)(r − c)ᵀ / Σ q, positions r in pixels from the image's centre:
    size      Σ q, in the image's unit
    width     √ smaller eigenvalue of M, pixels
    length    √ larger eigenvalue of M, pixels
    angle     between the long axis and the line from the centroid to the image's centre, 0..π/2
              (alpha in the literature: near 0 for a shower that points at the source)
    distance  |c|, pixels
    A noiseless Gaussian ellipse comes back with the variances of point spread and pixel added.
    Always finite: no charge gives size = width = length = distance = 0, and where an angle is not
    defined (no charge, a round image, its centroid at the centre) it is π/4, the mean of a random one.
    Raises TypeError if images are not a float array, ValueError if their shape is not (n, 1, height,
    width) or a pixel is not finite.
    Hillas (1985), 19th International Cosmic Ray Conference, vol. 3, p. 445.
    """
    images = _checked(images, "hillas")
    threshold = validate.real(threshold, "threshold", "hillas", low=0)
    n, _, rows, columns = images.shape
    # In float64: a variance is the small difference of two large moments.
    x, y = (coordinate.astype(np.float64) for coordinate in pixel_centres(rows, columns))
    charge = clean_images(images, threshold=threshold).reshape(n, rows * columns).astype(np.float64)
    powers = np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=1)
    size, *sums = (charge @ powers).T
    mean_x, mean_y, *squares = (total / np.where(size > 0, size, 1) for total in sums)
    xx, yy, xy = squares[0] - mean_x**2, squares[1] - mean_y**2, squares[2] - mean_x * mean_y

    # The eigenvalues of [[xx, xy], [xy, yy]] are centre ± radius (Mohr's circle).
    centre, radius = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    minor, major = np.sqrt(np.maximum(centre - radius, 0)), np.sqrt(centre.clip(0) + radius)
    distance = np.hypot(mean_x, mean_y)
    axis = np.arctan2(2 * xy, xx - yy) / 2
    along = np.cos(axis) * mean_x + np.sin(axis) * mean_y
    across = np.cos(axis) * mean_y - np.sin(axis) * mean_x
    defined = (radius > 1e-9 * rows * columns) & (distance > 1e-9 * (rows + columns))
    angle = np.where(defined, np.arctan2(np.abs(across), np.abs(along)), np.pi / 4)
    return np.stack([size, minor, major, angle, distance], axis=1).astype(images.dtype)


def _checked(images, who):
    if not isinstance(images, np.ndarray) or images.dtype not in (np.float32, np.float64):
        came = f"dtype {images.dtype}" if isinstance(images, np.ndarray) else type(images).__name__
        raise TypeError(f"{who} got images of {came}: a float32 or float64 NumPy array was wanted.")
    if images.ndim != 4 or images.shape[1] != 1 or 0 in images.shape[2:]:
        raise ValueError(
            f"{who} got images {images.shape}: (n, 1, height, width) was wanted; "
            "for one image (height, width) pass image[None, None], for flattened ones reshape(-1, 1, 20, 20)."
        )
    if not np.isfinite(images).all():
        raise ValueError(f"{who} got images with NaN or infinite pixels; was a logarithm of negative charge taken?")
    return images
