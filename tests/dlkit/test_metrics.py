import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn import metrics as sk

import dlkit.numpy as dl


def test_top_k_is_the_share_of_labels_among_the_k_largest():
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=(200, 7)), rng.integers(0, 7, 200)
    for k in range(1, 7):
        assert dl.top_k_accuracy(z, y, k) == pytest.approx(sk.top_k_accuracy_score(y, z, k=k, labels=range(7)))
    assert dl.top_k_accuracy(z, y, 1) == pytest.approx(dl.accuracy(z, y))
    pixels, labels = rng.normal(size=(4, 7, 3, 5)), rng.integers(0, 7, (4, 3, 5))
    flat = dl.top_k_accuracy(np.moveaxis(pixels, 1, -1).reshape(-1, 7), labels.reshape(-1), 2)
    assert dl.top_k_accuracy(pixels, labels, 2) == pytest.approx(flat)


def test_logits_that_are_all_equal_or_not_numbers_are_no_top_k_answer():
    assert dl.top_k_accuracy(np.zeros((5, 4)), np.zeros(5, int), 3) == 0
    assert dl.top_k_accuracy(np.full((5, 4), np.nan), np.zeros(5, int), 3) == 0


@given(st.integers(1, 30), st.integers(1, 3), st.integers(0, 1000))
def test_errors_and_r2_are_scikit_learns(n, d, seed):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, (n, d)).astype(float)  # constant columns come up
    y_hat = y + rng.integers(-1, 2, (n, d)) * rng.integers(0, 2)
    assert_allclose(dl.mean_squared_error(y_hat, y), sk.mean_squared_error(y, y_hat))
    assert_allclose(dl.mean_absolute_error(y_hat, y), sk.mean_absolute_error(y, y_hat))
    if n > 1:
        assert_allclose(dl.r2(y_hat, y), sk.r2_score(y, y_hat), atol=1e-12)


@given(st.integers(2, 40), st.integers(0, 1000))
def test_auc_is_the_probability_of_the_right_order_with_ties_counted_half(n, seed):
    rng = np.random.default_rng(seed)
    score, y = rng.integers(0, 5, n).astype(float), rng.integers(0, 2, n)
    if 0 < y.sum() < n:
        difference = score[y == 1][:, None] - score[y == 0]
        assert dl.auc(score, y) == pytest.approx(((difference > 0) + 0.5 * (difference == 0)).mean())
        assert dl.auc(score, y) == pytest.approx(sk.roc_auc_score(y, score))
        assert dl.auc(np.stack([-score, score], 1), y) == pytest.approx(dl.auc(score[:, None], y[:, None]))
        assert dl.auc(-score, y) == pytest.approx(1 - dl.auc(score, y))
    else:
        assert np.isnan(dl.auc(score, y))


def test_auc_and_r2_of_an_epoch_are_those_of_the_whole_set_not_means_over_batches():
    x = np.random.default_rng(0).normal(size=(50, 1)).astype(np.float32)
    y = (x + 0.3 > 0).astype(np.float32)
    model = dl.Linear(1, 1, rng=0)
    metrics = {"auc": dl.auc, "r2": dl.r2, "mse": dl.mean_squared_error, "mae": dl.mean_absolute_error}
    measured = dl.evaluate(model, dl.MSELoss(), (x, y), batch_size=7, metrics=metrics)
    assert list(measured) == ["loss", "auc", "r2", "mse", "mae"]
    for name, metric in metrics.items():
        assert measured[name] == pytest.approx(float(metric(model(x), y)), rel=1e-5), name
    history = dl.fit(model, dl.MSELoss(), dl.SGD(model.parameters(), lr=0.0), (x, y), epochs=1, batch_size=7, rng=0, metrics=metrics)
    for name in metrics:
        assert history[name][0] == pytest.approx(measured[name], rel=1e-5), name


BAD = [
    (lambda: dl.mean_squared_error(np.ones((3, 1)), np.ones(3)), r"mean_squared_error got predictions \(3, 1\) and targets \(3,\).*broadcast"),
    (lambda: dl.mean_absolute_error(np.ones(3), np.ones((3, 1))), r"mean_absolute_error got"),
    (lambda: dl.r2(np.ones((3, 1)), np.ones(3)), r"r2 got predictions \(3, 1\)"),
    (lambda: dl.auc(np.ones((3, 3)), np.ones(3)), r"auc got scores \(3, 3\) and targets \(3,\)"),
    (lambda: dl.top_k_accuracy(np.ones((3, 3)), np.ones(3, int)), r"k = 5: wanted .* k from 1 to K − 1"),
    (lambda: dl.top_k_accuracy(np.ones(3), np.ones(3, int), 1), r"top_k_accuracy got predictions \(3,\)"),
    (lambda: dl.accuracy(np.ones((3, 2)), np.ones((3, 1))), r"accuracy got predictions \(3, 2\)"),
]


@pytest.mark.parametrize("call, message", BAD, ids=[m for _, m in BAD])
def test_shapes_that_do_not_fit_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
