import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import dlkit.numpy as dl
from dlkit import check

f32 = np.float32
F64 = {"dtype": np.float64}
sizes, seeds = st.integers(1, 6), st.integers(0, 10**6)


def draw(*shapes, seed=0, scale=1.0):
    rng = np.random.default_rng(seed)
    return [rng.normal(scale=scale, size=shape) for shape in shapes]


def test_attention_is_its_equation_written_out_row_by_row():
    query, key, value = draw((3, 4), (5, 4), (5, 2))
    for i, row in enumerate(dl.scaled_dot_product_attention(query, key, value)):
        e = [math.exp(query[i] @ k / math.sqrt(4)) for k in key]
        assert_allclose(row, sum(w * v for w, v in zip(e, value)) / sum(e), rtol=1e-13)


@given(sizes, sizes, sizes, seeds, st.sampled_from([0.1, 1.0, 1e4]))
def test_rows_of_weights_sum_to_one_and_the_output_lies_among_the_values(n_queries, n_keys, width, seed, scale):
    query, key, value = draw((n_queries, width), (n_keys, width), (n_keys, 3), seed=seed, scale=scale)
    layer = dl.ScaledDotProductAttention()
    y = layer(query, key, value)
    assert (layer.weights >= 0).all()
    assert_allclose(layer.weights.sum(axis=-1), 1, rtol=1e-12)
    assert (y <= value.max(axis=0) + 1e-12 * scale).all() and (y >= value.min(axis=0) - 1e-12 * scale).all()


@given(sizes, sizes, seeds)
def test_one_key_gives_its_value(n_queries, width, seed):
    query, key, value = draw((2, n_queries, width), (2, 1, width), (2, 1, 3), seed=seed, scale=10)
    y = dl.scaled_dot_product_attention(query, key, value)
    assert_allclose(y, np.broadcast_to(value, y.shape), rtol=1e-13)


def test_division_by_the_root_of_d_k_keeps_the_variance_of_scores_at_one():
    for width in (4, 64, 1024):
        query, key = draw((200, width), (200, width), seed=width)
        layer = dl.ScaledDotProductAttention()
        layer(query, key, key)
        log_weights = np.log(layer.weights)
        scores = log_weights - log_weights.mean(axis=1, keepdims=True)  # the softmax takes away a constant of each row
        assert 0.85 < scores.var() < 1.15, width
    (x,) = draw((5, 9))
    assert_allclose(dl.scaled_dot_product_attention(x, x, x), dl.scaled_dot_product_attention(x, x, x, scale=1 / 3), rtol=1e-13)


def self_attention(seed=0, **options):
    layer = dl.MultiheadAttention(6, 3, batch_first=True, **F64, rng=seed)
    return layer, lambda x: layer(x, x, x, **options)[0]


@given(st.integers(1, 7), seeds)
@settings(max_examples=40)
def test_self_attention_is_permutation_equivariant(length, seed):
    _, attend = self_attention()
    (x,) = draw((2, length, 6), seed=seed)
    order = np.random.default_rng(seed).permutation(length)
    assert_allclose(attend(x[:, order]), attend(x)[:, order], atol=1e-12)


@given(st.integers(1, 6), st.integers(0, 4), seeds)
@settings(max_examples=40)
def test_padded_keys_change_nothing(length, padding, seed):
    layer, _ = self_attention()
    query, key, junk, grad_y = draw((2, 3, 6), (2, length, 6), (2, padding, 6), (2, 3, 6), seed=seed)
    mask = np.broadcast_to(np.arange(length + padding) >= length, (2, length + padding))
    y, weights = layer(query, key, key)
    gradients = layer.backward(grad_y)
    padded = np.concatenate([key, 100 * junk], axis=1)
    y_padded, weights_padded = layer(query, padded, padded, key_padding_mask=mask)
    assert_allclose(y_padded, y, atol=1e-12)
    assert_allclose(weights_padded[:, :, :length], weights, atol=1e-13)
    assert (weights_padded[:, :, length:] == 0).all()
    for grad, grad_padded in zip(gradients, layer.backward(grad_y)):
        assert_allclose(grad_padded[:, : grad.shape[1]], grad, atol=1e-12)
        assert (grad_padded[:, grad.shape[1] :] == 0).all()


