"""PyTorch's own gradcheck finds the gradients of every NumPy layer and loss right, for all outputs at once, in float64."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch.autograd.gradcheck import GradcheckError, gradcheck  # noqa: E402

import dlkit.numpy as dn  # noqa: E402
from tests.parity.cases import LAYERS, LOSSES  # noqa: E402
from tests.parity.kinds import numpy_layer  # noqa: E402
from tests.parity.wrapped import layer_function, loss_function  # noqa: E402

NO_DERIVATIVE = {  # what a case's backward gives on purpose, differences cannot confirm
    "GaussianNLLLoss": "a variance below eps has the gradient at eps, as in PyTorch",
    "LaplaceNLLLoss": "a scale below eps has the gradient at eps, as in PyTorch",
}
LEFT_OUT = [case for case in LOSSES if case.name in NO_DERIVATIVE and "eps" in case.kwargs]


def tensors_of(arrays, differentiable=None):
    """Copies as tensors; those with floating-point numbers, or those whose places are given, require gradients."""
    return [torch.from_numpy(np.array(a)).requires_grad_(a.dtype.kind == "f" if differentiable is None else i in differentiable)
            for i, a in enumerate(arrays)]


def passes(function, tensors):
    """Small cases entry by entry; larger ones along random directions, which takes a few calls however large they are."""
    large = sum(tensor.numel() for tensor in tensors if tensor.requires_grad) > 100
    return gradcheck(function, tensors, eps=1e-6, atol=1e-6, rtol=1e-5, fast_mode=large)


@pytest.mark.parametrize("case", LAYERS, ids=str)
@pytest.mark.parametrize("mode", ["train", "eval"])
def test_layer(case, mode):
    layer = getattr(numpy_layer(case), mode)()
    inputs = case.inputs(np.random.default_rng(0))
    tensors = tensors_of([*inputs, *[parameter.data for parameter in layer.parameters()]])
    if not any(tensor.requires_grad for tensor in tensors):
        pytest.fail("nothing to differentiate: gradcheck would pass without looking")
    assert passes(layer_function(layer, len(inputs), case.options), tensors)


@pytest.mark.parametrize("case", [case for case in LOSSES if case not in LEFT_OUT], ids=str)
def test_loss(case):
    inputs = case.inputs(np.random.default_rng(0))
    function = loss_function(getattr(dn, case.name)(**case.kwargs), len(inputs), case.differentiable)
    assert passes(function, tensors_of(inputs, case.differentiable))


def test_few_cases_are_left_out():
    assert len(LEFT_OUT) == len(NO_DERIVATIVE)


@pytest.mark.parametrize("wrong", ["grad_x", "weight", "bias"])
def test_a_wrong_gradient_is_seen(wrong):
    layer = dn.Linear(3, 2, dtype=np.float64, rng=0)
    right = layer.backward

    def backward(grad_z):
        grad_x = right(grad_z)
        layer.grads = {name: grad * (1.01 if name == wrong else 1) for name, grad in layer.grads.items()}
        return grad_x * (1.01 if wrong == "grad_x" else 1)

    layer.backward = backward
    tensors = tensors_of([np.random.default_rng(1).normal(size=(4, 3)), *[p.data for p in layer.parameters()]])
    with pytest.raises(GradcheckError, match="Jacobian mismatch"):
        passes(layer_function(layer, 1, {}), tensors)
