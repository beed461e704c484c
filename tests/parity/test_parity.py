"""Every public layer, loss, optimizer and function gives on NumPy what it gives on PyTorch, in float64."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch")

import dlkit.numpy as dn  # noqa: E402
import dlkit.torch as dt  # noqa: E402
from tests.parity.cases import ELSEWHERE, FUNCTIONS, LAYERS, LOSSES, OPTIMIZERS  # noqa: E402
from tests.parity.kinds import numpy_layer  # noqa: E402

TOLERANCE = {"rtol": 1e-11, "atol": 1e-11}
PYTORCH = tuple(map(int, torch.__version__.split(".")[:2]))


def tensor(array, requires_grad=False):
    return torch.from_numpy(np.array(array)).requires_grad_(requires_grad)


def as_tensors(inputs):
    """Tensors of the input arrays; the floating-point ones require gradients."""
    return [tensor(a, requires_grad=a.dtype.kind == "f") for a in inputs]


def as_tuple(outputs):
    """All arrays of an output in their order: tuples in tuples opened, such as an LSTM's state, None left out."""
    if isinstance(outputs, tuple):
        return tuple(array for part in outputs for array in as_tuple(part))
    return () if outputs is None else (outputs,)


def build_pair(case):
    """The case's layer on both backends, in float64, with the same weights."""
    theirs = case.make(dt, {}) if case.make else getattr(dt, case.name)(*case.args, **case.kwargs)
    ours, theirs = numpy_layer(case), theirs.double()
    theirs.load_state_dict(ours.state_dict())
    return ours, theirs


def torch_options(case):
    return {name: tensor(value) if isinstance(value, np.ndarray) else value for name, value in case.options.items()}


def assert_same_buffers(ours, theirs):
    for name, buffer in theirs.named_buffers():
        assert_allclose(ours.state_dict()[name], buffer.numpy(), **TOLERANCE, err_msg=name)


def test_both_backends_have_the_same_public_names():
    assert sorted(dn.__all__) == sorted(dt.__all__)
    for name in dn.__all__:
        assert hasattr(dn, name) and hasattr(dt, name), name


def test_every_public_name_is_in_the_table():
    named = {case.name for case in [*LAYERS, *LOSSES, *OPTIMIZERS, *FUNCTIONS]} | set(ELSEWHERE)
    assert set(dn.__all__) - named == set(), "public names without a parity case"
    assert named - set(dn.__all__) == set(), "parity cases of names that are not public"


@pytest.mark.parametrize("case", LAYERS, ids=str)
def test_layer(case):
    """Outputs, gradients of inputs and parameters, and buffers, in training mode; then outputs in evaluation mode."""
    rng = np.random.default_rng(0)
    ours, theirs = build_pair(case)
    if case.random:
        ours.eval(), theirs.eval()
    for _ in range(2):  # twice: running statistics move from where they are
        inputs = case.inputs(rng)
        tensors = as_tensors(inputs)
        outputs, torch_outputs = as_tuple(ours(*inputs, **case.options)), as_tuple(theirs(*tensors, **torch_options(case)))
        for output, torch_output in zip(outputs, torch_outputs, strict=True):
            assert_allclose(output, torch_output.detach().numpy(), **TOLERANCE)
        grad_y = rng.normal(size=outputs[0].shape)
        grad_inputs = as_tuple(ours.backward(grad_y))
        theirs.zero_grad()
        torch_outputs[0].backward(tensor(grad_y))
        wanted = [t.grad for t in tensors if t.requires_grad]
        for grad, torch_grad in zip(grad_inputs, wanted, strict=True) if wanted else ():
            assert_allclose(grad, torch_grad.numpy(), **TOLERANCE)
        assert ours.grads.keys() == dict(theirs.named_parameters()).keys()
        for name, parameter in theirs.named_parameters():
            assert_allclose(ours.grads[name], parameter.grad.numpy(), **TOLERANCE, err_msg=name)
        assert_same_buffers(ours, theirs)
    ours.eval(), theirs.eval()
    evaluated = as_tuple(ours(*inputs, **case.options))[0]
    assert_allclose(evaluated, as_tuple(theirs(*tensors, **torch_options(case)))[0].detach().numpy(), **TOLERANCE)
    assert_same_buffers(ours, theirs)


@pytest.mark.parametrize("case", LAYERS, ids=str)
def test_layer_keeps_float32(case):
    layer = numpy_layer(case, np.float32)
    y = as_tuple(layer(*case.inputs(np.random.default_rng(0), np.float32), **case.options))[0]
    grads = [g for g in as_tuple(layer.backward(np.ones_like(y))) if g is not None]
    assert y.dtype == np.float32 and all(grad.dtype == np.float32 for grad in [*grads, *layer.grads.values()])


