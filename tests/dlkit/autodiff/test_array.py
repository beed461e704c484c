"""The array tape, with PyTorch and finite differences as its judges."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes
from numpy.testing import assert_allclose

from dlkit.autodiff import Tensor, operations

OPERATIONS = {  # on two tensors of one kind, ours or PyTorch's, of shapes (3, 4) and what broadcasts to it
    "+": lambda x, y: x + y, "−": lambda x, y: x - y, "×": lambda x, y: x * y, "÷": lambda x, y: x / (y * y + 1),
    "exp": lambda x, y: (0.3 * x).exp(), "log": lambda x, y: (x * x + 0.5).log(), "tanh": lambda x, y: x.tanh(),
    "sigmoid": lambda x, y: x.sigmoid(), "relu": lambda x, y: x.relu(), "sin": lambda x, y: x.sin(),
    "cos": lambda x, y: x.cos(), "square": lambda x, y: x**2, "root": lambda x, y: (x * x + 1) ** 0.5,
    "power −3": lambda x, y: (x * x + 1) ** -3, "power 0": lambda x, y: x**0 * y, "negative": lambda x, y: -x,
    "number minus": lambda x, y: 2 - x, "number over": lambda x, y: 1 / (x * x + 1),
    "mean of columns": lambda x, y: x - x.mean(0), "sum of rows": lambda x, y: y * x.sum(1).reshape(3, 1),
    "sum of all": lambda x, y: x * y.sum(), "softmax": lambda x, y: x - x.logsumexp(1).reshape(3, 1),
    "Gram": lambda x, y: x @ x.T @ y * 0.1, "rows": lambda x, y: x[1:] .reshape(2, 4).T.sum(1) * y,
    "reshape": lambda x, y: (x.reshape(2, 6) * 0.5).reshape(3, 4), "row": lambda x, y: x[0] * x[-1] + y,
    "column": lambda x, y: x[:, 2].reshape(3, 1) - y, "product": lambda x, y: x * x + x[2, 3],
}
programs = st.lists(
    st.tuples(st.sampled_from([*OPERATIONS]), st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=8
)


def expression(leaves, program):
    made = list(leaves)
    for name, i, j in program:
        made.append(OPERATIONS[name](made[i % len(made)], made[j % len(made)]).tanh())
    return sum(made[1:], made[0])


def torch_twin(tensors):
    torch = pytest.importorskip("torch")
    return [torch.from_numpy(np.array(t.data)).requires_grad_() for t in tensors]


@given(st.integers(1, 3), programs, st.integers(0, 2**32 - 1))
@settings(max_examples=150, deadline=None)
def test_random_graphs_have_pytorchs_gradients_for_a_random_upstream(n, program, seed):
    rng = np.random.default_rng(seed)
    ours = [Tensor(rng.normal(size=(3, 4))) for _ in range(n)]
    theirs = torch_twin(ours)
    y, y_torch = expression(ours, program), expression(theirs, program)
    upstream = rng.normal(size=y.shape)
    y.backward(upstream)
    y_torch.backward(y_torch.new_tensor(upstream))
    assert_allclose(y.data, y_torch.detach().numpy(), rtol=1e-11, atol=1e-11)
    for leaf, tensor in zip(ours, theirs):
        assert_allclose(leaf.grad, tensor.grad.numpy(), rtol=1e-10, atol=1e-10)


@given(mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=3, min_side=0), st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_operands_broadcast_every_way_and_their_gradients_are_summed_back(shapes, seed):
    rng = np.random.default_rng(seed)
    for f in (lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / (b * b + 1)):
        ours = [Tensor(rng.normal(size=shape)) for shape in shapes.input_shapes]
        theirs = torch_twin(ours)
        y, y_torch = f(*ours), f(*theirs)
        upstream = rng.normal(size=shapes.result_shape)
        y.backward(upstream)
        y_torch.backward(y_torch.new_tensor(upstream))
        for leaf, tensor in zip(ours, theirs):
            assert leaf.grad.shape == leaf.shape
            assert_allclose(leaf.grad, tensor.grad.numpy(), rtol=1e-12, atol=1e-12)


MATMULS = [((3, 4), (4, 2)), ((4,), (4,)), ((3, 4), (4,)), ((4,), (4, 2)), ((5, 3, 4), (4, 2)), ((3, 4), (5, 4, 2)),
           ((2, 1, 3, 4), (5, 4, 2)), ((4,), (5, 4, 2)), ((5, 3, 4), (4,)), ((1, 1), (1, 1)), ((0, 3), (3, 2)), ((2, 3), (3, 3)), ((3, 3), (3, 3))]


@pytest.mark.parametrize("a_shape, b_shape", MATMULS, ids=str)
def test_matmul_of_vectors_matrices_and_stacks(a_shape, b_shape):
    rng = np.random.default_rng(0)
    a, b = Tensor(rng.normal(size=a_shape)), Tensor(rng.normal(size=b_shape))
    a_torch, b_torch = torch_twin([a, b])
    y, y_torch = a @ b, a_torch @ b_torch
    upstream = rng.normal(size=y.shape)
    y.backward(upstream)
    y_torch.backward(y_torch.new_tensor(upstream))
    assert_allclose(y.data, y_torch.detach().numpy(), rtol=1e-13)
    assert_allclose(a.grad, a_torch.grad.numpy(), rtol=1e-12)
    assert_allclose(b.grad, b_torch.grad.numpy(), rtol=1e-12)
    for constant, tensor in ((a, b), (b, a)):
        wanted = tensor.grad
        product = a.data @ b if constant is a else a @ b.data
        product.backward(upstream)
        assert_allclose(tensor.grad, wanted)


@pytest.mark.parametrize("axis", [None, 0, 1, 2, -1, (0, 2), (1,), (0, 1, 2)])
@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("name", ["sum", "mean", "logsumexp"])
def test_reductions_over_any_axes(name, axis, keepdims):
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    x = Tensor(rng.normal(scale=3, size=(2, 3, 4)))
    (x_torch,) = torch_twin([x])
    y = getattr(x, name)(axis, keepdims)
    axes = tuple(range(3)) if axis is None else axis
    y_torch = getattr(torch, name)(x_torch, dim=axes, keepdim=keepdims)
    upstream = rng.normal(size=y.shape)
    y.backward(upstream)
    y_torch.backward(y_torch.new_tensor(upstream))
    assert_allclose(y.data, y_torch.detach().numpy(), rtol=1e-12)
    assert_allclose(x.grad, x_torch.grad.numpy(), rtol=1e-11, atol=1e-13)


INDEXES = [1, -1, slice(1, None), (slice(None), 2), (0, 1), np.array([2, 0, 2, 2]), ([1, 1], [0, 3]), (Ellipsis, 0),
           (None, slice(None, None, -1)), np.array([True, False, True]), (slice(None), np.array([3, 3]))]


@pytest.mark.parametrize("index", INDEXES, ids=str)
def test_indexing_puts_the_gradient_back_where_it_was_taken_and_adds_repeats(index):
    rng = np.random.default_rng(0)
    x = Tensor(rng.normal(size=(3, 4)))
    y = x[index]
    upstream = rng.normal(size=y.shape)
    y.backward(upstream)
    wanted = np.zeros((3, 4))
    np.add.at(wanted, index, upstream)
    assert_allclose(y.data, x.data[index])
    assert_allclose(x.grad, wanted)


def test_transposes_and_reshapes_undo_themselves_in_the_gradient():
    rng = np.random.default_rng(0)
    x = Tensor(rng.normal(size=(2, 3, 4)))
    for moved in (x.transpose(2, 0, 1), x.T, x.reshape(6, 4), x.reshape((4, 6)), x.reshape(-1), x.transpose((0, -1, 1))):
        upstream = rng.normal(size=moved.shape)
        moved.backward(upstream)
        assert x.grad.shape == x.shape
        assert (upstream * moved.data).sum() == pytest.approx((x.grad * x.data).sum()), "the adjoint of a rearrangement"
        assert sorted(x.grad.ravel()) == sorted(upstream.ravel())


def test_broadcasting_and_summing_back_are_adjoint():
    rng = np.random.default_rng(0)
    for small, large in [((), (2, 3)), ((3,), (2, 3)), ((2, 1), (2, 3)), ((1, 1), (4, 2, 3)), ((1,), (1,)), ((1, 3), (2, 3))]:
        x, v = Tensor(rng.normal(size=small)), Tensor(rng.normal(size=large))
        there, back = operations.broadcast_to(x, large), operations.sum_to(v, small)
        assert back.shape == small and there.shape == large
        assert (there.data * v.data).sum() == pytest.approx((x.data * back.data).sum())


def test_logsumexp_does_not_overflow_and_is_softmax_backwards():
    x = Tensor([[1e4, 0.0, -1e4], [1e4, 1e4, 1e4]])
    y = x.logsumexp(axis=1)
    assert_allclose(y.data, [1e4, 1e4 + np.log(3)])
    y.backward(np.array([1.0, 3.0]))
    assert_allclose(x.grad, [[1, 0, 0], [1, 1, 1]], atol=1e-12)


@pytest.mark.filterwarnings("error")
def test_extreme_numbers_raise_no_warning():
    x = Tensor([-1e4, -800.0, 0.0, 800.0, 1e4])
    y = (x.sigmoid() + x.tanh() + x.relu()).sum()
    y.backward()
    assert np.isfinite(x.grad).all() and x.grad[2] == 0.25 + 1 + 0
    small = Tensor(-80.0)
    small.sigmoid().backward()
    assert small.grad == pytest.approx(np.exp(-80))


def test_a_diamond_adds_and_a_second_backward_replaces():
    x = Tensor([3.0, -1.0])
    a, b = x * 2, x + 1
    y = (a * b).sum()
    for _ in range(2):
        y.backward()
        assert_allclose(x.grad, 4 * x.data + 2)
        assert_allclose(a.grad, b.data)
    (x * x).sum().backward()
    assert_allclose(x.grad, 2 * x.data)


def test_a_chain_of_a_hundred_thousand_tensors_does_not_overflow_the_stack():
    x = Tensor(np.ones(2))
    y = x
    for _ in range(100_000):
        y = y * 1.00001
    y.backward(np.array([1.0, 2.0]))
    assert_allclose(x.grad, np.array([1.0, 2.0]) * 1.00001**100_000, rtol=1e-9)
    del y


def test_float32_stays_float32():
    rng = np.random.default_rng(0)
    x, w = Tensor(rng.normal(size=(5, 3)).astype(np.float32)), Tensor(rng.normal(size=(3, 2)).astype(np.float32))
    scale = np.float64(0.3)
    y = ((x @ w * scale + 1).tanh() ** 2 / np.sqrt(2.0) - x[:, :1].sigmoid() + x.logsumexp(1, keepdims=True)).mean()
    assert y.dtype == np.float32
    y.backward()
    assert x.grad.dtype == w.grad.dtype == np.float32
    for node in (x.relu(), x.exp(), (x * x + 1).log(), x.sin(), x.cos(), x**3, -x, 1 / (x * x + 1), x + np.ones(3, int), np.int64(2) * x):
        assert node.dtype == np.float32, node.operation
    assert Tensor([1, 2]).dtype == np.float64


def test_numpys_functions_and_arrays_on_the_left_give_tensors():
    x, a = Tensor([[0.5, 2.0]]), np.array([[3.0], [4.0]])
    for made, wanted in [
        (np.exp(x), np.exp(x.data)), (np.log(x), np.log(x.data)), (np.sqrt(x), np.sqrt(x.data)), (np.tanh(x), np.tanh(x.data)),
        (np.square(x), x.data**2), (np.sin(x), np.sin(x.data)), (np.cos(x), np.cos(x.data)), (np.negative(x), -x.data),
        (a + x, a + x.data), (a - x, a - x.data), (a * x, a * x.data), (a / x, a / x.data), (a @ x, a @ x.data),
        (np.float64(3) - x, 3 - x.data), (np.power(x, 3), x.data**3), ([1.0, 2.0] * x, [1, 2] * x.data),
    ]:
        assert isinstance(made, Tensor)
        assert_allclose(made.data, wanted)


# In-place safety: what is changed after the forward pass must not reach the gradient unseen.


def test_neither_data_nor_gradients_can_be_changed_in_place():
    x = Tensor([1.0, 2.0])
    y = (x * x).sum()
    y.backward()
    for array in (x.data, x.grad, y.data, y.grad, x.reshape(2, 1).data, x[0].data, x.T.data):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0
    with pytest.raises(ValueError, match="read-only"):
        x.data -= 0.1


def test_the_callers_arrays_stay_his_own():
    data, constant, upstream, index = np.ones(3), np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0]), np.array([0, 2])
    x = Tensor(data)
    y = (x * constant)[index]
    data[:] = constant[:] = 100.0
    index[:] = 1
    y.backward(upstream)
    upstream[:] = 50.0
    assert_allclose(x.grad, [1, 0, 3])
    assert_allclose(x.data, 1)
    assert_allclose(y.grad, 1)
    assert data.flags.writeable and constant.flags.writeable and upstream.flags.writeable and index.flags.writeable


def test_a_gradient_that_two_leaves_share_in_value_is_safe():
    a, b = Tensor(np.ones(3)), Tensor(np.ones(3))
    (a + b).sum().backward()
    a.grad = a.grad * 0
    assert_allclose(b.grad, 1)


def test_binding_new_data_is_a_descent_step_and_the_old_graph_refuses_to_go_backward():
    w = Tensor([3.0, -2.0], "w")
    for _ in range(50):
        loss = (w * w).sum()
        loss.backward()
        w.data = w.data - 0.1 * w.grad
    assert np.abs(w.data).max() < 1e-4 and w.dtype == np.float64
    with pytest.raises(RuntimeError, match=r"the data of Tensor\(.*'w'\) were set after the forward pass .*: compute the loss anew"):
        loss.backward()


BAD = [
    (lambda x: x.backward(), ValueError, r"backward of a tensor of shape \(2, 3\): only a single number .*is a .sum\(\) or .mean\(\) missing"),
    (lambda x: x.backward(np.ones(3)), ValueError, r"upstream gradient of shape \(3,\): it must have the tensor's, \(2, 3\)"),
    (lambda x: x.sum().backward(np.ones(1)), ValueError, r"upstream gradient of shape \(1,\): it must have the tensor's, \(\)"),
    (lambda x: (x - 5).log(), ValueError, r"log of a tensor with smallest entry -4: all must be above 0; is it a probability"),
    (lambda x: (x - 1).log(), ValueError, r"log of a tensor with smallest entry 0"),
    (lambda x: (x - 5) ** 0.5, ValueError, r"power 0.5 of a tensor with smallest entry -4: it is not a real number"),
    (lambda x: x + Tensor(np.ones((2, 2))), ValueError, r"\+ of shapes \(2, 3\) and \(2, 2\): counted from the last axis they must be equal, or one"),
    (lambda x: np.ones(4) * x, ValueError, r"× of shapes \(4,\) and \(2, 3\)"),
    (lambda x: x @ x, ValueError, r"@ of shapes \(2, 3\) and \(2, 3\): the last axis of the left .*transposed"),
    (lambda x: 2 @ x, ValueError, r"@ of shapes \(\) and \(2, 3\)"),
    (lambda x: x @ np.ones(2), ValueError, r"@ of shapes \(2, 3\) and \(2, 1\)"),
    (lambda x: x + np.ones(3, np.float32), TypeError, r"\+ of float64 and float32: nothing is promoted silently; convert with .astype\(np.float64\)"),
    (lambda x: Tensor(np.ones(3, np.float32)) * x, TypeError, r"× of float32 and float64"),
    (lambda x: x + "1", TypeError, r"\+ of a Tensor and a str: wanted a Tensor, an array or a number"),
    (lambda x: x + None, TypeError, r"\+ of a Tensor and a NoneType"),
    (lambda x: x**x, TypeError, r"the exponent of \*\* must be a number"),
    (lambda x: x ** np.ones(3), TypeError, r"the exponent of \*\* must be a number"),
    (lambda x: np.power(2.0, x), TypeError, r"the exponent of \*\* must be a number"),
    (lambda x: np.arctan(x), TypeError, r"np.arctan is not known to Tensor.*it knows add, subtract"),
    (lambda x: np.add.reduce(x), TypeError, r"np.add.reduce is not known to Tensor"),
    (lambda x: np.exp(x, out=np.ones((2, 3))), TypeError, r"np.exp is not known to Tensor, or not in this form"),
    (lambda x: np.sum(x), TypeError, r"np.sum knows no Tensor: use the tensor's own methods, such as x.sum\(\)"),
    (lambda x: np.asarray(x), TypeError, r"a Tensor is no array: tensor.data is"),
    (lambda x: x > 0, TypeError, r"not supported"),
    (lambda x: float(x), TypeError, r"Tensor"),
    (lambda x: Tensor("text"), TypeError, r"Tensor takes floating-point numbers, got <U4"),
    (lambda x: Tensor(1j), TypeError, r"Tensor takes floating-point numbers, got complex128"),
    (lambda x: setattr(x, "data", np.ones(2)), ValueError, r"a Tensor of shape \(2, 3\) got data of shape \(2,\): the shape must stay"),
    (lambda x: setattr(x * 2, "data", np.ones((2, 3))), ValueError, r"the data of a result \(×\) cannot be set"),
]


@pytest.mark.parametrize("call, error, message", BAD, ids=[m for *_, m in BAD])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call(Tensor(np.arange(1.0, 7.0).reshape(2, 3)))


def test_graphs_are_freed_without_the_garbage_collector():
    import gc
    import weakref

    x = Tensor(np.ones(3))
    y = (x.exp() * x.tanh()).sigmoid().logsumexp()
    y.backward()
    parts = [weakref.ref(node) for node in (y, y.parents[0][0])]
    gc.disable()
    try:
        del y
        assert all(part() is None for part in parts), "a reference cycle would keep every array until a collection"
    finally:
        gc.enable()


def test_importing_the_tapes_loads_neither_numpy_pytorch_nor_matplotlib_before_they_are_needed():
    code = "import sys, dlkit.autodiff as a; print([m for m in ('numpy', 'torch', 'matplotlib') if m in sys.modules]); a.Tensor; a.grad; print([m for m in ('torch', 'matplotlib') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n[]\n"


def test_every_part_can_be_imported_first():
    for part in ("array", "operations", "transforms", "drawing", "layout", "scalar"):
        done = subprocess.run([sys.executable, "-c", f"import dlkit.autodiff.{part}"], capture_output=True, text=True)
        assert done.returncode == 0, f"{part} cannot be imported before the others: {done.stderr}"
