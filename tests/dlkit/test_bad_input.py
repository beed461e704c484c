"""Every public layer answers wrong input with an error that names the layer; walked over the parity table."""

import numpy as np
import pytest

from tests.parity.cases import LAYERS
from tests.parity.kinds import numpy_layer

ONE_EACH = list({case.name: case for case in LAYERS if not case.make}.values())
OF_ONE_FLOAT = [case for case in ONE_EACH if len(case.inputs(np.random.default_rng(0))) == 1
                and case.inputs(np.random.default_rng(0))[0].dtype.kind == "f"]
ANY_DTYPE = {"Flatten", "Unflatten"}  # they move numbers without computing with them


def name_of(case):
    return case.name


def made(case):
    return numpy_layer(case, np.float32), case.inputs(np.random.default_rng(0), np.float32)


@pytest.mark.parametrize("case", ONE_EACH, ids=name_of)
def test_backward_before_the_first_call_is_refused(case):
    layer, _ = made(case)
    with pytest.raises(RuntimeError, match=r"backward was called before"):
        layer.backward(np.ones((2, 2), np.float32))


@pytest.mark.parametrize("case", OF_ONE_FLOAT, ids=name_of)
def test_a_list_is_refused_by_name(case):
    layer, (x,) = made(case)
    with pytest.raises(TypeError, match=rf"{case.name}.* got a list"):
        layer(x.tolist(), **case.options)


@pytest.mark.parametrize("case", [case for case in OF_ONE_FLOAT if case.name not in ANY_DTYPE], ids=name_of)
def test_integers_are_refused_by_name(case):
    layer, (x,) = made(case)
    with pytest.raises(TypeError, match=rf"{case.name}.* got .*int64"):
        layer(np.ones(x.shape, np.int64), **case.options)


@pytest.mark.parametrize("case", [case for case in OF_ONE_FLOAT if numpy_layer(case).state_dict()], ids=name_of)
def test_float64_meeting_float32_weights_is_refused_by_name(case):
    layer, (x,) = made(case)
    name = "" if layer.named_children() else case.name  # a layer made of layers: the one inside that met it
    with pytest.raises(TypeError, match=rf"{name}.* got float64 but its parameters are float32"):
        layer(x.astype(np.float64), **case.options)


@pytest.mark.parametrize("case", ONE_EACH, ids=name_of)
def test_a_gradient_of_another_shape_is_refused(case):
    layer, inputs = made(case)
    y = layer(*inputs, **case.options)
    y = y[0] if isinstance(y, tuple) else y
    with pytest.raises(ValueError, match=r"gradient.*of shape"):
        layer.backward(np.ones((*y.shape, 2), np.float32))


@pytest.mark.parametrize("case", ONE_EACH, ids=name_of)
def test_repr_begins_with_the_name(case):
    assert repr(numpy_layer(case)).startswith(f"{case.name}(")