@pytest.mark.parametrize("case", LOSSES, ids=str)
def test_loss(case):
    if PYTORCH < case.since:
        pytest.skip(f"PyTorch takes this from {'.'.join(map(str, case.since))} on")
    rng = np.random.default_rng(0)
    inputs = case.inputs(rng)
    ours = getattr(dn, case.name)(**case.kwargs)
    theirs = getattr(dt, case.name)(**{k: tensor(v) if isinstance(v, list) else v for k, v in case.kwargs.items()})
    tensors = [tensor(a, requires_grad=i in case.differentiable) for i, a in enumerate(inputs)]
    value, value_torch = ours(*inputs), theirs(*tensors)
    assert_allclose(value, value_torch.detach().numpy(), **TOLERANCE)
    upstream = rng.normal(size=np.shape(value))
    value_torch.backward(tensor(upstream))
    for grad, i in zip(as_tuple(ours.backward(upstream)), case.differentiable, strict=True):
        assert_allclose(grad, tensors[i].grad.numpy(), **TOLERANCE, err_msg=f"input {i}")


@pytest.mark.parametrize("case", LOSSES, ids=str)
def test_loss_keeps_float32(case):
    loss = getattr(dn, case.name)(**case.kwargs)
    value = loss(*case.inputs(np.random.default_rng(0), np.float32))
    assert isinstance(value, float) or value.dtype == np.float32
    assert all(grad.dtype == np.float32 for grad in as_tuple(loss.backward(np.ones_like(value))))


@pytest.mark.parametrize("case", OPTIMIZERS, ids=str)
def test_optimizer_walks_the_same_twenty_steps(case):
    rng = np.random.default_rng(0)
    ours = dn.Sequential(dn.Linear(4, 6, dtype=np.float64, rng=1), dn.Tanh(), dn.Linear(6, 3, dtype=np.float64, rng=2))
    theirs = dt.Sequential(dt.Linear(4, 6), dt.Tanh(), dt.Linear(6, 3)).double()
    theirs.load_state_dict(ours.state_dict())
    optimizer = getattr(dn, case.name)(ours.parameters(), **case.kwargs)
    optimizer_torch = getattr(dt, case.name)(theirs.parameters(), **case.kwargs)
    loss, loss_torch = dn.CrossEntropyLoss(), dt.CrossEntropyLoss()
    for step in range(20):
        x, y = rng.normal(size=(5, 4)), rng.integers(0, 3, 5)
        loss(ours(x), y)
        ours.backward(loss.backward())
        optimizer.step()
        optimizer_torch.zero_grad()
        loss_torch(theirs(tensor(x)), tensor(y)).backward()
        optimizer_torch.step()
        for name, value in theirs.state_dict().items():
            assert_allclose(ours.state_dict()[name], value.numpy(), **TOLERANCE, err_msg=f"{name} after step {step + 1}")


@pytest.mark.parametrize("case", FUNCTIONS, ids=str)
def test_function(case):
    x = np.random.default_rng(0).normal(scale=case.scale, size=case.x)
    ours, theirs = getattr(dn, case.name)(x, **case.kwargs), getattr(dt, case.name)(tensor(x), **case.kwargs)
    assert_allclose(ours, theirs.numpy(), **TOLERANCE)
    assert getattr(dn, case.name)(x.astype(np.float32), **case.kwargs).dtype == np.float32


def test_a_network_gives_its_state_to_the_other_backend_and_back():
    ours = dn.Sequential(dn.Flatten(), dn.Linear(6, 4, rng=0), dn.ReLU(), dn.Sequential(dn.Linear(4, 2, rng=1)))
    theirs = dt.Sequential(dt.Flatten(), dt.Linear(6, 4), dt.ReLU(), dt.Sequential(dt.Linear(4, 2)))
    assert list(ours.state_dict()) == list(theirs.state_dict())
    theirs.load_state_dict(ours.state_dict())
    x = np.random.default_rng(2).normal(size=(3, 2, 3)).astype(np.float32)
    assert_allclose(ours(x), theirs(tensor(x)).detach().numpy(), rtol=1e-5, atol=1e-6)
    other = dn.Sequential(dn.Flatten(), dn.Linear(6, 4, rng=7), dn.ReLU(), dn.Sequential(dn.Linear(4, 2, rng=8)))
    other.load_state_dict(theirs.state_dict())
    for name, array in ours.state_dict().items():
        np.testing.assert_array_equal(other.state_dict()[name], array, err_msg=name)


def test_loading_a_numpy_state_copies_it():
    ours, theirs = dn.Linear(3, 2, rng=0), dt.Linear(3, 2)
    theirs.load_state_dict(ours.state_dict())
    before = theirs.weight.detach().numpy().copy()
    ours.weight += 1
    np.testing.assert_array_equal(theirs.weight.detach().numpy(), before)
