"""dlkit.plot answers wrong input by name."""

import numpy as np
import pytest
from matplotlib.figure import Figure

import dlkit.numpy as dl
from dlkit import explain, minimize, plot
from tests.dlkit.wrong_input import (
    ABOVE_0,
    AT_LEAST_0,
    COMPLEX,
    COUNT,
    DEEPER,
    EMPTY,
    INF,
    NAN,
    NO_ARRAY,
    OBJECTS,
    SHORTER,
    STRINGS,
    WITH_INF,
    WITH_NAN,
    Call,
    Made,
    assert_refused,
    assert_works,
    walk,
    with_value,
)

AX = Made(lambda: Figure().subplots())
NO_AX = (None, "ax", np.zeros(2), [1], Figure())
NO_NUMBERS = (STRINGS, OBJECTS, COMPLEX)
NO_FINITE_NUMBERS = (*NO_NUMBERS, WITH_NAN, WITH_INF)
NO_FUNCTION = (None, 3.0, "text")

rng = np.random.default_rng(0)
X, Y = rng.normal(size=(12, 2)), np.repeat([0, 1, 2], 4)
IMAGES = rng.random((3, 5, 5))
MODEL = dl.Sequential(dl.Conv2d(1, 2, 3, rng=0), dl.ReLU(), dl.Flatten(), dl.Linear(18, 2, rng=1))
FIELDS = explain.receptive_fields(MODEL[:2], (5, 5))
HISTORY = dl.History()
HISTORY.append({"loss": 0.5})


def drawn():
    ax = Figure().subplots()
    ax.plot([0, 1], label="line")
    return ax


