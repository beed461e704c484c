import numpy as np
import pytest
from numpy.testing import assert_allclose

from dlkit import data


@pytest.mark.parametrize("target, of", [("max", np.max), ("sum", np.sum), ("mean", np.mean)])
def test_the_target_is_that_of_the_numbers_without_their_padding(target, of):
    x, padding_mask, y = data.sets_of_numbers(100, target=target, max_size=6, rng=0, dtype=np.float64)
    assert x.shape == (100, 6, 1) and padding_mask.shape == (100, 6) and y.shape == (100, 1)
    for row, padded, value in zip(x[:, :, 0], padding_mask, y[:, 0]):
        assert_allclose(of(row[~padded]), value)


def test_padding_is_true_in_the_mask_zero_in_x_and_at_the_end():
    x, padding_mask, _ = data.sets_of_numbers(200, rng=0)
    assert padding_mask.dtype == bool and (x[padding_mask] == 0).all() and (x[~padding_mask] > 0).all()
    assert (np.diff(padding_mask.astype(int), axis=1) >= 0).all()


def test_sizes_are_spread_over_all_those_allowed():
    _, padding_mask, _ = data.sets_of_numbers(4000, min_size=3, max_size=7, rng=0)
    counts = np.bincount((~padding_mask).sum(axis=1), minlength=8)
    assert (counts[:3] == 0).all() and (np.abs(counts[3:] - 800) < 120).all()


def test_one_size_has_no_padding():
    _, padding_mask, _ = data.sets_of_numbers(5, min_size=4, max_size=4, rng=0)
    assert padding_mask.shape == (5, 4) and not padding_mask.any()


def test_numbers_are_spread_evenly_up_to_the_highest():
    x, padding_mask, _ = data.sets_of_numbers(2000, high=3.0, rng=0)
    numbers = np.sort(x[~padding_mask][:, 0])
    assert_allclose(numbers, np.linspace(0, 3, len(numbers)), atol=0.06)
