"""Attention: every query takes a mean of the values, weighted by how well their keys fit it."""

import math

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.dropout import Dropout
from dlkit.numpy.module import Module


class ScaledDotProductAttention(Module):
    """y = A V with A = softmax(s Q Kᵀ + M), the softmax over keys, row by row; s = 1/√d_k unless `scale` is given.

    Q (…, L, d_k), K (…, S, d_k) and V (…, S, d_v) give y (…, L, d_v). The components of Q and K being
    independent and of variance 1, so is their product after division by √d_k. `attn_mask` broadcasts to
    (…, L, S): booleans say which keys take part (MultiheadAttention's say which do not), numbers are added
    as M. With `is_causal` query i sees keys 0 … i. A query that may see no key has weights 0 and output 0.
    Dropout drops weights while training. `weights` keeps A of the last call.
    backward returns the gradients of Q, K and V. Vaswani et al. (2017), section 3.2.1.
    """

    weights = None

    def __init__(self, dropout_p=0.0, is_causal=False, scale=None, rng=None):
        validate.probability("ScaledDotProductAttention", dropout_p=dropout_p)
        self.is_causal, self.scale = is_causal, scale
        self.dropout = Dropout(dropout_p, rng=rng)

    def forward(self, query, key, value, attn_mask=None):
        _check(query, key, value)
        if self.is_causal and attn_mask is not None:
            raise ValueError(
                "ScaledDotProductAttention got an attn_mask and is_causal=True: it takes one of them, as in PyTorch; "
                "mask & np.tri(L, S, dtype=bool) is both"
            )
        self.query, self.key, self.value = query, key, value
        self.s = 1 / math.sqrt(query.shape[-1]) if self.scale is None else float(self.scale)
        scores = self.s * (query @ key.swapaxes(-1, -2))
        if attn_mask is not None:
            scores = _mask(scores, attn_mask)
        if self.is_causal:
            scores = _mask(scores, np.tri(*scores.shape[-2:], dtype=bool))
        self.a = _softmax_over_keys(scores)
        self.weights = self.dropout(self.a)
        return self.weights @ value

    def backward(self, grad_y, grad_weights=None):
        y_shape = None if self.weights is None else (*self.query.shape[:-1], self.value.shape[-1])
        validate.upstream("ScaledDotProductAttention", grad_y, y_shape)
        grad_value = self.weights.swapaxes(-1, -2) @ grad_y
        grad_a = grad_y @ self.value.swapaxes(-1, -2)
        grad_a = self.dropout.backward(grad_a if grad_weights is None else grad_a + grad_weights)
        grad_scores = self.a * (grad_a - (grad_a * self.a).sum(axis=-1, keepdims=True))
        grad_query = self.s * (grad_scores @ self.key)
        grad_key = self.s * (grad_scores.swapaxes(-1, -2) @ self.query)
        return grad_query, grad_key, grad_value


def scaled_dot_product_attention(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, *,
                                 scale=None, rng=None):
    """softmax(Q Kᵀ / √d_k + M) V: ScaledDotProductAttention as a function, without backward.

    As in PyTorch, a `dropout_p` above 0 always drops.
    """
    return ScaledDotProductAttention(dropout_p, is_causal, scale, rng)(query, key, value, attn_mask)


def _softmax_over_keys(scores):
    """softmax along the last axis; a row of −∞ gives weights 0, as PyTorch's function does."""
    top = scores.max(axis=-1, keepdims=True, initial=-np.inf)
    e = np.exp(scores - np.where(np.isneginf(top), 0, top))  # softmax is shift-invariant; −∞ − (−∞) would be nan
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def _mask(scores, mask):
    """Scores with what the mask excludes at −∞, or with what it adds."""
    if not isinstance(mask, np.ndarray) or mask.dtype not in (bool, scores.dtype):
        came = mask.dtype if isinstance(mask, np.ndarray) else type(mask).__name__
        raise TypeError(
            f"ScaledDotProductAttention got an attn_mask of {came}: it takes booleans, True where a key takes part, "
            f"or numbers of {scores.dtype} to be added to the scores; convert with mask.astype(bool)"
        )
    try:
        mask = np.broadcast_to(mask, scores.shape)
    except ValueError:
        raise ValueError(
            f"ScaledDotProductAttention got an attn_mask {mask.shape}: it must broadcast to {scores.shape}, "
            "(…, queries, keys); is it transposed, or a mask of keys alone (n, S)? then use mask[:, None, :]"
        ) from None
    return np.where(mask, scores, -np.inf) if mask.dtype == bool else scores + mask


def _check(query, key, value):
    owner = "ScaledDotProductAttention"
    validate.float_array(f"{owner}: query", query)
    for name, array in (("key", key), ("value", value)):
        validate.float_array(f"{owner}: {name}", array)
        if array.dtype != query.dtype:
            raise TypeError(
                f"{owner} got query of {query.dtype} and {name} of {array.dtype}: nothing is promoted silently; "
                f"convert with {name}.astype(np.{query.dtype})"
            )
    shapes = f"{owner} got query {query.shape}, key {key.shape}, value {value.shape}"
    if min(query.ndim, key.ndim, value.ndim) < 2:
        raise ValueError(f"{shapes}: each is (…, length, width); is the axis of positions missing?")
    if query.shape[-1] != key.shape[-1] or query.shape[-1] == 0:
        raise ValueError(f"{shapes}: query and key must have one width, at least 1; are key and value swapped?")
    if key.shape[-2] != value.shape[-2]:
        raise ValueError(f"{shapes}: every key has one value, so their axis −2 must agree; were they cut differently?")
    if not query.shape[:-2] == key.shape[:-2] == value.shape[:-2]:
        raise ValueError(f"{shapes}: the axes before the last two must agree; is one of them without batch or heads?")
