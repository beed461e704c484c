"""Recurrent cells: one step in time as a layer, its weights its own."""

import numpy as np

from dlkit.numpy import init, validate
from dlkit.numpy.module import Module
from dlkit.numpy.recurrent_steps import GRUStep, LSTMStep, RNNStep


class RecurrentCell(Module):
    """Base of the cells: state′ = step(W_ih x + b_ih, W_hh h + b_hh, state), x (B, input_size) or without B.

    The state is h (B, hidden_size), for LSTMCell the pair (h, c); left out, it is zeros. weight_ih is
    (n_gates·H, input_size), weight_hh (n_gates·H, H), the gates one below the other. backward takes the gradient of
    each part of the new state and returns that of x, or (of x, of the old state) if a state was given.
    """

    parameter_names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")

    def __init__(self, input_size, hidden_size, bias, step, dtype, rng):
        validate.count(type(self).__name__, input_size=input_size, hidden_size=hidden_size)
        self.input_size, self.hidden_size, self.step = input_size, hidden_size, step
        weights = draw_weights(input_size, hidden_size, bias, step, dtype, np.random.default_rng(rng))
        self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh = weights
        self.x = None

    def forward(self, x, hx=None):
        name, dtype = f"{type(self).__name__}({self.input_size}, {self.hidden_size})", self.weight_hh.dtype
        validate.float_array(name, x, dtype)
        if x.ndim not in (1, 2) or x.shape[-1] != self.input_size:
            raise ValueError(
                f"{name} got input {x.shape}: it takes one step, (batch, {self.input_size}); "
                f"for a sequence use {type(self).__name__.removesuffix('Cell')}"
            )
        self.x, self.given = x, hx is not None
        self.state = checked_state(name, hx, (*x.shape[:-1], self.hidden_size), self.step.n_states, dtype)
        u, v = x @ self.weight_ih.T, self.state[0] @ self.weight_hh.T
        if self.bias_ih is not None:
            u, v = u + self.bias_ih, v + self.bias_hh
        new_state, self.kept = self.step.forward(u, v, self.state)
        return unpacked(new_state)

    def backward(self, grad_h, grad_c=None):
        validate.upstream(type(self).__name__, grad_h, None if self.x is None else self.state[0].shape)
        grad_state = (grad_h, 0 if grad_c is None else grad_c)[: self.step.n_states]
        grad_u, grad_v, (grad_h, *rest) = self.step.backward(grad_state, self.kept)
        self.grads = weight_grads(grad_u, grad_v, self.x, self.state[0], self.bias_ih is not None)
        grad_x, grad_h = grad_u @ self.weight_ih, grad_h + grad_v @ self.weight_hh
        return (grad_x, unpacked((grad_h, *rest))) if self.given else grad_x

    def extra_repr(self):
        return f"{self.input_size}, {self.hidden_size}, bias={self.bias_ih is not None}"


class RNNCell(RecurrentCell):
    """h′ = φ(W_ih x + b_ih + W_hh h + b_hh), φ = tanh or ReLU: see RecurrentCell. Elman (1990)."""

    def __init__(self, input_size, hidden_size, bias=True, nonlinearity="tanh", dtype=np.float32, rng=None):
        super().__init__(input_size, hidden_size, bias, RNNStep(nonlinearity), dtype, rng)


class LSTMCell(RecurrentCell):
    """h′, c′ = LSTM step of x and (h, c): see LSTMStep for its equations, RecurrentCell for shapes."""

    def __init__(self, input_size, hidden_size, bias=True, dtype=np.float32, rng=None):
        super().__init__(input_size, hidden_size, bias, LSTMStep(), dtype, rng)


class GRUCell(RecurrentCell):
    """h′ = GRU step of x and h: see GRUStep for its equations, RecurrentCell for shapes."""

    def __init__(self, input_size, hidden_size, bias=True, dtype=np.float32, rng=None):
        super().__init__(input_size, hidden_size, bias, GRUStep(), dtype, rng)


def draw_weights(input_size, hidden_size, bias, step, dtype, rng):
    """weight_ih, weight_hh, bias_ih, bias_hh, uniform in ±1/√hidden_size as in PyTorch; biases None without bias."""
    rows, bound = step.n_gates * hidden_size, hidden_size**-0.5
    shapes = [(rows, input_size), (rows, hidden_size), *([(rows,), (rows,)] if bias else [])]
    drawn = [init.uniform_(np.empty(shape, dtype), -bound, bound, rng=rng) for shape in shapes]
    return drawn if bias else [*drawn, None, None]


def weight_grads(grad_u, grad_v, x, h, bias):
    """Gradients of the four by name, from those of u and v at all steps and the x and h that each step met."""
    rows_u, rows_v = grad_u.reshape(-1, grad_u.shape[-1]), grad_v.reshape(-1, grad_v.shape[-1])
    return {
        "weight_ih": rows_u.T @ x.reshape(-1, x.shape[-1]),
        "weight_hh": rows_v.T @ h.reshape(-1, h.shape[-1]),
        "bias_ih": rows_u.sum(axis=0) if bias else None,
        "bias_hh": rows_v.sum(axis=0) if bias else None,
    }


def checked_state(name, hx, shape, n_states, dtype):
    """The state as a tuple of `n_states` arrays of `shape`, zeros where none was given."""
    if hx is None:
        return (np.zeros(shape, dtype),) * n_states
    if n_states == 2 and (not isinstance(hx, (tuple, list)) or len(hx) != 2):
        raise TypeError(f"{name} got a state of {type(hx).__name__}: it takes the pair (h, c)")
    state = tuple(hx) if n_states == 2 else (hx,)
    for part in state:
        validate.float_array(f"{name}: state", part, dtype)
        if part.shape != shape:
            raise ValueError(
                f"{name} got a state {part.shape}, wanted {shape}; is the batch on another axis? "
                "in a layer's state the batch is axis 1, with batch_first=True too"
            )
    return state


def unpacked(state):
    """h for a state of h alone, else the pair (h, c)."""
    return state[0] if len(state) == 1 else tuple(state)
