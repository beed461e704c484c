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
NO_SPAN = (None, 3.0, "ab", (2, 2), (1, 0), (0, NAN), (0, 1, 2), ("0", "1"))

rng = np.random.default_rng(0)
X, Y = rng.normal(size=(12, 2)), np.repeat([0, 1, 2], 4)
IMAGES = rng.random((3, 5, 5))
MODEL = dl.Sequential(dl.Conv2d(1, 2, 3, rng=0), dl.ReLU(), dl.Flatten(), dl.Linear(18, 2, rng=1))
FIELDS = explain.receptive_fields(MODEL[:2], (5, 5))
HISTORY = dl.History()
HISTORY.append({"loss": 0.5})


NO_MODEL = (None, 3.0, "text", {"0.weight": 1.0})
GRID = {"rows": COUNT, "cols": COUNT, "alt": (3,), "width": (0, -1, NAN, INF, "5"), "height": (0, -1, NAN, INF, "5")}


def drawn():
    ax = Figure().subplots()
    ax.plot([0, 1], label="line")
    return ax


CALLS = [
    Call("plot.history", plot.history, {"history": HISTORY, "ax": AX},
         {"history": (None, 3.0, [1.0], dl.History()), "ax": NO_AX, "keys": ((), "accuracy", ["loss", "no such"], None, 3)}),
    Call("plot.scatter_classes", plot.scatter_classes, {"x": X, "y": Y, "ax": AX},
         {"x": (*NO_FINITE_NUMBERS, DEEPER, SHORTER, *NO_ARRAY), "y": (DEEPER, SHORTER, COMPLEX, OBJECTS, np.full(12, NAN), *NO_ARRAY), "ax": NO_AX,
          "classes": (3, [0, 1]), "labels": ("abc", 3, ["one"]), "size": ABOVE_0}),
    Call("plot.decision_regions", plot.decision_regions, {"predict": lambda x: (x[:, 0] > 0).astype(int), "x": X, "y": Y, "ax": AX},
         {"predict": NO_FUNCTION, "x": (*NO_FINITE_NUMBERS, SHORTER, EMPTY), "ax": NO_AX,
          "y": (SHORTER,), "labels": ("abc", ["one"]), "resolution": COUNT, "margin": AT_LEAST_0}),
    Call("plot.image_grid", plot.image_grid, {"images": IMAGES, "ax": AX},
         {"images": (*NO_FINITE_NUMBERS, EMPTY, *NO_ARRAY), "ax": NO_AX, "columns": (0, -1, 2.5, "3", NAN), "titles": (["one"], "abc", 3),
          "vmin": ("0", NAN, INF), "vmax": ("1", NAN, INF)}),
    Call("plot.direct_labels", plot.direct_labels, {"ax": Made(drawn)},
         {"ax": (*NO_AX, Figure().subplots()), "size": ABOVE_0, "gap": ("6", NAN, None)}, names_argument=False),
    Call("plot.confusion_matrix", plot.confusion_matrix, {"y": Y, "y_hat": Y, "ax": AX},
         {"y": (*NO_NUMBERS, DEEPER, SHORTER, EMPTY, with_value(-1), None), "y_hat": (*NO_NUMBERS, DEEPER, SHORTER, with_value(-1)), "ax": NO_AX,
          "labels": (["a", "b"], "ab", 3)}),
    Call("plot.reliability_diagram", plot.reliability_diagram, {"probabilities": np.linspace(0, 1, 12), "y": (Y > 0).astype(int), "ax": AX},
         {"probabilities": (*NO_FINITE_NUMBERS, SHORTER, EMPTY, with_value(2.0), None), "y": (STRINGS, SHORTER, with_value(3)), "ax": NO_AX,
          "bins": COUNT, "equal": ("no such", 3)}),
    Call("plot.loss_surface", plot.loss_surface, {"f": minimize.rosenbrock(2), "ax": AX},
         {"f": NO_FUNCTION, "ax": NO_AX, "box": (3, ((0, 1),), ((1, 0), (0, 1)), ((0, NAN), (0, 1))), "levels": ([], [2, 1], "text", [NAN], np.array(["1"])), "minima": ("text", [1, 2, 3], np.array([[NAN, 0]])),
          "resolution": (0, 1, -1, 2.5, "3", NAN)}),
    Call("plot.trajectories", plot.trajectories, {"paths": X, "ax": AX},
         {"paths": (*NO_NUMBERS, DEEPER, EMPTY, *NO_ARRAY, {}), "ax": NO_AX, "colors": ([], "red", 3), "upto": (-1, 2.5, "3")}),
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
         {"decode": NO_FUNCTION, "ax": NO_AX, "xlim": NO_SPAN, "ylim": NO_SPAN, "count": COUNT}),
    Call("plot.figure", plot.figure, {"alt": "A line."}, GRID),
    Call("plot.demo", plot.demo, {"name": "a-name", "alt": "A line."}, {"name": (None, 3, "", "A name"), "data": (3, [1], "text")} | GRID),
    Call("plot.animation", plot.animation, {"values": 3, "alt": "A line."},
         {"values": (None, 2.5, []), "fps": (*ABOVE_0, 100), "still": (3, -4, 1.0, None, "1"), "limit": ABOVE_0, "label": (3, ["a"])} | GRID),
    Call("plot.weights", plot.weights, {"model": MODEL}, {"model": NO_MODEL}),
    Call("plot.weight_plane", plot.weight_plane, {"model": MODEL, "loss": lambda model: 0.0, "rng": 0},
         {"model": NO_MODEL, "loss": NO_FUNCTION, "snapshots": (3, "text", plot.weights(MODEL), [1, 2, 3]), "rng": ("seed", -1),
          "directions": (3, "text", plot.weights(MODEL), [3, 4])}),
    Call("plot.computation_graph", plot.computation_graph, {"of": MODEL, "x": IMAGES[:, None].astype(np.float32), "alt": "A graph."},
         {"of": (3, "text"), "x": ([1.0], STRINGS, OBJECTS, COMPLEX, WITH_NAN, EMPTY), "alt": (None, 3)}),
]


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_good_call_works(call):
    assert_works(call)