@given(st.integers(2, 6), seeds)
@settings(max_examples=40)
def test_under_a_causal_mask_no_gradient_flows_back_from_a_position_into_its_future(length, seed):
    layer, attend = self_attention(attn_mask=np.triu(np.ones((length, length), bool), 1))
    (x,) = draw((1, length, 6), seed=seed)
    t = seed % (length - 1)
    y = attend(x)
    grad_y = np.zeros_like(y)
    grad_y[:, t] = 1 + np.arange(6)
    grad_x = sum(layer.backward(grad_y))
    assert (grad_x[:, t + 1 :] == 0).all()
    assert (grad_x[:, : t + 1] != 0).any(axis=-1).all(), "every position up to t is seen"
    changed = x.copy()
    changed[:, t + 1 :] += 1
    assert_allclose(attend(changed)[:, : t + 1], y[:, : t + 1], atol=1e-13)


def test_is_causal_is_the_lower_triangle_from_the_first_key():
    query, key, value = draw((2, 4, 3), (2, 6, 3), (2, 6, 5))
    for n in (2, 4):
        q = query[:, :n]
        y = dl.scaled_dot_product_attention(q, key, value, is_causal=True)
        assert_allclose(y, dl.scaled_dot_product_attention(q, key, value, np.tri(n, 6, dtype=bool)), rtol=1e-14)
        assert_allclose(y[:, 0], value[:, 0], rtol=1e-14)


def test_booleans_say_who_takes_part_in_the_function_and_who_does_not_in_the_layer():
    layer = dl.MultiheadAttention(4, 1, **F64, rng=0)
    x, takes_part = draw((3, 4))[0], np.array([[True, False, False]] * 3)
    layer(x, x, x, attn_mask=~takes_part)
    attention = dl.ScaledDotProductAttention()
    attention(x, x, x, takes_part)
    assert_allclose(attention.weights, layer(x, x, x, attn_mask=~takes_part)[1], atol=0)
    assert_allclose(attention.weights, takes_part, atol=0)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nothing_to_see_gives_zeros_without_a_warning_and_the_others_are_untouched(dtype):
    query, key, value, grad_y = (x.astype(dtype) for x in draw((3, 4), (5, 4), (5, 2), (3, 2)))
    mask = np.ones((3, 5), bool)
    mask[1] = False
    layer, whole = dl.ScaledDotProductAttention(), dl.ScaledDotProductAttention()
    y, y_whole = layer(query, key, value, mask), whole(query, key, value)
    assert y.dtype == dtype and (y[1] == 0).all() and (layer.weights[1] == 0).all()
    np.testing.assert_array_equal(y[[0, 2]], y_whole[[0, 2]])
    grads = layer.backward(grad_y)
    assert all(np.isfinite(grad).all() and grad.dtype == dtype for grad in grads) and (grads[0][1] == 0).all()
    grad_y[1] = 0
    for grad, wanted in zip(grads, whole.backward(grad_y)):
        assert_allclose(grad, wanted, rtol=1e-5)


def test_no_keys_at_all_are_nothing_to_see():
    layer = dl.ScaledDotProductAttention()
    y = layer(np.ones((2, 3, 4)), np.ones((2, 0, 4)), np.ones((2, 0, 5)))
    assert y.shape == (2, 3, 5) and (y == 0).all()
    assert [g.shape for g in layer.backward(y)] == [(2, 3, 4), (2, 0, 4), (2, 0, 5)]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_large_scores_pick_the_best_key_and_stay_finite(dtype):
    key = np.array([[1e4, 0.0], [0.0, 1e4], [-1e4, 0.0]], dtype)
    layer = dl.ScaledDotProductAttention()
    y = layer(key, key, np.eye(3, dtype=dtype))
    np.testing.assert_array_equal(y, np.eye(3))
    assert all(np.isfinite(grad).all() for grad in layer.backward(y))


def test_an_empty_batch_passes_through():
    layer = dl.MultiheadAttention(6, 2, batch_first=True, rng=0)
    x = np.empty((0, 5, 6), f32)
    y, weights = layer(x, x, x, key_padding_mask=np.empty((0, 5), bool))
    assert y.shape == x.shape and weights.shape == (0, 5, 5)
    assert all(grad.shape == x.shape for grad in layer.backward(y))
    assert all((grad == 0).all() for grad in layer.grads.values())


def test_the_gradient_of_self_attention_is_the_sum_of_the_three():
    class SelfAttention(dl.Module):
        def __init__(self):
            self.attention = dl.MultiheadAttention(6, 2, **F64, rng=0)

        def forward(self, x):
            return self.attention(x, x, x)

        def backward(self, grad_y):
            return sum(self.attention.backward(grad_y))

    errors = check.vector_jacobian(SelfAttention(), *draw((5, 2, 6)), rng=1)
    assert max(errors.values()) < 1e-7, errors


