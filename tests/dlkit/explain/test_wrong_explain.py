"""dlkit.explain answers wrong input by name, on both backends."""

import numpy as np
import pytest

import dlkit.numpy as dl
from dlkit import explain
from tests.dlkit.explain.networks import MODELS, X, numpy_model
from tests.dlkit.wrong_input import (
    COMPLEX,
    EMPTY,
    INTEGERS,
    NO_ARRAY,
    OBJECTS,
    STRINGS,
    WITH_INF,
    WITH_NAN,
    Call,
    Made,
    assert_refused,
    assert_works,
    walk,
)

NO_MODEL = (None, 3.0, "text", np.zeros(3))
NO_X = (STRINGS, OBJECTS, COMPLEX, WITH_NAN, WITH_INF, EMPTY, X.tolist(), *NO_ARRAY)
NO_LAYER = (9, -1, "9", "no such", None, 1.5, "")
NO_LABEL = (3, -1, 1.5, "text", None, True, [0, 1], np.zeros(5), np.eye(3, dtype=int)[[0, 1, 2, 0, 1]])
WRONG = {"model": NO_MODEL, "x": NO_X}


def calls(backend):
    good = {"model": Made(MODELS[backend]), "x": X}
    return [
        Call("explain.activations", explain.activations, good | {"layer": 0}, WRONG | {"layer": NO_LAYER}),
        Call("explain.saliency", explain.saliency, good | {"label": 1}, {"model": NO_MODEL, "x": (INTEGERS, *NO_X), "label": NO_LABEL}),
        Call("explain.class_activation_map", explain.class_activation_map, good | {"label": 1}, WRONG | {"label": NO_LABEL}),
        Call("explain.grad_cam", explain.grad_cam, good | {"label": 1, "layer": 0},
             WRONG | {"label": NO_LABEL, "layer": [name for name in NO_LAYER if name is not None]}),
        Call("explain.effective_receptive_field", explain.effective_receptive_field, good | {"layer": 0},
             {"model": NO_MODEL, "x": (INTEGERS, *NO_X), "layer": NO_LAYER,
              "unit": ((9, 0), (-1, 0), (1,), (0, 0, 0), (0.5, 0), 3, "ab")}),
        Call("explain.receptive_fields", explain.receptive_fields, {"model": Made(lambda: MODELS[backend]()[:2]), "size": (9, 8)},
             {"model": NO_MODEL, "size": (None, 9, "ab", (), (0, 9), (9.0, 9), (9, 9, 9), (-9, 9))}),
        Call("explain.structure", explain.structure, good, WRONG),
    ]


CALLS = {backend: calls(backend) for backend in MODELS}


@pytest.mark.parametrize("call", CALLS["numpy"] + CALLS["torch"], ids=str)
def test_the_good_call_works(call):
    assert_works(call)


@pytest.mark.parametrize("call, argument, value", walk(CALLS["numpy"]))
def test_wrong_input_is_refused_by_name(call, argument, value):
    assert_refused(call, argument, value)


@pytest.mark.parametrize("call, argument, value", walk(CALLS["torch"]))
def test_wrong_input_is_refused_by_name_with_a_pytorch_model(call, argument, value):
    assert_refused(call, argument, value)


def test_a_tensor_for_a_numpy_model_is_refused_and_tensors_are_looked_through():
    torch = pytest.importorskip("torch")
    with pytest.raises(TypeError, match="explain.saliency got x of type Tensor: it must be an array"):
        explain.saliency(numpy_model(), torch.tensor(X), 1)
    model = MODELS["torch"]()
    for x, error, message in [
        (torch.full((2, 1, 9, 8), float("nan")), ValueError, "not finite"),
        (torch.ones((2, 1, 9, 8), dtype=torch.complex64), TypeError, "dtype torch.complex64"),
        (torch.ones((2, 1, 9, 8), dtype=torch.int64), TypeError, "dtype torch.int64: it must hold floats"),
    ]:
        with pytest.raises(error, match=f"explain.saliency got x.* {message}"):
            explain.saliency(model, x, 1)


def test_a_model_in_bfloat16_which_numpy_lacks_is_answered_in_float32():
    torch = pytest.importorskip("torch")
    wide, narrow = MODELS["torch"](), MODELS["torch"]().bfloat16()
    maps = explain.grad_cam(narrow, torch.tensor(X).bfloat16(), 1)
    assert maps.dtype == np.float32
    np.testing.assert_allclose(maps, explain.grad_cam(wide, X, 1), atol=0.05)


def test_an_image_of_another_shape_is_refused_by_the_layer_that_it_does_not_fit():
    with pytest.raises(ValueError, match="Conv2d"):
        explain.saliency(numpy_model(), np.zeros((5, 3, 9, 8)), 1)


def test_a_layer_that_the_pass_does_not_meet_is_refused():
    class Aside(dl.Sequential):
        def forward(self, x):
            return self[0](x)

    model = Aside(dl.Linear(2, 2, rng=0), dl.Linear(2, 2, rng=1))
    with pytest.raises(ValueError, match="layer '1' was not called in this pass, and must be"):
        explain.activations(model, np.ones((1, 2), np.float32), 1)
    with pytest.raises(ValueError, match="no layer '0' in this ReLU: it has none, and must be a container"):
        explain.activations(dl.ReLU(), np.ones((1, 2), np.float32), 0)


def test_every_function_of_explain_is_walked():
    answers = {"Layer", "ReceptiveField"}
    assert set(explain.__all__) - answers == {call.name.removeprefix("explain.") for call in CALLS["numpy"]}
