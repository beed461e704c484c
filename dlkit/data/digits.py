"""Handwritten digits that come with scikit-learn."""

import numpy as np

from dlkit.data import validate


def digits(*, dtype=np.float32):
    """Images (1797, 1, 8, 8) in [0, 1] and labels int64 (1797,) in 0..9, always in the same order.

    That order is not random: shuffle before cutting, as `split` does.
    Raises TypeError if dtype is not float32 or float64.
    Test set of "Optical Recognition of Handwritten Digits", Alpaydin and Kaynak (1998), UCI.
    """
    from sklearn.datasets import load_digits  # slow to import, and needed nowhere else in dlkit.data

    dtype = validate.floating(dtype, "digits")
    bundled = load_digits()
    images = (bundled.images[:, None] / 16).astype(dtype)  # counts of ink in 4 x 4 blocks: 0..16
    return images, bundled.target.astype(np.int64)