def test_batch_first_only_moves_axes():
    ours, theirs = (dl.MultiheadAttention(6, 2, batch_first=b, **F64, rng=0) for b in (True, False))
    query, key = draw((2, 4, 6), (2, 5, 6))
    mask = np.array([[False] * 5, [False, True, True, False, False]])
    y, weights = ours(query, key, key, mask)
    y_swapped, weights_swapped = theirs(*(x.swapaxes(0, 1) for x in (query, key, key)), mask)
    assert_allclose(y_swapped.swapaxes(0, 1), y, atol=1e-14)
    assert_allclose(weights_swapped, weights, atol=1e-14)
    for i in range(2):
        alone, alone_weights = ours(query[i], key[i], key[i], mask[i])
        assert_allclose(alone, y[i], atol=1e-14)
        assert_allclose(alone_weights, weights[i], atol=1e-14)


def test_dropout_of_weights_keeps_their_mean_and_is_undone_in_evaluation():
    query, key, value = draw((400, 8), (50, 8), (50, 8))
    layer = dl.ScaledDotProductAttention(0.25, rng=0)
    layer(query, key, value)
    assert 0.24 < (layer.weights == 0).mean() < 0.26
    assert_allclose(layer.weights.sum(axis=1).mean(), 1, atol=0.02)
    kept = layer.weights != 0
    assert_allclose(layer.weights[kept], (layer.a / 0.75)[kept], rtol=1e-6)
    assert_allclose(layer.eval()(query, key, value), dl.scaled_dot_product_attention(query, key, value), rtol=1e-14)
    dropped = dl.scaled_dot_product_attention(query, key, value, dropout_p=0.25, rng=0)
    np.testing.assert_array_equal(dropped, dl.ScaledDotProductAttention(0.25, rng=0)(query, key, value))
    assert not np.allclose(dropped, layer(query, key, value))


def test_gradients_pass_through_the_drawn_dropout_mask():
    query, key, value, grad_y = draw((3, 4), (5, 4), (5, 2), (3, 2))

    def output():
        return dl.ScaledDotProductAttention(0.4, rng=7)(query, key, value)

    layer = dl.ScaledDotProductAttention(0.4, rng=7)
    layer(query, key, value)
    for x, grad in zip((query, key, value), layer.backward(grad_y)):
        assert_allclose(grad, check.numerical_gradient(lambda: float((grad_y * output()).sum()), x), atol=1e-8)


def test_heads_drop_weights_while_training_as_their_generator_says():
    (x,) = draw((3, 40, 6))
    layer, again, whole = (dl.MultiheadAttention(6, 2, p, batch_first=True, **F64, rng=3) for p in (0.25, 0.25, 0.0))
    y, weights = layer(x, x, x, average_attn_weights=False)
    assert 0.24 < (weights == 0).mean() < 0.26
    assert_allclose(weights[weights != 0], whole(x, x, x, average_attn_weights=False)[1][weights != 0] / 0.75)
    np.testing.assert_array_equal(again(x, x, x)[0], y)
    np.testing.assert_array_equal(layer.eval()(x, x, x)[0], whole(x, x, x)[0])


