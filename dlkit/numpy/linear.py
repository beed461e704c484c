"""Linear: z = x Wᵀ + b."""

import numpy as np

from dlkit.numpy import init, validate
from dlkit.numpy.module import Module


class Linear(Module):
    """z = x Wᵀ + b for x (…, in_features) and W (out_features, in_features).

    Starts as PyTorch's does: W and b uniform in ±1/√in_features.
    Raises ValueError for another last axis, TypeError for another dtype than the weight's.
    """

    parameter_names = ("weight", "bias")

    def __init__(self, in_features, out_features, bias=True, dtype=np.float32, rng=None):
        validate.count("Linear", in_features=in_features, out_features=out_features)
        rng = np.random.default_rng(rng)
        bound = in_features**-0.5
        self.weight = init.uniform_(np.empty((out_features, in_features), dtype), -bound, bound, rng=rng)
        self.bias = init.uniform_(np.empty(out_features, dtype), -bound, bound, rng=rng) if bias else None
        self.x = None

    def forward(self, x):
        out_features, in_features = self.weight.shape
        validate.float_array(f"Linear({in_features}, {out_features})", x, self.weight.dtype)
        if x.ndim == 0 or x.shape[-1] != in_features:
            raise ValueError(
                f"Linear({in_features}, {out_features}) got input {x.shape}: the last axis must be "
                f"{in_features}; was the image flattened, and the layer before it of this width?"
            )
        self.x = x
        z = x @ self.weight.T
        if self.bias is not None:
            z += self.bias
        return z

    def backward(self, grad_z):
        Linear.backward_parameters(self, grad_z)  # not self's: in a subclass that one may call this backward
        return grad_z @ self.weight

    def backward_parameters(self, grad_z):
        out_features, in_features = self.weight.shape
        validate.upstream("Linear", grad_z, None if self.x is None else (*self.x.shape[:-1], out_features))
        rows, grad_rows = self.x.reshape(-1, in_features), grad_z.reshape(-1, out_features)
        self.grads = {
            "weight": grad_rows.T @ rows,
            "bias": None if self.bias is None else grad_rows.sum(axis=0),
        }

    def extra_repr(self):
        out_features, in_features = self.weight.shape
        return f"in_features={in_features}, out_features={out_features}, bias={self.bias is not None}"
