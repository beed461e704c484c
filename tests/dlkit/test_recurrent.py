import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import dlkit.numpy as dl
from dlkit import check

f32 = np.float32
F64 = {"dtype": np.float64}
NAMES = ("RNN", "LSTM", "GRU")
by_name = pytest.mark.parametrize("name", NAMES)
sizes, seeds = st.integers(1, 5), st.integers(0, 10**6)


def build(name, *args, **kwargs):
    return getattr(dl, name)(*args, **kwargs, **F64, rng=0)


def opened(parts):
    return [array for part in parts for array in (part if isinstance(part, tuple) else (part,))]


@by_name
@given(sizes, sizes, seeds)
@settings(max_examples=20)
def test_a_layer_is_its_cell_walked_along_the_sequence(name, length, n, seed):
    layer, cell = build(name, 3, 4), build(f"{name}Cell", 3, 4)
    cell.load_state_dict({key: layer.state_dict()[f"{key}_l0"] for key in cell.state_dict()})
    x = np.random.default_rng(seed).normal(size=(length, n, 3))
    output, last = layer(x)
    state = None
    for x_t, output_t in zip(x, output):
        state = cell(x_t, state)
        assert_allclose(opened([state])[0], output_t, atol=1e-13)
    for part, wanted in zip(opened([last]), opened([state])):
        assert_allclose(part[0], wanted, atol=1e-13)


@by_name
@given(st.integers(2, 6), seeds)
@settings(max_examples=20)
def test_two_halves_with_the_state_handed_over_are_the_whole_forwards_and_backwards(name, length, seed):
    rng = np.random.default_rng(seed)
    first, second, whole = (build(name, 3, 4, num_layers=2) for _ in range(3))
    x, cut = rng.normal(size=(length, 2, 3)), int(rng.integers(1, length))
    output, last = whole(x)
    output_1, middle = first(x[:cut])
    output_2, last_2 = second(x[cut:], middle)
    assert_allclose(np.concatenate([output_1, output_2]), output, atol=1e-13)
    for part, wanted in zip(opened([last_2]), opened([last])):
        assert_allclose(part, wanted, atol=1e-13)
    upstream = rng.normal(size=output.shape)
    grad_x = whole.backward(upstream)
    grad_2, grad_middle = second.backward(upstream[cut:])
    grad_1 = first.backward(upstream[:cut], grad_middle)
    assert_allclose(np.concatenate([grad_1, grad_2]), grad_x, atol=1e-12)
    for key, grad in whole.grads.items():
        assert_allclose(first.grads[key] + second.grads[key], grad, atol=1e-11, err_msg=key)


@by_name
def test_nothing_flows_from_the_future_and_with_two_directions_it_does(name):
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(6, 2, 3)), 2
    for bidirectional in (False, True):
        layer = build(name, 3, 4, bidirectional=bidirectional)
        output, _ = layer(x)
        upstream = np.zeros_like(output)
        upstream[t] = 1
        flows = (layer.backward(upstream) != 0).any(axis=(1, 2))
        assert flows.tolist() == [True, True, True, bidirectional, bidirectional, bidirectional]


@by_name
def test_the_reverse_direction_is_a_layer_that_reads_the_sequence_backwards(name):
    x = np.random.default_rng(0).normal(size=(5, 2, 3))
    both, backwards = build(name, 3, 4, bidirectional=True), build(name, 3, 4)
    own = {key: value for key, value in both.state_dict().items() if key.endswith("_reverse")}
    backwards.load_state_dict({key.removesuffix("_reverse"): value for key, value in own.items()})
    output, last = both(x)
    output_backwards, last_backwards = backwards(x[::-1])
    assert_allclose(output[..., 4:], output_backwards[::-1], atol=1e-14)
    for part, wanted in zip(opened([last]), opened([last_backwards])):
        assert_allclose(part[1], wanted[0], atol=1e-14)