CALLS = [
    Call("plot.history", plot.history, {"history": HISTORY, "ax": AX},
         {"history": (None, 3.0, [1.0], dl.History()), "ax": NO_AX, "keys": ((), "accuracy", ["loss", "no such"], None, 3)}),
    Call("plot.scatter_classes", plot.scatter_classes, {"x": X, "y": Y, "ax": AX},
         {"x": (*NO_FINITE_NUMBERS, DEEPER, SHORTER, *NO_ARRAY), "y": (DEEPER, SHORTER, *NO_ARRAY), "ax": NO_AX,
          "classes": (3, [0, 1]), "labels": ("abc", 3, ["one"]), "size": ABOVE_0}),
    Call("plot.decision_regions", plot.decision_regions, {"predict": lambda x: (x[:, 0] > 0).astype(int), "x": X, "y": Y, "ax": AX},
         {"predict": (*NO_FUNCTION, lambda x: x[:3], lambda x: 5 * x), "x": (*NO_FINITE_NUMBERS, SHORTER, EMPTY), "ax": NO_AX,
          "y": (SHORTER,), "labels": ("abc", ["one"]), "resolution": COUNT, "margin": AT_LEAST_0}),
    Call("plot.image_grid", plot.image_grid, {"images": IMAGES, "ax": AX},
         {"images": (*NO_FINITE_NUMBERS, EMPTY, *NO_ARRAY), "ax": NO_AX, "columns": (0, -1, 2.5, "3", NAN), "titles": (["one"], "ab"),
          "vmin": ("0", NAN, INF), "vmax": ("1", NAN, INF)}),
    Call("plot.direct_labels", plot.direct_labels, {"ax": Made(drawn)},
         {"ax": (*NO_AX, Figure().subplots()), "size": ABOVE_0, "gap": ("6", NAN, None)}, names_argument=False),
    Call("plot.confusion_matrix", plot.confusion_matrix, {"y": Y, "y_hat": Y, "ax": AX},
         {"y": (*NO_NUMBERS, DEEPER, SHORTER, EMPTY, with_value(-1), None), "y_hat": (*NO_NUMBERS, DEEPER, SHORTER, with_value(-1)), "ax": NO_AX,
          "labels": (["a", "b"], "ab", 3)}),
    Call("plot.reliability_diagram", plot.reliability_diagram, {"probabilities": np.linspace(0, 1, 12), "y": Y > 0, "ax": AX},
         {"probabilities": (*NO_FINITE_NUMBERS, SHORTER, EMPTY, with_value(2.0), None), "y": (STRINGS, SHORTER, with_value(3)), "ax": NO_AX,
          "bins": COUNT, "equal": ("no such", 3)}),
    Call("plot.loss_surface", plot.loss_surface, {"f": minimize.rosenbrock, "ax": AX},
         {"f": NO_FUNCTION, "ax": NO_AX, "box": (3, ((0, 1),), ((1, 0), (0, 1)), ((0, NAN), (0, 1))), "levels": ([], [2, 1], "text"),
          "resolution": (0, -1, 2.5, "3", NAN)}),
    Call("plot.trajectories", plot.trajectories, {"paths": X, "ax": AX},
         {"paths": (*NO_NUMBERS, DEEPER, EMPTY, *NO_ARRAY, {}), "ax": NO_AX, "colors": ([],), "upto": (-1, 2.5, "3")}),
    Call("plot.filters", plot.filters, {"weight": IMAGES, "ax": AX},
         {"weight": (*NO_FINITE_NUMBERS, EMPTY, *NO_ARRAY), "ax": NO_AX, "limit": (0, -1, NAN, "1")}),
    Call("plot.feature_maps", plot.feature_maps, {"maps": IMAGES, "ax": AX},
         {"maps": (*NO_FINITE_NUMBERS, EMPTY, DEEPER, *NO_ARRAY), "ax": NO_AX}),
    Call("plot.overlay", plot.overlay, {"image": IMAGES[0], "heat": IMAGES[1], "ax": AX},
         {"image": (*NO_FINITE_NUMBERS, EMPTY, *NO_ARRAY), "heat": (*NO_FINITE_NUMBERS, *NO_ARRAY), "ax": NO_AX, "limit": (0, -1, NAN, "1")}),
    Call("plot.receptive_field", plot.receptive_field, {"image": IMAGES[0], "fields": FIELDS, "ax": AX},
         {"image": (*NO_FINITE_NUMBERS, *NO_ARRAY), "fields": ([], None, 3), "ax": NO_AX, "unit": ((9, 9), 3, "a")}),
    Call("plot.latent_map", plot.latent_map, {"codes": X, "y": Y, "ax": AX},
         {"codes": (*NO_FINITE_NUMBERS, SHORTER, EMPTY, *NO_ARRAY), "y": (SHORTER, DEEPER), "ax": NO_AX, "labels": (["one"], "a", 3), "size": ABOVE_0}),
    Call("plot.decoded_grid", plot.decoded_grid, {"decode": lambda z: np.zeros((len(z), 3, 3)), "ax": AX},
         {"decode": (*NO_FUNCTION, lambda z: np.zeros(3)), "ax": NO_AX}),
]


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_good_call_works(call):
    assert_works(call)


@pytest.mark.parametrize("call, argument, value", walk(CALLS))
def test_wrong_input_is_refused_by_name(call, argument, value):
    assert_refused(call, argument, value)


SAVE = Call("plot.save", plot.save, {"figure": Made(drawn)}, {"figure": (None, 3.0, "text"), "path": (None, 3, "figure.pdf", "figure"),
                                                               "theme": ("blue", None), "dpi": (0, -1, NAN, "200")})


@pytest.mark.parametrize("call, argument, value", walk([SAVE]))
def test_save_refuses_wrong_input_by_name(call, argument, value, tmp_path):
    assert_refused(Call(call.name, call.function, {**call.good, "path": tmp_path / "a.svg"}, {}), argument, value)
    assert not list(tmp_path.iterdir())


LEFT_OUT = {
    "figure": "test_plot_figure.py",
    "animation": "test_plot_animation.py",
    "weight_plane": "test_plot_weight_plane.py",
    "weights": "test_plot_weight_plane.py",
    "computation_graph": "test_plot_computation_graph.py",
    "demo": "test_plot_demo.py",
    "css": "takes nothing",
    "save": "walked apart, for its files",
}


def test_every_figure_is_walked():
    functions = {name for name in plot.__all__ if not isinstance(getattr(plot, name), str)}
    walked = {call.name.removeprefix("plot.") for call in CALLS}
    assert functions - walked <= set(LEFT_OUT) and not walked & set(LEFT_OUT)
