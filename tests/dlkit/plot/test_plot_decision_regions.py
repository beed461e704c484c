"""What a classifier says everywhere in the plane."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from dlkit import plot
from dlkit.plot.decision_regions import FAINTEST, STRONGEST, shading

X = np.array([[-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]], dtype=np.float32)
RIGHT = np.array([0, 1, 0, 1])


def steep(points):
    """The probability (m,) of lying on the right of x₁ = 0.3."""
    return 1 / (1 + np.exp(-8 * (points[:, 0] - 0.3)))


def rgba(ax):
    """The shading (resolution, resolution, 4), its first row the lowest."""
    return ax.get_images()[0].get_array()


def boundaries(ax):
    """The vertices (p, 2) of the boundary lines, one array each."""
    sets = [artist for artist in ax.get_children() if type(artist).__name__ == "QuadContourSet"]
    return [np.concatenate([path.vertices for path in drawn.get_paths()]) for drawn in sets]


ANSWERS = {
    "classes": lambda points: (points[:, 0] > 0.3).astype(np.int64),
    "booleans": lambda points: points[:, 0] > 0.3,
    "one probability": steep,
    "a column of them": lambda points: steep(points)[:, None],
    "a probability each": lambda points: np.stack([1 - steep(points), steep(points)], axis=1),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_form_of_answer_gives_the_same_regions(axes, answer):
    assert plot.decision_regions(ANSWERS[answer], X, RIGHT, ax=axes) is axes
    shade = rgba(axes)
    assert to_hex(shade[80, 10, :3]) == plot.BLUE and to_hex(shade[80, -10, :3]) == plot.ORANGE
    (line,) = boundaries(axes)
    np.testing.assert_allclose(line[:, 0], 0.3, atol=0.02)
    assert [len(group.get_offsets()) for group in axes.collections[-2:]] == [2, 2]


@pytest.mark.filterwarnings("error")
def test_points_on_a_line_have_a_picture_of_some_height(axes):
    plot.decision_regions(steep, X * [1, 0], RIGHT, axes)
    low, high = axes.get_ylim()
    assert low < 0 < high


def test_a_tensor_that_knows_its_gradient_is_taken_too(axes):
    class Tensor:
        def __init__(self, values):
            self.values = values

        def detach(self):
            return self

        def cpu(self):
            return self.values

    plot.decision_regions(lambda points: Tensor(steep(points)), X, RIGHT, axes)
    assert to_hex(rgba(axes)[80, 10, :3]) == plot.BLUE


def test_the_classifier_gets_points_of_the_plane_in_the_dtype_of_x(axes):
    seen = []
    plot.decision_regions(
        lambda points: seen.append(points) or steep(points), X, RIGHT, axes, resolution=50, margin=0.5
    )
    (points,) = seen
    assert points.shape == (2500, 2) and points.dtype == np.float32
    # From −1 to 1 and half of that range on either side; the points are the centres of the cells.
    np.testing.assert_allclose(points.min(axis=0), -2 + 4 / 100, rtol=1e-6)
    assert axes.get_xlim() == axes.get_ylim() == (-2, 2)
    assert axes.get_images()[0].get_extent() == [-2, 2, -2, 2]


def test_up_is_up(axes):
    plot.decision_regions(lambda points: (points[:, 1] > 0).astype(int), X, RIGHT, axes)
    shade = rgba(axes)
    assert to_hex(shade[-1, 0, :3]) == plot.ORANGE and to_hex(shade[0, 0, :3]) == plot.BLUE
    assert axes.get_images()[0].origin == "lower"


def test_the_surer_the_deeper():
    probability = np.array([[0.5, 0.5], [0.3, 0.7], [0.0, 1.0]])
    opacity = shading(probability)[:, 3]
    assert opacity[0] == pytest.approx(FAINTEST) and opacity[2] == pytest.approx(STRONGEST)
    assert opacity[0] < opacity[1] < opacity[2]
    assert shading(np.full((1, 3), 1 / 3))[0, 3] == pytest.approx(FAINTEST)


def test_three_classes_have_three_colours_and_a_boundary_around_each(axes):
    def nearest(points):
        return ((points[:, None] - X[:3]) ** 2).sum(-1).argmin(1)

    plot.decision_regions(nearest, X[:3], np.array([0, 1, 2]), axes)
    shades = rgba(axes)[..., :3].reshape(-1, 3)
    assert {to_hex(colour) for colour in np.unique(shades, axis=0)} == {plot.BLUE, plot.ORANGE, plot.GREEN}
    assert len(boundaries(axes)) == 3


def test_classes_of_minus_one_and_one_are_the_first_and_the_second(axes):
    plot.decision_regions(steep, X, 2 * RIGHT - 1, axes)
    assert [group.get_label() for group in axes.collections[-2:]] == ["class -1", "class 1"]
    assert to_hex(rgba(axes)[80, -10, :3]) == plot.ORANGE


def test_a_class_that_is_never_predicted_and_one_that_is_never_seen_are_shown(axes):
    plot.decision_regions(lambda points: np.full(len(points), 3), X, RIGHT, axes)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["class 0", "class 1", "class 3"]
    assert boundaries(axes) == []
    assert to_hex(rgba(axes)[0, 0, :3]) == plot.GREEN


def test_labels_legend_and_boundary_are_the_callers_choice(axes):
    plot.decision_regions(steep, X, RIGHT, axes, labels=["left", "right"], legend=False, boundary=False)
    assert axes.get_legend() is None and boundaries(axes) == []
    assert [group.get_label() for group in axes.collections] == ["left", "right"]


def test_points_on_a_line_still_make_a_picture(axes):
    plot.decision_regions(steep, np.zeros((3, 2)), np.zeros(3, dtype=int), axes)
    assert axes.get_xlim()[0] < 0 < axes.get_xlim()[1]


@pytest.mark.parametrize(("predict", "message"), [
    (lambda points: np.zeros(3), r"predict got points \(25600, 2\) and returned shape \(3,\)"),
    (lambda points: np.zeros((len(points), 2, 2)), r"returned shape \(25600, 2, 2\)"),
    (lambda points: 5 * points, "which must be probabilities; are they logits"),
    (lambda points: 3 * steep(points), "numbers from .* to 3, which must be probabilities"),
    (lambda points: np.full((len(points), 3), 0.5), "which must be probabilities"),
    (lambda points: np.ones((len(points), 1)) * [[1.0]] * np.nan, "which must be probabilities"),
])  # fmt: skip
def test_an_answer_that_is_neither_class_nor_probability_is_refused(axes, predict, message):
    with pytest.raises(ValueError, match=message):
        plot.decision_regions(predict, X, RIGHT, axes)


def test_probabilities_of_fewer_classes_than_y_has_are_refused(axes):
    with pytest.raises(
        ValueError, match=r"predict returned 2 probabilities a point, but y has the classes \[0, 1, 2\]"
    ):
        plot.decision_regions(steep, X[:3], np.arange(3), axes)


@pytest.mark.parametrize(("x", "y", "message"), [
    (np.zeros((4, 3)), RIGHT, "points in the plane"),
    (X, RIGHT[:2], "one class per point"),
    (X[:0], RIGHT[:0], "got no points"),
])  # fmt: skip
def test_points_of_another_shape_are_refused(axes, x, y, message):
    with pytest.raises(ValueError, match=f"plot.decision_regions .*{message}"):
        plot.decision_regions(steep, x, y, axes)
