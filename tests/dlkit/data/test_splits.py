import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlkit import data

FRACTIONS = st.sampled_from([(0.8, 0.2), (0.5, 0.5), (0.7, 0.15, 0.15), (0.25,) * 4, (1 / 3,) * 3, (1.0,)])


@given(st.integers(10, 300), FRACTIONS, st.integers(0, 2**31))
def test_every_row_lands_in_exactly_one_part_and_parts_have_their_size(n, fractions, seed):
    rows = np.arange(n)
    parts = data.split(rows, fractions=fractions, rng=seed)
    assert len(parts) == len(fractions)
    assert np.array_equal(np.sort(np.concatenate([part for (part,) in parts])), rows)
    for (part,), fraction in zip(parts, fractions):
        assert abs(len(part) - n * fraction) <= 1


@given(st.lists(st.integers(8, 60), min_size=1, max_size=6), FRACTIONS, st.integers(0, 2**31))
def test_stratified_parts_hold_their_fraction_of_each_class_to_within_one_row(counts, fractions, seed):
    y = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(counts)), counts))
    rows = np.arange(len(y))
    parts = data.split(rows, fractions=fractions, rng=seed, stratify=y)
    assert np.array_equal(np.sort(np.concatenate([part for (part,) in parts])), rows)
    for (part,), fraction in zip(parts, fractions):
        found = np.bincount(y[part], minlength=len(counts))
        assert (np.abs(found - fraction * np.array(counts)) <= 1).all()


@pytest.mark.parametrize("stratified", [False, True])
def test_rows_of_all_arrays_stay_matched(stratified):
    row = np.arange(90)
    x, y = np.stack([row, row**2], axis=1), row % 3
    stratify = y if stratified else None
    for x_part, y_part, row_part in data.split(x, y, row, fractions=(0.6, 0.4), rng=4, stratify=stratify):
        assert np.array_equal(x_part, x[row_part]) and np.array_equal(y_part, y[row_part])


@pytest.mark.parametrize("stratified", [False, True])
def test_parts_are_shuffled_by_the_seed(stratified):
    rows = np.arange(400)
    stratify = rows // 200 if stratified else None
    first, again, other = (data.split(rows, rng=seed, stratify=stratify)[0][0] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(np.sort(first), np.sort(other))
    assert 0.4 < np.mean(np.diff(first) > 0) < 0.6
    halves = first // 200
    assert 0.4 < np.mean(halves[1:] == halves[:-1]) < 0.6


def test_fractions_that_miss_one_by_rounding_lose_no_row():
    (first,), (last,) = data.split(np.arange(2_000_000), fractions=(0.4999995, 0.5), rng=0)
    assert len(first) == 999_999 and len(last) == 1_000_001


def test_labels_may_be_strings():
    y = np.array(["gamma", "hadron"] * 20)
    (train,), (test,) = data.split(y, rng=0, stratify=y)
    assert (train == "gamma").sum() == 16 and (test == "gamma").sum() == 4


X, Y = np.zeros((20, 3)), np.arange(20) % 2


@pytest.mark.parametrize(
    "error, words, arrays, options",
    [
        (TypeError, "no array", (), {}),
        (TypeError, "got a list.*NumPy arrays", ([1, 2, 3],), {}),
        (TypeError, "at least one axis", (np.array(3.0),), {}),
        (ValueError, r"\[20, 19\] rows.*belong together", (X, Y[:-1]), {}),
        (TypeError, r"fractions=0.8.*\(0.8, 0.2\)", (X,), {"fractions": 0.8}),
        (ValueError, "between 0 and 1.*percentage", (X,), {"fractions": (80, 20)}),
        (ValueError, "between 0 and 1", (X,), {"fractions": (1.5, -0.5)}),
        (ValueError, "sum 0.8.*last part missing", (X,), {"fractions": (0.8,)}),
        (ValueError, "sum 0", (X,), {"fractions": ()}),
        (ValueError, r"20 rows leaves part 1 \(fraction 0.01\) empty", (X,), {"fractions": (0.99, 0.01)}),
        (ValueError, "1 rows of class 7 leaves part 1", (X,), {"stratify": np.where(np.arange(20) == 3, 7, 0)}),
        (ValueError, r"shape \(20, 2\).*one-hot", (X,), {"stratify": np.eye(2)[Y]}),
        (TypeError, "stratify=True.*stratify=y", (X,), {"stratify": True}),
    ],
)
def test_a_split_that_cannot_be_says_why(error, words, arrays, options):
    with pytest.raises(error, match=words):
        data.split(*arrays, rng=0, **options)
