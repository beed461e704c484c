import numpy as np
from sklearn.datasets import load_digits

from dlkit import data


def test_digits_are_scikit_learns_in_their_order_scaled_to_one():
    images, labels = data.digits()
    bundled = load_digits()
    assert images.shape == (1797, 1, 8, 8) and labels.dtype == np.int64
    assert np.array_equal(16 * images[:, 0], bundled.images)
    assert np.array_equal(labels, bundled.target)
    assert images.min() == 0 and images.max() == 1


def test_changing_digits_does_not_change_the_next_ones():
    images, labels = data.digits()
    images[:], labels[:] = 0, 0
    assert data.digits()[0].max() == 1 and data.digits()[1].max() == 9
