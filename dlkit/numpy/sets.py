"""Layers of sets (B, N, E): attention among the elements, and poolings that do not see their order.

`padding_mask` (B, N) is True where there is no element; sets of different sizes share a batch so. Padding must be
finite. Its rows in the output of SAB mean nothing: pass the mask to the next layer too.
"""

import numpy as np

from dlkit.numpy import init, validate
from dlkit.numpy.activations import ReLU
from dlkit.numpy.layer_norm import LayerNorm
from dlkit.numpy.linear import Linear
from dlkit.numpy.module import Module
from dlkit.numpy.multihead_attention import MultiheadAttention
from dlkit.numpy.sequential import Sequential


class MAB(Module):
    """y = LayerNorm(H + rFF(H)), H = LayerNorm(X + Multihead(X, Y, Y)), rFF two linear layers with a ReLU between.

    X (B, L, E) and Y (B, N, E) give y (B, L, E); the rFF acts on every row, with `hidden_dim` units (E if None).
    padding_mask (B, N) is that of Y. backward returns the gradients of X and Y. Lee et al. (2019).
    """

    def __init__(self, embed_dim, num_heads, hidden_dim=None, dtype=np.float32, rng=None):
        rng = np.random.default_rng(rng)
        self.attention = MultiheadAttention(embed_dim, num_heads, batch_first=True, dtype=dtype, rng=rng)
        self.norm1 = LayerNorm(embed_dim, dtype=dtype)
        self.rff = row_wise(embed_dim, hidden_dim, dtype, rng)
        self.norm2 = LayerNorm(embed_dim, dtype=dtype)

    def forward(self, x, y, padding_mask=None):
        checked_sets(type(self).__name__, x, None)
        checked_sets(type(self).__name__, y, padding_mask)
        h = self.norm1(x + self.attention(x, y, y, padding_mask, need_weights=False)[0])
        return self.norm2(h + self.rff(h))

    def backward(self, grad_output):
        grad_h = self.norm2.backward(grad_output)
        grad_h = self.norm1.backward(grad_h + self.rff.backward(grad_h))
        grad_x, grad_key, grad_value = self.attention.backward(grad_h)
        return grad_h + grad_x, grad_key + grad_value


class SAB(MAB):
    """SAB(X) = MAB(X, X): self-attention among the elements of a set, equivariant under their permutation.

    X (B, N, E) → (B, N, E). Lee et al. (2019).
    """

    def forward(self, x, padding_mask=None):
        return super().forward(x, x, padding_mask)

    def backward(self, grad_output):
        return sum(super().backward(grad_output))


class PMA(Module):
    """PMA(Z) = MAB(S, rFF(Z)): k learned seeds S (k, E) ask the elements; invariant under their permutation.

    Z (B, N, E) → (B, k, E), k = `num_seeds`. Lee et al. (2019).
    """

    parameter_names = ("seeds",)

    def __init__(self, embed_dim, num_heads, num_seeds=1, hidden_dim=None, dtype=np.float32, rng=None):
        validate.count("PMA", embed_dim=embed_dim, num_seeds=num_seeds)
        rng = np.random.default_rng(rng)
        self.seeds = init.xavier_uniform_(np.empty((num_seeds, embed_dim), dtype), rng=rng)
        self.rff = row_wise(embed_dim, hidden_dim, dtype, rng)
        self.mab = MAB(embed_dim, num_heads, hidden_dim, dtype, rng)

    def forward(self, z, padding_mask=None):
        checked_sets("PMA", z, padding_mask)
        seeds = np.broadcast_to(self.seeds, (len(z), *self.seeds.shape))
        return self.mab(seeds, self.rff(z), padding_mask)

    def backward(self, grad_output):
        grad_seeds, grad_z = self.mab.backward(grad_output)
        self.grads = {"seeds": grad_seeds.sum(axis=0)}
        return self.rff.backward(grad_z)


class DeepSet(Module):
    """y = ρ(pool_i φ(x_i)): any two networks around a sum, a mean or a maximum over the elements of each set.

    x (B, N, d) → φ(x) (B, N, e) → pooled (B, e) → y. With "mean" the padding does not count; with "max" a tie goes to
    the first maximum. A set without elements pools to 0. Zaheer et al. (2017), theorem 2.
    """

    def __init__(self, phi, rho, pooling="sum"):
        if pooling not in ("sum", "mean", "max"):
            raise ValueError(f"DeepSet: pooling must be 'sum', 'mean' or 'max', got {pooling!r}")
        for name, network in (("phi", phi), ("rho", rho)):
            if not isinstance(network, Module):
                raise TypeError(f"DeepSet: {name} must be a layer, got {network!r}; Sequential makes one of several")
        self.phi, self.rho, self.pooling = phi, rho, pooling
        self.weights = None

    def forward(self, x, padding_mask=None):
        checked_sets("DeepSet", x, padding_mask)
        z = self.phi(x)
        if z.ndim != 3 or z.shape[:2] != x.shape[:2]:
            raise ValueError(
                f"DeepSet: phi made {z.shape} of sets {x.shape}: it must keep the axes (sets, elements) and give each "
                "element a row; Linear and activations do, Flatten does not"
            )
        there = np.ones(x.shape[:2], bool) if padding_mask is None else ~padding_mask
        self.weights = self._weights(z, there[:, :, None])
        return self.rho((self.weights * z).sum(axis=1))

    def backward(self, grad_y):
        if self.weights is None:
            raise RuntimeError("DeepSet.backward was called before the layer was: call y = layer(x) first")
        return self.phi.backward(self.weights * self.rho.backward(grad_y)[:, None])

    def _weights(self, z, there):
        """w with pool_i z_i = Σ_i w_i z_i: ones, or 1 / their number, or the first maximum's indicator."""
        if self.pooling == "max":
            first = np.where(there, z, -np.inf).argmax(axis=1)[:, None]
            there = there & (np.arange(z.shape[1])[:, None] == first)
        weights = there.astype(z.dtype)
        return weights / np.maximum(weights.sum(axis=1, keepdims=True), 1) if self.pooling == "mean" else weights


def row_wise(embed_dim, hidden_dim, dtype, rng):
    """The rFF of the paper: one network for every row."""
    hidden_dim = embed_dim if hidden_dim is None else hidden_dim
    return Sequential(
        Linear(embed_dim, hidden_dim, dtype=dtype, rng=rng), ReLU(), Linear(hidden_dim, embed_dim, dtype=dtype, rng=rng)
    )


def checked_sets(owner, x, padding_mask):
    """Raise unless x is a batch of sets and the mask, if there is one, says of each element whether it is there."""
    validate.float_array(owner, x)
    if x.ndim != 3 or x.shape[1] == 0:
        raise ValueError(
            f"{owner} got input {x.shape}: it takes sets (batch, elements, features); is the batch axis missing?"
        )
    if padding_mask is None:
        return
    if not isinstance(padding_mask, np.ndarray) or padding_mask.dtype != bool:
        came = padding_mask.dtype if isinstance(padding_mask, np.ndarray) else type(padding_mask).__name__
        raise TypeError(
            f"{owner} got a padding_mask of {came}: it takes booleans, True where there is no element; "
            "convert with padding_mask.astype(bool)"
        )
    if padding_mask.shape != x.shape[:2]:
        raise ValueError(
            f"{owner} got sets {x.shape} and a padding_mask {padding_mask.shape}: it must be {x.shape[:2]}, "
            "(batch, elements)"
        )