X = np.zeros((5, 2, 6), f32)
MHA = dl.MultiheadAttention(6, 2, rng=0)
FIRST = dl.MultiheadAttention(6, 2, batch_first=True, rng=0)
SDPA = dl.ScaledDotProductAttention()
BAD_INPUT = [
    (lambda: dl.MultiheadAttention(10, 3), ValueError, r"MultiheadAttention\(10, 3\): embed_dim must be a multiple of num_heads"),
    (lambda: dl.MultiheadAttention(6, 0), ValueError, r"MultiheadAttention: num_heads must be an integer of at least 1, got 0"),
    (lambda: dl.MultiheadAttention(6, 2, kdim=4), ValueError, r"kdim or vdim .* PyTorch's only.*Linear\(kdim, embed_dim\)"),
    (lambda: dl.MultiheadAttention(6, 2, vdim=4), ValueError, r"kdim or vdim .* PyTorch's only"),
    (lambda: dl.MultiheadAttention(6, 2, add_bias_kv=True), ValueError, r"add_bias_kv"),
    (lambda: dl.MultiheadAttention(6, 2, dropout=1.5), ValueError, r"MultiheadAttention: dropout must be a probability, from 0 to 1, got 1.5"),
    (lambda: dl.ScaledDotProductAttention(-0.1), ValueError, r"ScaledDotProductAttention: dropout_p must be a probability"),
    (lambda: MHA(X, X[..., :4], X), ValueError, r"MultiheadAttention\(6, 2\) got query \(5, 2, 6\), key \(5, 2, 4\).*the last axis must be 6"),
    (lambda: MHA(X, X[:3], X), ValueError, r"key \(3, 2, 6\), value \(5, 2, 6\): every key has one value"),
    (lambda: MHA(X, X[:, :1], X[:, :1]), ValueError, r"one batch size, on axis 1; with batch_first=False inputs are \(length, batch, features\).*batch_first=True"),
    (lambda: FIRST(X, X[:3], X[:3]), ValueError, r"one batch size, on axis 0; with batch_first=True inputs are \(batch, length, features\)"),
    (lambda: MHA(X[0], X, X), ValueError, r"each must have 3 axes, or each 2"),
    (lambda: MHA(X[None], X[None], X[None]), ValueError, r"each must have 3 axes"),
    (lambda: MHA(X, X, X.astype(np.float64)), TypeError, r"MultiheadAttention\(6, 2\): value got float64 but its parameters are float32"),
    (lambda: MHA(X, X, X, attn_mask=np.zeros((5, 4), bool)), ValueError, r"attn_mask \(5, 4\) for 5 queries and 5 keys: it must be \(5, 5\), or \(4, 5, 5\)"),
    (lambda: MHA(X, X, X, attn_mask=np.zeros((2, 2), bool)), ValueError, r"attn_mask \(2, 2\).*key_padding_mask; with batch_first=False inputs"),
    (lambda: MHA(X, X, X, key_padding_mask=np.zeros((5, 2), bool)), ValueError, r"key_padding_mask \(5, 2\): it must be \(2, 5\), the batch first"),
    (lambda: MHA(X, X, X, key_padding_mask=np.zeros((2, 5), int)), TypeError, r"key_padding_mask of int64: it takes booleans, True where a key does not take part"),
    (lambda: MHA(X, X, X, attn_mask=np.zeros((5, 5))), TypeError, r"attn_mask of float64.*numbers of float32"),
    (lambda: MHA(X, X, X, attn_mask=[[True]]), TypeError, r"attn_mask of list"),
    (lambda: MHA(X, X, X, is_causal=True), ValueError, r"is_causal is a hint about attn_mask.*np.triu"),
    (lambda: dl.MultiheadAttention(6, 2).backward(X), RuntimeError, r"MultiheadAttention.backward was called before"),
    (lambda: (MHA(X, X, X), MHA.backward(X[1:])), ValueError, r"MultiheadAttention.backward got a gradient of shape \(4, 2, 6\)"),
    (lambda: (MHA(X, X, X), MHA.backward(X, X)), ValueError, r"weights.backward got a gradient of shape \(5, 2, 6\).*\(2, 5, 5\)"),
    (lambda: SDPA(X, X[:, :, :3], X), ValueError, r"ScaledDotProductAttention got query \(5, 2, 6\), key \(5, 2, 3\).*one width.*are key and value swapped"),
    (lambda: SDPA(X, X, X[:, :1]), ValueError, r"every key has one value, so their axis −2 must agree"),
    (lambda: SDPA(X, X[0], X[0]), ValueError, r"the axes before the last two must agree"),
    (lambda: SDPA(X[0, 0], X, X), ValueError, r"is the axis of positions missing"),
    (lambda: SDPA(X, X.astype(float), X), TypeError, r"query of float32 and key of float64"),
    (lambda: SDPA(X, X, X, np.ones((2, 3), bool)), ValueError, r"attn_mask \(2, 3\): it must broadcast to \(5, 2, 2\)"),
    (lambda: SDPA(X, X, X, np.ones((2, 2), int)), TypeError, r"attn_mask of int64: it takes booleans, True where a key takes part"),
    (lambda: dl.ScaledDotProductAttention(is_causal=True)(X, X, X, np.ones((2, 2), bool)), ValueError, r"one of them, as in PyTorch"),
    (lambda: dl.ScaledDotProductAttention().backward(X), RuntimeError, r"ScaledDotProductAttention.backward was called before"),
]


@pytest.mark.parametrize("call, error, message", BAD_INPUT, ids=[m for *_, m in BAD_INPUT])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