def test_an_open_forget_gate_and_a_closed_input_gate_keep_the_cell():
    layer = build("LSTM", 3, 4)
    for name in ("weight_ih_l0", "weight_hh_l0", "bias_hh_l0"):
        getattr(layer, name)[...] = 0
    layer.bias_ih_l0[...] = np.repeat([-1e3, 1e3, 0.3, 0.0], 4)  # i = 0, f = 1, o = ½
    rng = np.random.default_rng(0)
    h, c, x = rng.normal(size=(1, 2, 4)), rng.normal(size=(1, 2, 4)), rng.normal(size=(100, 2, 3))
    output, (_, c_n) = layer(x, (h, c))
    np.testing.assert_array_equal(c_n, c)
    assert_allclose(output, np.broadcast_to(0.5 * np.tanh(c), output.shape), rtol=1e-14)
    grad_c = rng.normal(size=c.shape)
    _, (grad_h0, grad_c0) = layer.backward(None, (None, grad_c))
    np.testing.assert_array_equal(grad_c0, grad_c, err_msg="the gradient is carried unchanged over 100 steps")
    assert (grad_h0 == 0).all()


def test_an_update_gate_of_one_keeps_the_state_of_a_gru():
    layer = build("GRU", 3, 4)
    layer.weight_ih_l0[...] = layer.weight_hh_l0[...] = 0
    layer.bias_ih_l0[...] = np.repeat([0.0, 1e3, 0.7], 4)
    h = np.random.default_rng(0).normal(size=(1, 2, 4))
    np.testing.assert_array_equal(layer(np.ones((50, 2, 3)), h)[1], h)


def test_a_linear_rnn_is_powers_of_its_matrix():
    layer = build("RNN", 2, 3, nonlinearity="relu", bias=False)
    layer.weight_hh_l0[...] = np.abs(layer.weight_hh_l0)  # everything positive: ReLU is the identity
    layer.weight_ih_l0[...] = np.abs(layer.weight_ih_l0)
    x = np.zeros((6, 1, 2))
    x[0] = [0.3, 0.7]
    output, _ = layer(x)
    assert_allclose(output[5, 0], np.linalg.matrix_power(layer.weight_hh_l0, 5) @ layer.weight_ih_l0 @ x[0, 0], rtol=1e-13)
    upstream = np.zeros_like(output)
    upstream[5] = 1
    wanted = np.ones(3) @ np.linalg.matrix_power(layer.weight_hh_l0, 5) @ layer.weight_ih_l0
    assert_allclose(layer.backward(upstream)[0, 0], wanted, rtol=1e-13)


@by_name
def test_gradients_through_fifty_steps_match_differences(name):
    layer = build(name, 2, 3)
    for parameter in layer.parameters():
        parameter.data[...] *= 1.5  # so that the first step is still felt at the last
    x = np.random.default_rng(0).normal(size=(50, 1, 2))
    errors = check.vector_jacobian(layer, x, rng=1)
    assert max(errors.values()) < 1e-7, errors
    output, _ = layer(x)
    upstream = np.zeros_like(output)
    upstream[-1] = 1
    assert np.abs(layer.backward(upstream)[0]).max() > 0


@by_name
def test_the_layouts_are_one_layer(name):
    kwargs = {"num_layers": 2, "bidirectional": True}
    layer, first = build(name, 3, 4, **kwargs), build(name, 3, 4, batch_first=True, **kwargs)
    x = np.random.default_rng(0).normal(size=(5, 2, 3))
    output, last = layer(x)
    output_first, last_first = first(x.swapaxes(0, 1))
    assert_allclose(output_first.swapaxes(0, 1), output, atol=1e-14)
    for part, wanted in zip(opened([last_first]), opened([last])):
        assert_allclose(part, wanted, atol=1e-14)
    output_alone, last_alone = layer(x[:, 1])
    assert_allclose(output_alone, output[:, 1], atol=1e-14)
    for part, wanted in zip(opened([last_alone]), opened([last])):
        assert_allclose(part, wanted[:, 1], atol=1e-14)


