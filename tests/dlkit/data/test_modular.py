import numpy as np
import pytest

from dlkit import data


@pytest.mark.parametrize("p, fraction", [(2, 0.5), (5, 0.3), (43, 0.5)])
def test_every_pair_is_in_exactly_one_part_with_its_sum(p, fraction):
    (x_train, y_train), (x_test, y_test) = data.modular_addition(p, fraction, rng=0)
    pairs = np.concatenate([x_train, x_test])
    assert len(pairs) == p**2 and len(x_train) == round(p**2 * fraction)
    assert {tuple(pair) for pair in pairs.tolist()} == {(a, b) for a in range(p) for b in range(p)}
    for x, y in ((x_train, y_train), (x_test, y_test)):
        assert x.dtype == y.dtype == np.int64
        assert [(a + b) % p for a, b in x.tolist()] == y.tolist()


def test_the_part_to_train_on_is_a_random_one():
    (x, y), _ = data.modular_addition(43, 0.5, rng=0)
    assert np.bincount(y, minlength=43).min() > 8  # 21.5 of each on average
    assert abs(x.mean() - 21) < 1 and (np.diff(x[:, 0]) < 0).mean() > 0.4


@pytest.mark.parametrize(
    "p, fraction, error, words",
    [
        (1, 0.5, ValueError, "modular_addition got p=1: it must be 2 or larger"),
        (4.0, 0.5, TypeError, "p=4.0: an int"),
        (5, 50, ValueError, "fraction=50.*percentage"),
        (5, 1.0, ValueError, "fraction=1 of 25 pairs.*empty"),
        (5, 0.001, ValueError, "fraction=0.001 of 25 pairs.*empty"),
    ],
)
def test_a_table_that_cannot_be_cut_is_refused(p, fraction, error, words):
    with pytest.raises(error, match=words):
        data.modular_addition(p, fraction, rng=0)
