"""Which class was taken for which."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex, to_rgb
from sklearn import metrics

from dlkit import plot
from dlkit.plot import palette
from dlkit.plot.confusion_matrix import MOST_WITH_NUMBERS, confusion, opacity

Y = np.array([0, 0, 0, 0, 1, 1, 2, 2, 2, 2])
Y_HAT = np.array([0, 0, 0, 1, 1, 1, 0, 2, 2, 2])


def cells(ax):
    """{(row, column): text} of the texts within the matrix."""
    size = int(ax.get_xlim()[1])
    found = {}
    for text in ax.texts:
        x, y = text.get_position() if not hasattr(text, "xy") else (-1, -1)
        if 0 < x < size and 0 < y < size:
            found[int(y), int(x)] = text.get_text()
    return found


def words(ax):
    return [text.get_text() for text in ax.texts]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1))
def test_the_counts_are_those_of_scikit_learn(pairs):
    y, y_hat = np.array(pairs).T
    np.testing.assert_array_equal(confusion(y, y_hat, 5), metrics.confusion_matrix(y, y_hat, labels=range(5)))


def test_rows_are_true_and_columns_predicted(axes):
    assert plot.confusion_matrix(Y, Y_HAT, axes) is axes
    assert cells(axes) == {(0, 0): "3\n75%", (0, 1): "1\n25%", (1, 1): "2\n100%", (2, 0): "1\n25%", (2, 2): "3\n75%"}
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("predicted", "true")
    assert axes.get_ylim() == (3, 0)  # the first class at the top


def test_recall_is_of_the_rows_and_precision_of_the_columns(axes):
    plot.confusion_matrix(Y, Y_HAT, axes)
    margin = [text for text in words(axes) if "\n" not in text]
    assert margin == ["75%", "100%", "75%", "recall", "75%", "67%", "100%", "precision"]
    axes.clear()
    plot.confusion_matrix(Y, Y_HAT, axes, rates=False)
    assert len(words(axes)) == 5


def test_a_class_that_does_not_occur_has_no_rate(axes):
    plot.confusion_matrix(np.array([0, 0]), np.array([0, 0]), axes, labels=["hadron", "gamma"])
    assert words(axes).count("–") == 2 and words(axes).count("100%") == 2
    assert [label.get_text() for label in axes.get_xticklabels()] == ["hadron", "gamma"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["hadron", "gamma"]


def test_right_is_blue_wrong_orange_and_the_opacity_is_the_root_of_the_share(axes):
    plot.confusion_matrix(Y, Y_HAT, axes)
    colours = axes.collections[0].get_facecolors().reshape(3, 3, 4)
    assert to_hex(colours[0, 0]) == plot.BLUE and to_hex(colours[0, 1]) == plot.ORANGE
    assert colours[0, 1, 3] == pytest.approx(opacity(0.25)) and colours[1, 0, 3] == 0
    assert opacity(0.25) == pytest.approx(opacity(1.0) / 2)


@pytest.mark.parametrize("name", ["blue", "orange"])
@pytest.mark.parametrize("theme", palette.THEMES)
def test_the_numbers_can_be_read_on_every_cell_in_every_theme(theme, name):
    colours = {key: np.array(to_rgb(value)) for key, value in palette.THEMES[theme].items()}
    for alpha in opacity(np.linspace(0, 1, 41)):
        cell = alpha * colours[name] + (1 - alpha) * colours["surface"]
        assert contrast(colours["ink"], cell) >= 4.5  # WCAG 2.2, level AA


def contrast(one, other):
    """The contrast ratio of WCAG 2.2, from 1 to 21, of sRGB colours (3,)."""
    linear = (np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4) for rgb in (one, other))
    lights = sorted(rgb @ [0.2126, 0.7152, 0.0722] + 0.05 for rgb in linear)
    return lights[1] / lights[0]


def test_ten_classes_fit_a_figure_of_the_default_width(shown):
    rng = np.random.default_rng(0)
    y = rng.integers(0, 10, 9000)
    with plot.figure(alt="Ten classes.", height=4) as ax:
        plot.confusion_matrix(y, np.where(rng.random(9000) < 0.2, rng.integers(0, 10, 9000), y), ax)
    boxes = [text.get_window_extent() for text in ax.texts]
    assert len(boxes) == 100 + 22
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])
    cell = ax.bbox.width / 10
    assert max(box.width for box in boxes[:100]) < 0.85 * cell


def test_names_that_are_too_wide_for_their_columns_are_turned(axes):
    plot.confusion_matrix(Y, Y_HAT, axes, labels=["a", "b", "c"])
    assert axes.get_xticklabels()[0].get_rotation() == 0
    axes.clear()
    plot.confusion_matrix(np.arange(8), np.arange(8), axes, labels=["automobile"] * 8)
    assert axes.get_xticklabels()[0].get_rotation() == 90


@pytest.mark.parametrize("size", [1, MOST_WITH_NUMBERS, MOST_WITH_NUMBERS + 1, 150])
def test_any_number_of_classes_is_drawn(axes, size):
    plot.confusion_matrix(np.arange(size), np.arange(size), axes)
    assert bool(axes.texts) == (size <= MOST_WITH_NUMBERS)
    axes.figure.draw_without_rendering()
    boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
    assert not any(one.x1 > other.x0 for one, other in zip(boxes, boxes[1:]))
    assert axes.get_xticklabels()[0].get_text() == "0"


def test_tensors_and_booleans_are_labels_too(axes):
    torch = pytest.importorskip("torch")
    plot.confusion_matrix(torch.tensor(Y), torch.tensor(Y_HAT), axes)
    assert cells(axes)[0, 0] == "3\n75%"
    axes.clear()
    plot.confusion_matrix(Y > 0, Y_HAT > 0, axes)
    assert cells(axes)[1, 1] == "5\n83%"


@pytest.mark.parametrize(("y", "y_hat", "options", "error", "message"), [
    (Y, Y_HAT[:4], {}, ValueError, r"y of shape \(10,\) and y_hat of shape \(4,\)"),
    (Y, np.eye(3)[Y_HAT], {}, ValueError, r"y_hat of shape \(10, 3\).*logits or one-hot rows\? take .argmax"),
    (Y, Y_HAT / 2, {}, TypeError, "y_hat of dtype float64: classes must be integers 0 … K−1; are these probabilities"),
    (np.array(["a"]), np.array([0]), {}, TypeError, "y of dtype <U1"),
    (2 * (Y > 0) - 1, Y_HAT, {}, ValueError, "the class -1 in y: classes must count from 0; are they −1 and 1"),
    (Y, Y_HAT, {"labels": ["a", "b"]}, ValueError, "the class 2 and 2 labels, for classes 0 … 1: each class must have one; do classes start at 1"),
    (Y[:0], Y_HAT[:0], {}, ValueError, "no examples"),
    (Y.tolist(), 3, {}, TypeError, "y_hat of type int: it must be an array"),
])  # fmt: skip
def test_what_is_no_label_is_refused(axes, y, y_hat, options, error, message):
    with pytest.raises(error, match=f"plot.confusion_matrix got {message}"):
        plot.confusion_matrix(y, y_hat, axes, **options)