@by_name
def test_a_state_of_zeros_is_no_state_and_its_gradient_is_returned_only_if_it_was_given(name):
    layer = build(name, 3, 4)
    x, zeros = np.random.default_rng(0).normal(size=(5, 2, 3)), np.zeros((1, 2, 4))
    output, _ = layer(x)
    grad_x = layer.backward(np.ones_like(output))
    given, _ = layer(x, (zeros, zeros) if name == "LSTM" else zeros)
    grad_given, grad_state = layer.backward(np.ones_like(output))
    np.testing.assert_array_equal(given, output)
    np.testing.assert_array_equal(grad_given, grad_x)
    assert all(part.shape == zeros.shape and (part != 0).all() for part in opened([grad_state]))


def test_the_slope_of_relu_at_zero_is_zero():
    cell = dl.RNNCell(2, 3, bias=False, nonlinearity="relu", rng=0)
    assert (cell(np.zeros((1, 2), np.float32)) == 0).all()
    assert (cell.backward(np.ones((1, 3), np.float32)) == 0).all()


def test_dropout_falls_between_layers_while_training_only():
    x = np.random.default_rng(0).normal(size=(7, 3, 3))
    plain, dropping = build("GRU", 3, 4, num_layers=2), build("GRU", 3, 4, num_layers=2, dropout=0.5)
    assert not np.allclose(dropping(x)[0], plain(x)[0])
    output, h_n = dropping(x)
    np.testing.assert_array_equal(h_n[0], plain(x)[1][0], err_msg="the first layer drops nothing")
    assert_allclose(dropping.eval()(x)[0], plain(x)[0], atol=1e-14)


def test_gradients_pass_through_the_drawn_dropout_mask():
    x, layer = np.random.default_rng(0).normal(size=(4, 2, 3)), build("RNN", 3, 4, num_layers=3, dropout=0.5)
    output, _ = layer(x)
    upstream = np.random.default_rng(1).normal(size=output.shape)
    grad_x = layer.backward(upstream)

    def value():
        return float((upstream * build("RNN", 3, 4, num_layers=3, dropout=0.5)(x)[0]).sum())

    assert_allclose(grad_x, check.numerical_gradient(value, x), atol=1e-8)


@pytest.mark.filterwarnings("error")
@by_name
def test_large_inputs_stay_finite_in_float32(name):
    layer = getattr(dl, name)(3, 4, rng=0)
    output, _ = layer(np.full((20, 2, 3), 1e4, f32))
    grad_x = layer.backward(np.ones_like(output))
    assert output.dtype == grad_x.dtype == f32 and np.isfinite(output).all() and np.isfinite(grad_x).all()
    assert all(grad.dtype == f32 and np.isfinite(grad).all() for grad in layer.grads.values())


def test_an_empty_batch_passes_through():
    layer = dl.LSTM(3, 4, num_layers=2, bidirectional=True, rng=0)
    output, (h_n, c_n) = layer(np.empty((5, 0, 3), f32))
    assert output.shape == (5, 0, 8) and h_n.shape == c_n.shape == (4, 0, 4)
    assert layer.backward(output).shape == (5, 0, 3)
    assert all((grad == 0).all() for grad in layer.grads.values())


def test_an_rnn_learns_to_remember_the_first_of_its_inputs():
    rng = np.random.default_rng(0)
    x = rng.choice([-1.0, 1.0], (64, 10, 1)).astype(f32)
    y = x[:, 0]
    layer, head = dl.LSTM(1, 8, batch_first=True, rng=1), dl.Linear(8, 1, rng=2)
    loss, optimizer = dl.MSELoss(), dl.Adam([*layer.parameters(), *head.parameters()], lr=0.02)
    values = []
    for _ in range(150):
        _, (h_n, _) = layer(x)
        values.append(loss(head(h_n[0]), y))
        layer.backward(None, (head.backward(loss.backward())[None], None))
        optimizer.step()
    assert values[0] > 0.9 and values[-1] < 0.05, (values[0], values[-1])


