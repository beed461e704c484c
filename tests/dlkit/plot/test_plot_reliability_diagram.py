"""Whether what is said to happen with probability p happens in a share p of the cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.calibration import calibration_curve

from dlkit import plot
from dlkit.plot.reliability_diagram import bin_edges, binned, calibration_error, wilson

RNG = np.random.default_rng(0)
P = RNG.random(4000)
Y = (RNG.random(4000) < P**2).astype(int)


def points(ax):
    """The places (b, 2) of the points."""
    (line,) = [line for line in ax.get_lines() if line.get_marker() == "o"]
    return line.get_xydata()


def test_a_case_by_hand(axes):
    # Bins (0, ½], (½, 1]: means 0.3 and 0.8, shares 0 and 2/3; ECE = 2/5 · 0.3 + 3/5 · |2/3 − 0.8|.
    ece = plot.reliability_diagram(np.array([0.1, 0.5, 0.7, 0.8, 0.9]), np.array([0, 0, 1, 0, 1]), ax=axes, bins=2)
    assert ece == pytest.approx(0.4 * 0.3 + 0.6 * (0.8 - 2 / 3))
    np.testing.assert_allclose(points(axes), [[0.3, 0], [0.8, 2 / 3]])
    assert f"ECE {ece:.3f}" in [text.get_text() for text in axes.texts]


@pytest.mark.parametrize(("equal", "strategy"), [("width", "uniform"), ("count", "quantile")])
def test_the_points_are_those_of_scikit_learn(axes, equal, strategy):
    plot.reliability_diagram(P, Y, axes, equal=equal)
    frequency, mean = calibration_curve(Y, P, n_bins=10, strategy=strategy)
    np.testing.assert_allclose(points(axes), np.stack([mean, frequency], axis=1), atol=5e-3)


def test_bins_of_equal_count_hold_equally_many(axes):
    plot.reliability_diagram(P**4, Y, axes, bins=8, equal="count")
    heights = [bar.get_height() for bar in axes.child_axes[0].patches]
    assert sum(heights) == 4000 and max(heights) - min(heights) <= 1 and len(heights) == 8


def test_of_several_classes_the_largest_probability_is_judged_by_whether_it_is_right(axes):
    logits = RNG.normal(size=(3000, 4))
    q = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    y = RNG.integers(0, 4, 3000)
    many = plot.reliability_diagram(q, y, axes)
    assert axes.get_ylabel() == "share of right decisions"
    axes.clear()
    one = plot.reliability_diagram(q.max(axis=1), (q.argmax(axis=1) == y).astype(int), axes)
    assert many == one


def test_a_calibrated_model_has_a_small_error_and_an_overconfident_one_a_large(axes):
    y = (RNG.random(4000) < P).astype(int)
    sharper = P**3 / (P**3 + (1 - P) ** 3)
    assert plot.reliability_diagram(P, y, axes) < 0.03
    assert 0.1 < plot.reliability_diagram(sharper, y, axes) < 0.3


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1), st.integers(1, 7), st.booleans())
def test_no_case_is_lost_and_the_error_is_at_most_one(cases, bins, by_count):
    p, y = np.array([c[0] for c in cases]), np.array([c[1] for c in cases])
    found = binned(p, y, bin_edges(p, bins, "count" if by_count else "width"))
    assert found.count.sum() == len(cases) and (found.count > 0).all()
    assert (found.confidence >= found.low - 1e-12).all() and (found.confidence <= found.high + 1e-12).all()
    assert 0 <= calibration_error(found) <= 1
    assert (found.count * found.frequency).sum() == pytest.approx(y.sum())


@pytest.mark.parametrize(("k", "n"), [(0, 5), (5, 5), (3, 10), (470, 500)])
def test_the_intervals_are_wilsons(k, n):
    wanted = stats.binomtest(k, n).proportion_ci(0.95, method="wilson")
    np.testing.assert_allclose(wilson(k / n, n), wanted, atol=1e-6)


def test_the_counts_stand_above_their_bars_where_they_have_room(axes):
    plot.reliability_diagram(P, Y, axes)
    strip = axes.child_axes[0]
    assert [int(text.get_text()) for text in strip.texts] == [bar.get_height() for bar in strip.patches]
    axes.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in strip.texts]
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])


def test_counts_without_room_are_said_in_one_sentence(axes):
    plot.reliability_diagram(P, Y, axes, bins=100, equal="count")
    (text,) = axes.child_axes[0].texts
    assert text.get_text() == "40 in each bin"


@pytest.mark.parametrize("p", [np.zeros(5), np.ones(5), np.full(5, 0.3)])
@pytest.mark.parametrize("equal", ["width", "count"])
def test_probabilities_that_are_all_the_same_make_one_point(axes, p, equal):
    ece = plot.reliability_diagram(p, np.array([1, 0, 0, 1, 0]), axes, equal=equal)
    assert ece == pytest.approx(abs(p[0] - 0.4))
    axes.figure.draw_without_rendering()


def test_columns_tensors_and_float_labels_are_taken(axes):
    torch = pytest.importorskip("torch")
    wanted = plot.reliability_diagram(P, Y, axes)
    assert plot.reliability_diagram(P[:, None], Y[:, None].astype(float), axes) == wanted
    assert plot.reliability_diagram(torch.tensor(P, requires_grad=True), torch.tensor(Y), axes) == wanted


@pytest.mark.parametrize(("p", "y", "options", "message"), [
    (np.where(Y, -2, 5), Y, {}, r"numbers from -2 to 5 as probabilities: they must lie in 0 … 1.*are they logits"),
    (np.full((4000, 3), 0.5), Y, {}, "rows sum to 1"),
    (np.where(Y, np.nan, P), Y, {}, "got nan in probabilities: its numbers must be finite"),
    (P, Y[:3], {}, r"probabilities \(4000,\) and y \(3,\)"),
    (P, Y + 1, {}, r"the class 2 in y: with probabilities \(4000,\) classes must be 0 … 1"),
    (P, Y - 0.5, {}, "the class -0.5 in y"),
    (np.zeros((2, 2, 2)), Y, {}, r"shape \(2, 2, 2\)"),
    (P[:0], Y[:0], {}, r"shape \(0,\)"),
    (P, Y, {"bins": 0}, "bins must be an integer of at least 1, got 0"),
    (P, Y, {"equal": "size"}, "equal must be \"width\" or \"count\", got 'size'"),
])  # fmt: skip
def test_what_cannot_be_judged_is_refused(axes, p, y, options, message):
    with pytest.raises(ValueError, match=f"plot.reliability_diagram.*{message}"):
        plot.reliability_diagram(p, y, axes, **options)
