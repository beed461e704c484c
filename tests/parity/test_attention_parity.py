"""Attention on both backends where the table does not reach: numbers as masks, gradients of weights, nothing to see."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch")

import dlkit.numpy as dn  # noqa: E402
import dlkit.torch as dt  # noqa: E402

TOLERANCE = {"rtol": 1e-11, "atol": 1e-11}
F64 = {"dtype": np.float64}


def tensor(array, requires_grad=False):
    return torch.from_numpy(np.array(array)).requires_grad_(requires_grad)


def draw(*shapes, seed=0):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


def pair(name, *args, rng=5, **kwargs):
    """The layer on both backends in float64, with the same weights, the biases not 0."""
    ours, theirs = getattr(dn, name)(*args, **kwargs, **F64, rng=rng), getattr(dt, name)(*args, **kwargs).double()
    for parameter in ours.parameters():
        parameter.data[...] += 0.1 * np.random.default_rng(6).normal(size=parameter.data.shape)
    theirs.load_state_dict(ours.state_dict())
    return ours, theirs


def assert_same_gradients(ours, theirs, grad_inputs, tensors):
    for grad, t in zip(grad_inputs, tensors, strict=True):
        assert_allclose(grad, t.grad.numpy(), **TOLERANCE)
    for name, parameter in theirs.named_parameters():
        assert_allclose(ours.grads[name], parameter.grad.numpy(), **TOLERANCE, err_msg=name)


NOTHING_FOR_THE_SECOND = np.arange(4)[:, None] != 1 + np.zeros((1, 6), int)
FUNCTION_CASES = [
    {}, {"scale": 2.0}, {"is_causal": True},
    {"attn_mask": np.tri(4, 6, 1, dtype=bool)},
    {"attn_mask": np.random.default_rng(1).normal(size=(3, 1, 6))},
    {"attn_mask": np.where(np.tri(4, 6), 0.5, -np.inf)},
    {"attn_mask": NOTHING_FOR_THE_SECOND},
    {"attn_mask": np.where(NOTHING_FOR_THE_SECOND, 0, -np.inf), "scale": 0.1},
]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("options", FUNCTION_CASES, ids=[f"{i} {sorted(o)}" for i, o in enumerate(FUNCTION_CASES)])
def test_scaled_dot_product_attention(options):
    inputs = draw((2, 3, 4, 5), (2, 3, 6, 5), (2, 3, 6, 7))
    tensors = [tensor(x, requires_grad=True) for x in inputs]
    y = dn.scaled_dot_product_attention(*inputs, **options)
    torch_options = {k: tensor(v) if k == "attn_mask" else v for k, v in options.items()}
    y_torch = dt.scaled_dot_product_attention(*tensors, **torch_options)
    assert_allclose(y, y_torch.detach().numpy(), **TOLERANCE)
    in_layer = {k: v for k, v in options.items() if k != "attn_mask"}
    layer = dn.ScaledDotProductAttention(**in_layer)
    assert_allclose(layer(*inputs, options.get("attn_mask")), y, **TOLERANCE)
    (grad_y,) = draw(y.shape, seed=2)
    y_torch.backward(tensor(grad_y))
    for grad, t in zip(layer.backward(grad_y), tensors, strict=True):
        assert_allclose(grad, t.grad.numpy(), **TOLERANCE)


@pytest.mark.parametrize("average", [True, False])
@pytest.mark.parametrize("shapes", [((4, 2, 6), (5, 2, 6)), ((4, 6), (5, 6))], ids=str)
def test_multihead_attention_with_numbers_as_masks_and_a_gradient_of_its_weights(shapes, average):
    ours, theirs = pair("MultiheadAttention", 6, 3)
    inputs = draw(shapes[0], shapes[1], shapes[1])
    masks = dict(zip(("attn_mask", "key_padding_mask"), draw((4, 5), (2, 5)[-len(shapes[0]) + 1 :], seed=3)))
    tensors = [tensor(x, requires_grad=True) for x in inputs]
    outputs = ours(*inputs, **masks, average_attn_weights=average)
    torch_outputs = theirs(*tensors, **{k: tensor(v) for k, v in masks.items()}, average_attn_weights=average)
    upstream = draw(*[np.shape(y) for y in outputs], seed=4)
    for y, y_torch in zip(outputs, torch_outputs, strict=True):
        assert_allclose(y, y_torch.detach().numpy(), **TOLERANCE)
    torch.autograd.backward(torch_outputs, [tensor(g) for g in upstream])
    assert_same_gradients(ours, theirs, ours.backward(*upstream), tensors)


@pytest.mark.filterwarnings("error")
def test_a_query_that_sees_no_key_has_weights_0_where_pytorch_computes_no_weights():
    ours, theirs = pair("MultiheadAttention", 6, 2, batch_first=True)
    inputs = draw((2, 4, 6), (2, 3, 6), (2, 3, 6))
    padding = np.array([[True] * 3, [False] * 3])
    tensors = [tensor(x, requires_grad=True) for x in inputs]
    y, _ = ours(*inputs, padding, need_weights=False)
    y_torch, _ = theirs(*tensors, tensor(padding), need_weights=False)
    assert_allclose(y, y_torch.detach().numpy(), **TOLERANCE)
    assert_allclose(y[0], np.broadcast_to(ours.out_proj.bias, (4, 6)), **TOLERANCE)
    (grad_y,) = draw(y.shape, seed=4)
    y_torch.backward(tensor(grad_y))
    assert_same_gradients(ours, theirs, ours.backward(grad_y), tensors)
    _, weights = ours(*inputs, padding)
    _, weights_torch = theirs(*tensors, tensor(padding))
    assert (weights[0] == 0).all()
    assert torch.isnan(weights_torch[0]).all(), "PyTorch has changed: the docstring of MultiheadAttention says nan"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["SAB", "PMA"])
def test_a_set_without_elements_is_finite_and_the_same_on_both_backends_in_either_mode(name):
    ours, theirs = pair(name, 6, 2)
    x, padding = draw((3, 4, 6))[0], np.array([[False] * 4, [True] * 4, [False, False, True, True]])
    t = tensor(x, requires_grad=True)
    y, y_torch = ours(x, padding), theirs(t, tensor(padding))
    assert np.isfinite(y).all()
    assert_allclose(y, y_torch.detach().numpy(), **TOLERANCE)
    (grad_y,) = draw(y.shape, seed=4)
    y_torch.backward(tensor(grad_y))
    assert_same_gradients(ours, theirs, [ours.backward(grad_y)], [t])
    ours.eval(), theirs.eval()
    with torch.no_grad():
        assert_allclose(ours(x, padding), theirs(tensor(x), tensor(padding)).numpy(), **TOLERANCE)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("pooling", ["sum", "mean", "max"])
def test_a_set_without_elements_pools_to_0_on_both_backends(pooling):
    class Same(dn.Module):
        def forward(self, x):
            return x

        def backward(self, grad_y):
            return grad_y

    ours, theirs = dn.DeepSet(Same(), Same(), pooling), dt.DeepSet(torch.nn.Identity(), torch.nn.Identity(), pooling)
    x, padding = draw((2, 4, 3))[0], np.array([[True] * 4, [False, True, False, True]])
    x[1, 2] = x[1, 0]  # a tie
    t = tensor(x, requires_grad=True)
    y, y_torch = ours(x, padding), theirs(t, tensor(padding))
    assert (y[0] == 0).all() and (y[1] != 0).all()
    assert_allclose(y, y_torch.detach().numpy(), **TOLERANCE)
    (grad_y,) = draw(y.shape, seed=4)
    y_torch.backward(tensor(grad_y))
    assert_allclose(ours.backward(grad_y), t.grad.numpy(), **TOLERANCE)


def test_parameters_have_pytorchs_names_order_and_spread():
    for name, args in [("MultiheadAttention", (256, 4)), ("SAB", (256, 4)), ("PMA", (256, 4))]:
        ours, theirs = getattr(dn, name)(*args, rng=0), getattr(dt, name)(*args)
        assert list(ours.state_dict()) == list(theirs.state_dict())
        for key, value in theirs.state_dict().items():
            spread = value.std().item()
            assert abs(ours.state_dict()[key].std() - spread) <= 0.25 * spread, key  # of 256 entries or more: 6 standard errors


def test_the_sets_of_pytorch_refuse_what_does_not_fit():
    sets, padding = torch.zeros(2, 3, 4), torch.zeros(2, 3, dtype=torch.bool)
    for layer in (dt.SAB(4, 2), dt.PMA(4, 2), dt.DeepSet(torch.nn.ReLU(), torch.nn.ReLU())):
        name = type(layer).__name__
        with pytest.raises(ValueError, match=rf"{name} got input \(3, 4\).*is the batch axis missing"):
            layer(sets[0])
        for wrong in (padding.T, padding.float()):
            with pytest.raises(ValueError, match=rf"{name} got sets \(2, 3, 4\) and a padding_mask.*\(2, 3\), booleans"):
                layer(sets, wrong)
    with pytest.raises(ValueError, match="pooling must be"):
        dt.DeepSet(torch.nn.ReLU(), torch.nn.ReLU(), "median")


def test_the_module_of_the_function_drops_weights_while_training_only():
    query, key, value = map(tensor, draw((2, 30, 4), (2, 20, 4), (2, 20, 20)))
    value[...] = torch.eye(20)  # the output is then the weights
    layer = dt.ScaledDotProductAttention(0.25)
    dropped, whole = layer(query, key, value), layer.eval()(query, key, value)
    assert 0.15 < (dropped == 0).double().mean() < 0.35 and (whole > 0).all()
    assert_allclose(dropped[dropped != 0], whole[dropped != 0] / 0.75, rtol=1e-6)
    assert_allclose(whole, dn.scaled_dot_product_attention(query.numpy(), key.numpy(), value.numpy()), **TOLERANCE)