X = np.zeros((5, 2, 3), f32)
BAD_INPUT = [
    (lambda: dl.RNN(3, 4)(X[..., :2]), ValueError, r"RNN\(3, 4\) got input \(5, 2, 2\): it must be \(time, batch, 3\), or \(time, 3\); batch_first is False"),
    (lambda: dl.GRU(3, 4, batch_first=True)(X[0, 0]), ValueError, r"GRU\(3, 4\) got input \(3,\): it must be \(batch, time, 3\).*batch_first is True"),
    (lambda: dl.LSTM(3, 4)(X[:0]), ValueError, r"LSTM\(3, 4\) got input \(0, 2, 3\), \(time, batch, 3\): the sequence is empty"),
    (lambda: dl.LSTM(3, 4, batch_first=True)(X[:, :0]), ValueError, r"the sequence is empty"),
    (lambda: dl.LSTM(3, 4)(X.astype(np.float64)), TypeError, r"LSTM\(3, 4\) got float64 but its parameters are float32"),
    (lambda: dl.LSTM(3, 4)(X, np.zeros((1, 2, 4), f32)), TypeError, r"LSTM\(3, 4\) got a state of ndarray: it takes the pair \(h, c\)"),
    (lambda: dl.GRU(3, 4)(X, np.zeros((2, 1, 4), f32)), ValueError, r"GRU\(3, 4\) got a state \(2, 1, 4\), wanted \(1, 2, 4\); is the batch on another axis.*with batch_first=True too"),
    (lambda: dl.GRU(3, 4)(X, np.zeros((1, 2, 4))), TypeError, r"GRU\(3, 4\): state got float64"),
    (lambda: dl.RNN(3, 4, nonlinearity="sigmoid"), ValueError, r"nonlinearity must be 'tanh' or 'relu', got 'sigmoid'"),
    (lambda: dl.RNN(3, 4, num_layers=0), ValueError, r"RNN: num_layers must be an integer of at least 1, got 0"),
    (lambda: dl.LSTM(3, -4), ValueError, r"LSTM: hidden_size must be an integer of at least 1, got -4"),
    (lambda: dl.LSTM(3, 4, proj_size=2), ValueError, r"LSTM: proj_size is PyTorch's only"),
    (lambda: dl.LSTM(3, 4, num_layers=2, dropout=1.5), ValueError, r"LSTM: dropout must be a probability, from 0 to 1, got 1.5"),
    (lambda: dl.LSTM(3, 4, dropout=-1), ValueError, r"LSTM: dropout must be a probability, from 0 to 1, got -1"),
    (lambda: dl.RNNCell(3, 4)(X), ValueError, r"RNNCell\(3, 4\) got input \(5, 2, 3\): it takes one step, \(batch, 3\); for a sequence use RNN"),
    (lambda: dl.LSTMCell(3, 4)(X[0], np.zeros((2, 4), f32)), TypeError, r"LSTMCell\(3, 4\) got a state of ndarray"),
    (lambda: dl.GRUCell(3, 4)(X[0], np.zeros((1, 4), f32)), ValueError, r"GRUCell\(3, 4\) got a state \(1, 4\), wanted \(2, 4\)"),
    (lambda: dl.GRUCell(0, 4), ValueError, r"GRUCell: input_size must be"),
    *[(lambda name=name: getattr(dl, name)(3, 4).backward(X[0]), RuntimeError, rf"{name}.backward was called before") for name in ("RNN", "LSTMCell")],
    (lambda: dl.RNN(3, 4).backward(None), RuntimeError, r"RNN.backward was called before"),
    (lambda: _called(dl.GRU(3, 4)).backward(X), ValueError, r"GRU.backward got a gradient of shape \(5, 2, 3\).*\(5, 2, 4\)"),
    (lambda: _called(dl.GRU(3, 4)).backward(None, np.zeros((2, 4), f32)), ValueError, r"GRU.backward got a state \(2, 4\), wanted \(1, 2, 4\)"),
]


def _called(layer):
    layer(X)
    return layer


@pytest.mark.parametrize("call, error, message", BAD_INPUT, ids=[m for *_, m in BAD_INPUT])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
