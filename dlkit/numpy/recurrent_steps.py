"""One step in time of RNN, LSTM and GRU: the new state from the old one, and the gradients back.

A step gets what the input and the old state give to the gates, u = W_ih x + b_ih and v = W_hh h + b_hh, each
(B, n_gates·H), and the old state, a tuple of arrays (B, H) whose first is h. backward gets ∂L/∂(new state) and
what forward kept, and returns ∂L/∂u, ∂L/∂v and the part of ∂L/∂(old state) that does not pass through v.
"""

import numpy as np

from dlkit.numpy.functional import sigmoid


class RNNStep:
    """h′ = φ(u + v), φ = tanh or ReLU. Elman (1990)."""

    n_gates, n_states = 1, 1

    def __init__(self, nonlinearity="tanh"):
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"RNN: nonlinearity must be 'tanh' or 'relu', got {nonlinearity!r}")
        self.nonlinearity = nonlinearity

    def forward(self, u, v, state):
        h_new = np.tanh(u + v) if self.nonlinearity == "tanh" else np.maximum(u + v, 0)
        return (h_new,), h_new

    def backward(self, grad_state, h_new):
        slope = 1 - h_new**2 if self.nonlinearity == "tanh" else h_new > 0
        grad_z = grad_state[0] * slope
        return grad_z, grad_z, (0,)


class LSTMStep:
    """c′ = f c + i g, h′ = o tanh c′ with i, f, o = σ and g = tanh of their quarters of u + v, in the order i, f, g, o.

    Hochreiter and Schmidhuber (1997), with the forget gate of Gers et al. (2000).
    """

    n_gates, n_states = 4, 2

    def forward(self, u, v, state):
        _, c = state
        i, f, g, o = np.split(u + v, 4, axis=-1)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        c_new = f * c + i * g
        tanh_c = np.tanh(c_new)
        return (o * tanh_c, c_new), (i, f, g, o, c, tanh_c)

    def backward(self, grad_state, kept):
        (grad_h, grad_c), (i, f, g, o, c, tanh_c) = grad_state, kept
        grad_c = grad_c + grad_h * o * (1 - tanh_c**2)
        grad_i, grad_f, grad_g, grad_o = grad_c * g, grad_c * c, grad_c * i, grad_h * tanh_c
        grad_z = np.concatenate(
            [grad_i * i * (1 - i), grad_f * f * (1 - f), grad_g * (1 - g**2), grad_o * o * (1 - o)], axis=-1
        )
        return grad_z, grad_z, (0, grad_c * f)


class GRUStep:
    """h′ = (1 − z) n + z h with r, z = σ(u + v) and n = tanh(u_n + r v_n), in the order r, z, n.

    The reset gate r acts on v_n after the matrix product, as in PyTorch; Cho et al. (2014) reset h before it.
    """

    n_gates, n_states = 3, 1

    def forward(self, u, v, state):
        (h,) = state
        (u_r, u_z, u_n), (v_r, v_z, v_n) = np.split(u, 3, axis=-1), np.split(v, 3, axis=-1)
        r, z = sigmoid(u_r + v_r), sigmoid(u_z + v_z)
        n = np.tanh(u_n + r * v_n)
        return ((1 - z) * n + z * h,), (r, z, n, h, v_n)

    def backward(self, grad_state, kept):
        (grad_h,), (r, z, n, h, v_n) = grad_state, kept
        grad_n = grad_h * (1 - z) * (1 - n**2)
        grad_r = grad_n * v_n * r * (1 - r)
        grad_z = grad_h * (h - n) * z * (1 - z)
        grad_u = np.concatenate([grad_r, grad_z, grad_n], axis=-1)
        grad_v = np.concatenate([grad_r, grad_z, grad_n * r], axis=-1)
        return grad_u, grad_v, (grad_h * z,)
