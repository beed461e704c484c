"""What the table of cases cannot hold: ties, every geometry of a window, even kernels with padding "same", the start."""

import warnings

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

torch = pytest.importorskip("torch")

import dlkit.numpy as dn  # noqa: E402
import dlkit.torch as dt  # noqa: E402
from tests.parity.cases.convolution import GLOBAL_POOLING, MAX_POOLING  # noqa: E402
from tests.parity.kinds import numpy_layer  # noqa: E402


@pytest.mark.parametrize("case", [*MAX_POOLING, *[c for c in GLOBAL_POOLING if "Max" in c.name]], ids=str)
@pytest.mark.parametrize("values", [1, 2, 3])
def test_ties_send_their_gradient_where_pytorchs_do(case, values):
    rng = np.random.default_rng(values)
    ours, theirs = numpy_layer(case), getattr(dt, case.name)(*case.args, **case.kwargs)
    x = rng.integers(0, values, case.x).astype(float) - 1
    x_torch = torch.from_numpy(x).requires_grad_()
    outputs, outputs_torch = ours(x), theirs(x_torch)
    if isinstance(outputs, tuple):
        assert_array_equal(outputs[1], outputs_torch[1].numpy())
        outputs, outputs_torch = outputs[0], outputs_torch[0]
    grad_y = rng.normal(size=outputs.shape)
    outputs_torch.backward(torch.from_numpy(grad_y))
    assert_allclose(ours.backward(grad_y), x_torch.grad.numpy(), atol=1e-14)


WINDOWS = [
    (size, {"kernel_size": k, "stride": s, "padding": p, "ceil_mode": ceil_mode}, dilation)
    for size in (1, 2, 5, 6, 7) for k in (1, 2, 3, 4) for s in (1, 2, 3, 5) for p in range(k // 2 + 1)
    for dilation in (1, 2) for ceil_mode in (False, True) if size + 2 * p >= dilation * (k - 1) + 1
]


def test_every_geometry_of_a_window_is_pytorchs():
    assert len(WINDOWS) > 300
    for size, options, dilation in WINDOWS:
        x = np.random.default_rng(0).normal(size=(1, 2, size))
        kinds = [("MaxPool1d", {"dilation": dilation})]
        kinds += [("AvgPool1d", {"count_include_pad": include}) for include in (True, False)] if dilation == 1 else []
        for name, more in kinds:
            ours, theirs = getattr(dn, name)(**options, **more), getattr(dt, name)(**options, **more)
            y, y_torch = ours(x), theirs(torch.from_numpy(x)).numpy()
            assert y.shape == y_torch.shape, (size, name, options, more)
            assert_allclose(y, y_torch, atol=1e-13, err_msg=str((size, name, options, more)))


@pytest.mark.parametrize("mode", ["zeros", "reflect", "circular", "replicate"])
@pytest.mark.parametrize("kernel, dilation", [((2, 4), 1), (4, (1, 3)), ((3, 2), (2, 3))])
def test_same_padding_of_even_kernels(kernel, dilation, mode):
    options = {"padding": "same", "dilation": dilation, "padding_mode": mode}
    ours, theirs = dn.Conv2d(2, 3, kernel, **options, dtype=np.float64), dt.Conv2d(2, 3, kernel, **options).double()
    theirs.load_state_dict(ours.state_dict())
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 2, 11, 10))
    x_torch = torch.from_numpy(x).requires_grad_()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch says that it copies the input
        y, y_torch = ours(x), theirs(x_torch)
    assert_allclose(y, y_torch.detach().numpy(), atol=1e-12)
    grad_y = rng.normal(size=y.shape)
    y_torch.backward(torch.from_numpy(grad_y))
    assert_allclose(ours.backward(grad_y), x_torch.grad.numpy(), atol=1e-12)
    assert_allclose(ours.grads["weight"], theirs.weight.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize("mode", ["nearest", "bilinear"])
def test_upsampling_takes_pytorchs_pixels_for_every_ratio(mode):
    rng = np.random.default_rng(0)
    for size in range(1, 12):
        x = rng.normal(size=(1, 1, size, 3))
        for options in [*({"size": (out, 4)} for out in (*range(1, 50, 3), 82, 94)), *({"scale_factor": f} for f in (1.1, 1.2, 1.7, 3.3))]:
            y_torch = dt.Upsample(**options, mode=mode)(torch.from_numpy(x)).numpy()
            assert_allclose(dn.Upsample(**options, mode=mode)(x), y_torch, atol=1e-12, err_msg=f"{size} {options}")


@pytest.mark.parametrize("name, args, kwargs", [
    ("Conv2d", (6, 50, (3, 5)), {"groups": 2}), ("Conv1d", (30, 90, 3), {}), ("ConvTranspose2d", (40, 30, 3), {"groups": 2}), ("ConvTranspose1d", (40, 60, 3), {}),
], ids=str)
def test_convolutions_start_from_pytorchs_distribution(name, args, kwargs):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        ours, theirs = getattr(dn, name)(*args, **kwargs, rng=0), getattr(dt, name)(*args, **kwargs)
    for parameter in ("weight", "bias"):
        a, b = ours.state_dict()[parameter], theirs.state_dict()[parameter].numpy()
        bound = theirs.weight[0].numel() ** -0.5
        assert a.shape == b.shape and a.dtype == np.float32
        assert bound * 0.8 < np.abs(a).max() <= bound and bound * 0.8 < np.abs(b).max() <= bound * 1.0001
        assert abs(a.std() - b.std()) < 0.25 * b.std()


@pytest.mark.parametrize("name", ["GlobalAvgPool2d", "GlobalMaxPool2d"])
def test_global_pooling_on_pytorch_names_what_came(name):
    with pytest.raises(ValueError, match=rf"{name} got input \(3, 28, 28\): wanted \(n, channels, height, width\)"):
        getattr(dt, name)()(torch.zeros(3, 28, 28))
    with pytest.raises(ValueError, match="at least one pixel"):
        getattr(dt, name)()(torch.zeros(2, 3, 0, 4))
