"""Losses and metrics at the ends of their range, on both backends: what is exact stays exact, the rest is finite or ∞."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

import dlkit.numpy as dn

BACKENDS = ["numpy", "torch"]
DTYPES = [np.float32, np.float64]
FAR = 1e4

# name, arguments of the loss, wanted value (of the only row), wanted gradient of the first input
ONE_ROW = [
    ("BCEWithLogitsLoss", ([[FAR]], [[1.0]]), 0, [[0]]),
    ("BCEWithLogitsLoss", ([[FAR]], [[0.0]]), FAR, [[1]]),
    ("BCEWithLogitsLoss", ([[-FAR]], [[1.0]]), FAR, [[-1]]),
    ("BCEWithLogitsLoss", ([[-FAR]], [[0.5]]), FAR / 2, [[-0.5]]),
    ("CrossEntropyLoss", ([[FAR, -FAR]], [0]), 0, [[0, 0]]),
    ("CrossEntropyLoss", ([[FAR, -FAR]], [1]), 2 * FAR, [[1, -1]]),
    ("CrossEntropyLoss", ([[FAR, FAR]], [1]), np.log(2), [[0.5, -0.5]]),
    ("CrossEntropyLoss", ([[-np.inf, 0.0]], [1]), 0, [[0, 0]]),
    ("CrossEntropyLoss", ([[7.0]], [0]), 0, [[0]]),
    ("BCELoss", ([[0.0]], [[0.0]]), 0, [[0]]),
    ("BCELoss", ([[1.0]], [[1.0]]), 0, [[0]]),
    ("BCELoss", ([[0.0]], [[1.0]]), 100, [[-1e12]]),
    ("BCELoss", ([[1.0]], [[0.0]]), 100, [[1e12]]),
    ("NLLLoss", ([[-np.inf, 0.0]], [1]), 0, [[0, -1]]),
    ("NLLLoss", ([[-np.inf, 0.0]], [0]), np.inf, [[-1, 0]]),
    ("KLDivLoss", ([[-FAR, 0.0]], [[0.0, 1.0]]), 0, [[0, -1]]),
    ("KLDivLoss", ([[-FAR, 0.0]], [[1.0, 0.0]]), FAR, [[-1, 0]]),
    ("HuberLoss", ([[FAR]], [[-FAR]]), 2 * FAR - 0.5, [[1]]),
    ("L1Loss", ([[FAR]], [[-FAR]]), 2 * FAR, [[1]]),
    ("MSELoss", ([[1e-30]], [[0.0]]), 0, [[2e-30]]),
    ("GaussianNLLLoss", ([[2.0]], [[2.0]], [[0.0]]), np.log(1e-6) / 2, [[0]]),
    ("GaussianNLLLoss", ([[FAR]], [[0.0]], [[1e8]]), (np.log(1e8) + 1) / 2, [[1e-4]]),
    ("LaplaceNLLLoss", ([[2.0]], [[2.0]], [[0.0]]), np.log(1e-6), [[0]]),
    ("ELBO", ([[FAR]], [[1.0]], [[0.0]], [[0.0]]), 0, [[0]]),
    ("ELBO", ([[FAR]], [[0.0]], [[0.0]], [[-FAR]]), FAR + (FAR - 1) / 2, [[1]]),
]


def evaluated(backend, name, inputs, dtype, **options):
    """(value, gradient of the first input) of a loss on one backend, as arrays."""
    arrays = [np.array(a, np.int64 if np.array(a).dtype.kind == "i" else dtype) for a in inputs]
    if backend == "numpy":
        loss = getattr(dn, name)(**options)
        value, grads = loss(*arrays), loss.backward()
        return np.asarray(value), grads[0] if isinstance(grads, tuple) else grads
    torch = pytest.importorskip("torch")
    import dlkit.torch as dt

    first, *others = map(torch.from_numpy, arrays)
    value = getattr(dt, name)(**options)(first.requires_grad_(), *others)
    value.backward()
    return value.detach().numpy(), first.grad.numpy()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name, inputs, value, gradient", ONE_ROW, ids=lambda value: str(value)[:50])
def test_a_loss_is_exact_at_the_ends(name, inputs, value, gradient, backend, dtype):
    got, got_gradient = evaluated(backend, name, inputs, dtype, **({"reduction": "batchmean"} if name == "KLDivLoss" else {}))
    tolerance = 8 * np.finfo(dtype).eps
    assert_allclose(got, value, rtol=tolerance, atol=1e-30)
    assert_allclose(got_gradient, gradient, rtol=1e-8 if name == "BCELoss" else tolerance, atol=1e-30)  # torch's 1e-12 is float32


def test_every_loss_is_at_its_ends():
    from dlkit.numpy.loss import Loss

    losses = {name for name in dn.__all__ if isinstance(getattr(dn, name), type) and issubclass(getattr(dn, name), Loss)}
    assert losses == {row[0] for row in ONE_ROW}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.filterwarnings("ignore:overflow")
def test_squares_beyond_float32_are_infinite(backend):
    value, _ = evaluated(backend, "MSELoss", ([[1e30]], [[0.0]]), np.float32)
    assert value == np.inf


@pytest.mark.parametrize("name, inputs", {row[0]: row[1] for row in ONE_ROW}.items())
def test_no_row_sums_to_nothing_and_has_no_mean(name, inputs):
    nothing = [np.array(a)[:0].astype(np.int64 if np.array(a).dtype.kind == "i" else np.float32) for a in inputs]
    loss = getattr(dn, name)(reduction="sum")
    assert loss(*nothing) == 0
    grads = loss.backward()
    assert all(grad.shape == given.shape for grad, given in zip(grads if isinstance(grads, tuple) else (grads,), nothing))
    with pytest.raises(ValueError, match=f"{name} got nothing to average"):
        getattr(dn, name)()(*nothing)


def scores_of(backend, array):
    return array if backend == "numpy" else pytest.importorskip("torch").from_numpy(array)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name, y_hat, y, wanted", [
    ("accuracy", [[FAR, -FAR]], [0], 1),
    ("accuracy", [[7.0], [7.0]], [0, 0], 1),  # one class
    ("accuracy", [[-np.inf, np.inf]], [0], 0),
    ("top_k_accuracy", [[FAR, 0.0, -FAR]], [0], 1),
    ("auc", [FAR, -FAR], [1.0, 0.0], 1),
    ("auc", [0.5, 0.5, 0.5], [1.0, 0.0, 1.0], 0.5),  # all tied
    ("auc", [0.2, 0.7], [1.0, 1.0], np.nan),  # one class
    ("auc", [1.0, 0.0], [0.0, 1.0], 0),
    ("r2", [[2.0]], [[2.0]], 1),  # one row
    ("r2", [[2.0], [3.0]], [[5.0], [5.0]], 0),  # a constant target
    ("mean_squared_error", [[1e-30]], [[0.0]], 0),
    ("mean_absolute_error", [[FAR]], [[-FAR]], 2 * FAR),
])
def test_a_metric_is_exact_at_the_ends(backend, name, y_hat, y, wanted):
    dtype = np.int64 if isinstance(y[0], int) else np.float32
    options = {"k": 1} if name == "top_k_accuracy" else {}
    got = getattr(dn, name)(scores_of(backend, np.array(y_hat, np.float32)), scores_of(backend, np.array(y, dtype)), **options)
    assert_allclose(float(got), wanted, atol=1e-30)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_functions_of_logits_are_exact_at_the_ends(backend, dtype):
    dl = dn
    if backend == "torch":
        pytest.importorskip("torch")
        import dlkit.torch as dl
    z = scores_of(backend, np.array([[FAR, -FAR, 0.0], [-FAR, -FAR, -FAR]], dtype))
    assert_allclose(dl.softmax(z, dim=1), [[1, 0, 0], [1 / 3] * 3], rtol=1e-6)
    assert_allclose(dl.log_softmax(z, dim=1), [[0, -2 * FAR, -FAR], [-np.log(3)] * 3], rtol=1e-6)
    assert_allclose(dl.logsumexp(z, dim=1), [FAR, np.log(3) - FAR], rtol=1e-6)
    assert_allclose(dl.sigmoid(z)[0], [1, 0, 0.5], rtol=1e-6)
    nothing = z[:, :0]
    assert dl.softmax(nothing, dim=1).shape == dl.log_softmax(nothing, dim=1).shape == (2, 0)
    assert (dl.logsumexp(nothing, dim=1) == -np.inf).all()
