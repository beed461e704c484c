"""Multi-head attention: several attentions side by side, each on its own projection."""

import numpy as np

from dlkit.numpy import init, multihead_input, validate
from dlkit.numpy.attention import ScaledDotProductAttention
from dlkit.numpy.linear import Linear
from dlkit.numpy.module import Module


class MultiheadAttention(Module):
    """y = [head_1 … head_H] W_Oᵀ + b_O with head_h = softmax(Q_h K_hᵀ / √d + M) V_h, d = embed_dim / num_heads.

    Q = query W_Qᵀ + b_Q, likewise K and V, each cut into heads of width d; `in_proj_weight` stacks W_Q, W_K, W_V.
    query (L, B, E), key and value (S, B, E), or (B, L, E) and (B, S, E) with batch_first, or without B, give
    y of the shape of query, and the weights (B, L, S), averaged over the heads, or (B, H, L, S) with
    average_attn_weights=False, or None with need_weights=False. `attn_mask` (L, S) or (B·H, L, S) and
    `key_padding_mask` (B, S): booleans say which keys do not take part (for scaled_dot_product_attention: which
    do), numbers are added to the scores. `is_causal` is PyTorch's hint that attn_mask is the causal mask, and
    changes nothing here. `dropout` drops weights while training.
    A query that may see no key has weights 0 and the output b_O; PyTorch does so with need_weights=False and gives
    nan otherwise. backward returns the gradients of query, key and value; in self-attention their sum is that of x.
    Without PyTorch's add_bias_kv, add_zero_attn, kdim, vdim. Vaswani et al. (2017), section 3.2.2.
    """

    parameter_names = ("in_proj_weight", "in_proj_bias")

    def __init__(self, embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False,
                 kdim=None, vdim=None, batch_first=False, dtype=np.float32, rng=None):
        validate.count("MultiheadAttention", embed_dim=embed_dim, num_heads=num_heads)
        validate.probability("MultiheadAttention", dropout=dropout)
        if embed_dim % num_heads:
            raise ValueError(
                f"MultiheadAttention({embed_dim}, {num_heads}): embed_dim must be a multiple of num_heads; "
                f"it is cut into {num_heads} heads of equal width"
            )
        if add_bias_kv or add_zero_attn or kdim not in (None, embed_dim) or vdim not in (None, embed_dim):
            raise ValueError(
                f"MultiheadAttention({embed_dim}, {num_heads}): add_bias_kv, add_zero_attn, and kdim or vdim "
                "other than embed_dim are PyTorch's only; for keys of another width put a Linear(kdim, embed_dim) before"
            )
        rng = np.random.default_rng(rng)
        self.num_heads, self.batch_first = num_heads, batch_first
        self.in_proj_weight = init.xavier_uniform_(np.empty((3 * embed_dim, embed_dim), dtype), rng=rng)
        self.in_proj_bias = np.zeros(3 * embed_dim, dtype) if bias else None
        self.out_proj = Linear(embed_dim, embed_dim, bias, dtype, rng)
        if bias:
            self.out_proj.bias[...] = 0
        self.attention = ScaledDotProductAttention(dropout, rng=rng)
        self.inputs = None

    def forward(self, query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None,
                average_attn_weights=True, is_causal=False):
        multihead_input.check(self, query, key, value)
        if is_causal and attn_mask is None:
            raise ValueError(
                f"{multihead_input.owner(self)}: is_causal is a hint about attn_mask, as in PyTorch, and there "
                "is none; pass attn_mask=np.triu(np.ones((L, S), bool), 1)"
            )
        self.shape, self.average = query.shape, average_attn_weights
        self.inputs = [self._batch_first(x) for x in (query, key, value)]
        (n, n_queries, _), n_keys = self.inputs[0].shape, self.inputs[1].shape[1]
        mask = multihead_input.joint_mask(self, attn_mask, key_padding_mask, n, n_queries, n_keys, query.ndim == 3)
        weights, biases = np.split(self.in_proj_weight, 3), self._biases()
        heads = [self._split(x @ w.T + b) for x, w, b in zip(self.inputs, weights, biases)]
        y = self.out_proj(self._join(self.attention(*heads, mask)))
        return self._back(y), self._weights() if need_weights else None

    def backward(self, grad_y, grad_weights=None):
        validate.upstream("MultiheadAttention", grad_y, None if self.inputs is None else self.shape)
        grad_heads = self._split(self.out_proj.backward(self._batch_first(grad_y)))
        grad_heads = self.attention.backward(grad_heads, self._grad_weights(grad_weights))
        grad_z = [self._join(grad) for grad in grad_heads]
        self.grads = {
            "in_proj_weight": np.concatenate([_rows(g).T @ _rows(x) for g, x in zip(grad_z, self.inputs)]),
            "in_proj_bias": None if self.in_proj_bias is None else np.concatenate([g.sum(axis=(0, 1)) for g in grad_z]),
        }
        return tuple(self._back(g @ w) for g, w in zip(grad_z, np.split(self.in_proj_weight, 3)))

    def _biases(self):
        return [0, 0, 0] if self.in_proj_bias is None else np.split(self.in_proj_bias, 3)

    def _batch_first(self, x):
        """(B, length, E) of what came in any of the three layouts."""
        return x[None] if x.ndim == 2 else x if self.batch_first else x.swapaxes(0, 1)

    def _back(self, x):
        return x[0] if len(self.shape) == 2 else x if self.batch_first else x.swapaxes(0, 1)

    def _split(self, x):
        """(B, length, E) → (B, H, length, d)."""
        n, length, width = x.shape
        return x.reshape(n, length, self.num_heads, width // self.num_heads).swapaxes(1, 2)

    def _join(self, heads):
        """(B, H, length, d) → (B, length, E)."""
        n, n_heads, length, width = heads.shape
        return heads.swapaxes(1, 2).reshape(n, length, n_heads * width)

    def _weights(self):
        weights = self.attention.weights
        weights = weights.mean(axis=1) if self.average else weights
        return weights[0] if len(self.shape) == 2 else weights

    def _grad_weights(self, grad_weights):
        """∂L/∂weights of every head (B, H, L, S), from that of what the forward returned."""
        if grad_weights is None:
            return None
        validate.upstream("MultiheadAttention: weights", grad_weights, self._weights().shape)
        grad_weights = grad_weights[None] if len(self.shape) == 2 else grad_weights
        return grad_weights[:, None] / self.num_heads if self.average else grad_weights


def _rows(x):
    """(B, length, E) → (B·length, E)."""
    return x.reshape(-1, x.shape[-1])
