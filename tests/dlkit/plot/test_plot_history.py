"""The curves of a training run."""

import pytest
from matplotlib.colors import to_hex

from dlkit import plot


class Run(dict):
    """What plot.history asks of a history: a mapping with epochs and, perhaps, a best one."""

    best_epoch = None

    @property
    def epochs(self):
        return list(range(1, len(next(iter(self.values()), ())) + 1))


@pytest.fixture
def run():
    return Run(
        loss=[3.0, 2.0, 1.0, 0.5],
        val_loss=[3.1, 2.2, 1.5, 1.7],
        accuracy=[0.3, 0.6, 0.8, 0.9],
        val_accuracy=[0.3, 0.5, 0.7, 0.7],
    )


def lines(ax):
    """{label: line} of the labelled lines."""
    return {line.get_label(): line for line in ax.get_lines() if not line.get_label().startswith("_")}


def test_training_is_solid_and_validation_dashed_in_the_same_colour(axes, run):
    assert plot.history(run, ax=axes) is axes
    drawn = lines(axes)
    assert list(drawn) == ["training", "validation"]
    assert drawn["training"].get_linestyle() == "-" and drawn["validation"].get_linestyle() == "--"
    assert drawn["training"].get_color() == drawn["validation"].get_color()
    assert list(drawn["training"].get_xdata()) == [1, 2, 3, 4]
    assert list(drawn["validation"].get_ydata()) == run["val_loss"]


def test_the_axes_say_what_they_show_and_the_epochs_are_whole(axes, run):
    plot.history(run, axes, keys="accuracy")
    axes.figure.draw_without_rendering()
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", "accuracy")
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["training", "validation"]
    assert all(tick == round(tick) for tick in axes.get_xticks())


def test_without_validation_there_is_one_line_and_no_legend(axes):
    plot.history(Run(loss=[2.0, 1.0]), axes)
    assert list(lines(axes)) == ["training"]
    assert axes.get_legend() is None


def test_several_keys_have_a_colour_each(axes, run):
    plot.history(run, axes, keys=["loss", "accuracy"])
    drawn = lines(axes)
    assert list(drawn) == ["loss", "loss, validation", "accuracy", "accuracy, validation"]
    pairs = [(drawn[key].get_color(), drawn[f"{key}, validation"].get_color()) for key in ("loss", "accuracy")]
    assert pairs[0][0] == pairs[0][1] != pairs[1][0] == pairs[1][1]


def test_the_best_epoch_is_marked_on_the_validation_curve(axes, run):
    run.best_epoch = 3
    plot.history(run, axes)
    dot = lines(axes)["best, epoch 3"]
    assert (list(dot.get_xdata()), list(dot.get_ydata())) == ([3], [1.5])
    assert any(list(line.get_xdata()) == [3, 3] for line in axes.get_lines())


def test_the_best_epoch_is_marked_on_the_training_curve_where_there_is_no_other(axes):
    run = Run(loss=[2.0, 1.0, 1.5])
    run.best_epoch = 2
    plot.history(run, axes)
    assert list(lines(axes)["best, epoch 2"].get_ydata()) == [1.0]


def test_a_single_epoch_is_seen_as_a_point(axes):
    plot.history(Run(loss=[2.0]), axes)
    line = lines(axes)["training"]
    assert line.get_marker() == "o" and to_hex(line.get_color()) == plot.BLUE


def test_a_missing_key_is_named_with_those_there_are(axes, run):
    with pytest.raises(ValueError, match="no 'auc' in this history: keys must be of loss, val_loss, accuracy, val_accuracy"):
        plot.history(run, axes, keys="auc")


def test_an_empty_history_is_refused(axes):
    with pytest.raises(ValueError, match="without an epoch: it must have one at least; was fit called with epochs=0"):
        plot.history(Run(), axes)
