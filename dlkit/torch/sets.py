"""Layers of sets (B, N, E), as in dlkit.numpy.sets: the same arguments, the same parameter names."""

import torch
from torch import nn

from dlkit.numpy import validate
from dlkit.torch.validate import floating


class MAB(nn.Module):
    """y = LayerNorm(H + rFF(H)), H = LayerNorm(X + Multihead(X, Y, Y)). Lee et al. (2019)."""

    def __init__(self, embed_dim, num_heads, hidden_dim=None):
        super().__init__()
        check_sizes(type(self).__name__, embed_dim, num_heads, hidden_dim)
        self.attention = nn.MultiheadAttention(embed_dim, num_heads, batch_first=True)
        self.norm1 = nn.LayerNorm(embed_dim)
        self.rff = row_wise(embed_dim, hidden_dim)
        self.norm2 = nn.LayerNorm(embed_dim)

    def forward(self, x, y, padding_mask=None):
        check_sets(type(self).__name__, x, None)
        check_sets(type(self).__name__, y, padding_mask)
        # In evaluation mode, PyTorch's fused path gives nan for a set without elements; a second view of y avoids it.
        attended, _ = self.attention(x, y.view_as(y), y, padding_mask, need_weights=False)
        h = self.norm1(x + attended)
        return self.norm2(h + self.rff(h))


class SAB(MAB):
    """SAB(X) = MAB(X, X). Lee et al. (2019)."""

    def forward(self, x, padding_mask=None):
        return super().forward(x, x, padding_mask)


class PMA(nn.Module):
    """PMA(Z) = MAB(S, rFF(Z)) with k learned seeds S (k, E). Lee et al. (2019)."""

    def __init__(self, embed_dim, num_heads, num_seeds=1, hidden_dim=None):
        super().__init__()
        check_sizes("PMA", embed_dim, num_heads, hidden_dim, num_seeds=num_seeds)
        self.seeds = nn.Parameter(nn.init.xavier_uniform_(torch.empty(num_seeds, embed_dim)))
        self.rff = row_wise(embed_dim, hidden_dim)
        self.mab = MAB(embed_dim, num_heads, hidden_dim)

    def forward(self, z, padding_mask=None):
        check_sets("PMA", z, padding_mask)
        return self.mab(self.seeds.expand(len(z), -1, -1), self.rff(z), padding_mask)


class DeepSet(nn.Module):
    """y = ρ(pool_i φ(x_i)), pooling "sum", "mean" or "max"; an empty set pools to 0. Zaheer et al. (2017)."""

    def __init__(self, phi, rho, pooling="sum"):
        super().__init__()
        for name, part in (("phi", phi), ("rho", rho)):
            if not isinstance(part, nn.Module):
                raise TypeError(f"DeepSet: {name} must be a layer, such as a Sequential, got {part!r}")
        if pooling not in ("sum", "mean", "max"):
            raise ValueError(f"DeepSet: pooling must be 'sum', 'mean' or 'max', got {pooling!r}")
        self.phi, self.rho, self.pooling = phi, rho, pooling

    def forward(self, x, padding_mask=None):
        check_sets("DeepSet", x, padding_mask)
        missing = torch.zeros(x.shape[:2], dtype=torch.bool, device=x.device) if padding_mask is None else padding_mask
        return self.rho(self._pool(self.phi(x), missing[:, :, None]))

    def _pool(self, z, missing):
        if self.pooling == "max":
            return z.masked_fill(missing, -torch.inf).max(dim=1).values.masked_fill(missing.all(dim=1), 0)
        total = z.masked_fill(missing, 0).sum(dim=1)
        return total / (~missing).sum(dim=1).clamp(min=1) if self.pooling == "mean" else total


def row_wise(embed_dim, hidden_dim):
    """The rFF of the paper: one network for every row."""
    hidden_dim = embed_dim if hidden_dim is None else hidden_dim
    return nn.Sequential(nn.Linear(embed_dim, hidden_dim), nn.ReLU(), nn.Linear(hidden_dim, embed_dim))


def check_sizes(owner, embed_dim, num_heads, hidden_dim, **sizes):
    """Raise ValueError unless all are integers of at least 1 and the heads share embed_dim evenly."""
    hidden = {} if hidden_dim is None else {"hidden_dim": hidden_dim}
    validate.count(owner, embed_dim=embed_dim, num_heads=num_heads, **hidden, **sizes)
    if embed_dim % num_heads:
        raise ValueError(f"{owner}: embed_dim must be a multiple of num_heads, got {embed_dim} and {num_heads}")


def check_sets(owner, x, padding_mask):
    """Raise unless x is a batch of sets and the mask, if there is one, fits it."""
    floating(owner, input=x)
    if x.ndim != 3 or x.shape[1] == 0:
        raise ValueError(
            f"{owner} got input {tuple(x.shape)}: it takes sets (batch, elements, features); "
            "is the batch axis missing?"
        )
    if padding_mask is not None and not isinstance(padding_mask, torch.Tensor):
        raise TypeError(f"{owner} got a padding_mask of {type(padding_mask).__name__}: it takes a tensor of booleans")
    if padding_mask is not None and (padding_mask.shape != x.shape[:2] or padding_mask.dtype != torch.bool):
        raise ValueError(
            f"{owner} got sets {tuple(x.shape)} and a padding_mask {tuple(padding_mask.shape)} of {padding_mask.dtype}: "
            f"it must be {tuple(x.shape[:2])}, booleans, True where there is no element"
        )