@pytest.mark.parametrize("call, argument, value", walk(CALLS))
def test_wrong_input_is_refused_by_name(call, argument, value):
    assert_refused(call, argument, value)


SAVE = Call("plot.save", plot.save, {"figure": Made(drawn)}, {"figure": (None, 3.0, "text"), "path": (None, 3, "figure.pdf", "figure"),
                                                               "theme": ("blue", None, ["dark"]), "dpi": (0, -1, NAN, "200")})


@pytest.mark.parametrize("call, argument, value", walk([SAVE]))
def test_save_refuses_wrong_input_by_name(call, argument, value, tmp_path):
    assert_refused(Call(call.name, call.function, {**call.good, "path": tmp_path / "a.svg"}, {}), argument, value)
    assert not list(tmp_path.iterdir())


def test_what_a_function_of_ours_returns_is_checked_as_what_comes_is():
    ax = AX.make()
    for predict in (lambda x: x[:3], lambda x: 5 * x, lambda x: 1j * x[:, 0], lambda x: np.full(len(x), NAN), lambda x: None):
        with pytest.raises((ValueError, TypeError), match="plot.decision_regions: predict .*(wanted are|must)"):
            plot.decision_regions(predict, X, Y, ax, resolution=5)
    for decode in (lambda z: None, lambda z: np.zeros(3), lambda z: np.zeros((3, 4, 4)), lambda z: np.full((len(z), 4, 4), NAN),
                   lambda z: np.full((len(z), 4, 4), "0")):
        with pytest.raises((ValueError, TypeError), match="plot.decoded_grid.* decode.*(wanted is|must)"):
            plot.decoded_grid(decode, ax)
    for f in (lambda p: None, lambda p: "3", lambda p: 1j, lambda p: p):
        with pytest.raises((ValueError, TypeError), match="plot.loss_surface: f must return a"):
            plot.loss_surface(f, ax, box=((0, 1), (0, 1)))


def test_a_value_that_no_figure_shows_is_refused_in_lists_and_tensors_too():
    with pytest.raises(ValueError, match="plot.image_grid got images with rows of several lengths"):
        plot.image_grid([[[1, 2], [3]]], AX.make())
    with pytest.raises(ValueError, match="plot.image_grid got vmin = 2 and vmax = 1: vmin must be the smaller"):
        plot.image_grid(IMAGES, AX.make(), vmin=2, vmax=1)
    torch = pytest.importorskip("torch")
    with pytest.raises(ValueError, match="plot.filters got nan in weights"):
        plot.filters(torch.full((1, 2, 2), NAN, requires_grad=True), AX.make())


def test_a_snapshot_of_texts_is_no_snapshot():
    now = plot.weights(MODEL)
    texts = {name: array.astype(str) for name, array in now.items()}
    with pytest.raises(TypeError, match=r"plot.weight_plane got 0.weight of dtype <U\d+ in directions: it must hold real numbers"):
        plot.weight_plane(MODEL, lambda model: 0.0, directions=(now, texts))


LEFT_OUT = {"css": "takes nothing", "save": "walked apart, for its files"}


def test_every_figure_is_walked():
    functions = {name for name in plot.__all__ if not isinstance(getattr(plot, name), str)}
    walked = {call.name.removeprefix("plot.") for call in CALLS}
    assert functions - walked <= set(LEFT_OUT) and not walked & set(LEFT_OUT)
