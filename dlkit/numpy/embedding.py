"""Embedding: a table of vectors, looked up by integers."""

import numpy as np

from dlkit.numpy import init, validate
from dlkit.numpy.module import Module


class Embedding(Module):
    """y = weight[x] for integers x (…) in 0 … num_embeddings − 1: vectors (…, embedding_dim).

    It is the linear layer y = S weight on one-hot rows S, so that the weight's gradient is Sᵀ ȳ: every
    row collects the gradients of the places where it was used. Integers have no gradient: backward
    returns None. The row `padding_idx` starts at 0 and gets no gradient. Starts from N(0, 1), as PyTorch's.
    Raises TypeError for an input that is not integer, ValueError for one outside the table.
    """

    parameter_names = ("weight",)

    def __init__(self, num_embeddings, embedding_dim, padding_idx=None, dtype=np.float32, rng=None):
        validate.count("Embedding", num_embeddings=num_embeddings, embedding_dim=embedding_dim)
        self.weight = init.normal_(np.empty((num_embeddings, embedding_dim), dtype), rng=rng)
        if padding_idx is not None:
            if not isinstance(padding_idx, (int, np.integer)) or not -num_embeddings <= padding_idx < num_embeddings:
                raise ValueError(
                    f"Embedding({num_embeddings}, {embedding_dim}): padding_idx must be one of its rows, "
                    f"0 … {num_embeddings - 1}, got {padding_idx!r}"
                )
            padding_idx = padding_idx % num_embeddings  # −1 is the last row
            self.weight[padding_idx] = 0
        self.padding_idx = padding_idx
        self.x = None

    def forward(self, x):
        num_embeddings, embedding_dim = self.weight.shape
        owner = f"Embedding({num_embeddings}, {embedding_dim})"
        if not isinstance(x, np.ndarray) or x.dtype.kind not in "iu":
            came = f"an array of {x.dtype}" if isinstance(x, np.ndarray) else f"a {type(x).__name__}"
            raise TypeError(
                f"{owner} got {came}: it takes an array of integers; "
                "convert with np.asarray(x, dtype=np.int64)"
            )
        if x.size and not (x.min() >= 0 and x.max() < num_embeddings):
            bad = x[(x < 0) | (x >= num_embeddings)][0]
            raise ValueError(
                f"{owner} got {bad}: its rows are 0 … {num_embeddings - 1}; "
                "do the numbers start at 1, or is the table too short?"
            )
        self.x = x
        return self.weight[x]

    def backward(self, grad_y):
        num_embeddings, embedding_dim = self.weight.shape
        validate.upstream("Embedding", grad_y, None if self.x is None else (*self.x.shape, embedding_dim))
        from scipy.sparse import csr_array  # loaded only where it is needed

        ones, ends = np.ones(self.x.size, grad_y.dtype), np.arange(self.x.size + 1)
        one_hot = csr_array((ones, self.x.reshape(-1), ends), shape=(self.x.size, num_embeddings))
        grad_weight = one_hot.T @ grad_y.reshape(self.x.size, embedding_dim)
        if self.padding_idx is not None:
            grad_weight[self.padding_idx] = 0
        self.grads = {"weight": grad_weight}

    def extra_repr(self):
        num_embeddings, embedding_dim = self.weight.shape
        padding = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return f"{num_embeddings}, {embedding_dim}{padding}"
