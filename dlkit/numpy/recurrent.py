"""Recurrent layers: a step in time, walked along a sequence, in layers and in both directions."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.dropout import Dropout
from dlkit.numpy.module import Module
from dlkit.numpy.recurrent_cells import checked_state, draw_weights, unpacked
from dlkit.numpy.recurrent_steps import GRUStep, LSTMStep, RNNStep
from dlkit.numpy.recurrent_walk import Walk

WEIGHTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


class Recurrent(Module):
    """Base of the layers: state_t = step(W_ih x_t + b_ih, W_hh h_{t−1} + b_hh, state_{t−1}), t = 1 … T.

    x (T, B, input_size), or (B, T, input_size) with batch_first, or (T, input_size), gives the h of all steps of the
    last layer, (T, B, D·H) in the layout of x, and the last state of every layer and direction, h_n
    (num_layers·D, B, H) in either layout; for LSTM the pair (h_n, c_n). D is 2 with `bidirectional`: a second walk from the end, its h
    behind those of the first. Layer k > 0 reads the h of layer k − 1, with `dropout` between them while training.
    Weights are named weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, …_l0_reverse, …_l1, …, as in PyTorch.
    `hx`, the state before the first step, has the shape of the last one; left out, it is zeros.
    backward(grad_output, grad_state) takes the gradients of both outputs, None meaning zero, and returns that of x,
    or (of x, of hx) if a state was given.
    """

    x = None

    def __init__(self, step, input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, dtype, rng):
        sizes = {"input_size": input_size, "hidden_size": hidden_size, "num_layers": num_layers}
        validate.count(type(self).__name__, **sizes)
        validate.probability(type(self).__name__, dropout=dropout)
        rng = np.random.default_rng(rng)
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        self.batch_first, self.step = batch_first, step
        directions = ("", "_reverse") if bidirectional else ("",)
        self.suffixes = [[f"_l{k}{direction}" for direction in directions] for k in range(num_layers)]
        self.parameter_names = tuple(name + suffix for layer in self.suffixes for suffix in layer for name in WEIGHTS)
        for k, layer in enumerate(self.suffixes):
            width = input_size if k == 0 else len(directions) * hidden_size
            for suffix in layer:
                for name, array in zip(WEIGHTS, draw_weights(width, hidden_size, bias, step, dtype, rng)):
                    setattr(self, name + suffix, array)
        self.dropouts = [Dropout(dropout, rng=rng) for _ in range(num_layers - 1)]

    def named_children(self):
        return [(f"dropout_l{k}", dropout) for k, dropout in enumerate(self.dropouts) if dropout.p]

    def forward(self, x, hx=None):
        self._check(x)
        self.x, self.given = x, hx is not None
        y = self._time_first(x)
        state, last, self.walks = self._states(self._name(), hx), [], []
        for k, layer in enumerate(self.suffixes):
            y = self.dropouts[k - 1](y) if k else y
            walks = [Walk(self.step, *self._weights(suffix), "reverse" in suffix) for suffix in layer]
            outputs = [walk.forward(y, state.pop(0)) for walk in walks]
            y = np.concatenate([h for h, _ in outputs], axis=-1)
            last += [state_n for _, state_n in outputs]
            self.walks.append(walks)
        self.y = self._as_given(y)
        return self.y, self._stacked(last)

    def backward(self, grad_output, grad_state=None):
        name = type(self).__name__
        if grad_output is None and self.x is not None:
            grad_output = np.zeros_like(self.y)
        validate.upstream(name, grad_output, None if self.x is None else self.y.shape)
        grad_y, grad_state = self._time_first(grad_output), self._states(f"{name}.backward", self._filled(grad_state))
        grads, grad_first = {}, []
        for k, walks in reversed(list(enumerate(self.walks))):
            parts = np.split(grad_y, len(walks), axis=-1)
            states, grad_state = grad_state[-len(walks) :], grad_state[: -len(walks)]
            backs = [walk.backward(part, state) for walk, part, state in zip(walks, parts, states)]
            for suffix, (_, _, own) in zip(self.suffixes[k], backs):
                grads |= {name + suffix: grad for name, grad in own.items()}
            grad_first = [first for _, first, _ in backs] + grad_first
            grad_y = sum(grad for grad, _, _ in backs)
            grad_y = self.dropouts[k - 1].backward(grad_y) if k else grad_y
        self.grads = grads
        grad_x = self._as_given(grad_y)
        return (grad_x, self._stacked(grad_first)) if self.given else grad_x

    def _weights(self, suffix):
        return (getattr(self, name + suffix) for name in WEIGHTS)

    def _time_first(self, x):
        """(T, B, …) of what came in any of the three layouts."""
        return x[:, None] if x.ndim == 2 else x.swapaxes(0, 1) if self.batch_first else x

    def _as_given(self, x):
        """(T, B, …) in the layout of the input."""
        return x[:, 0] if self.x.ndim == 2 else x.swapaxes(0, 1) if self.batch_first else x

    def _state_shape(self):
        n_walks = sum(len(layer) for layer in self.suffixes)
        batch = () if self.x.ndim == 2 else (self.x.shape[0 if self.batch_first else 1],)
        return (n_walks, *batch, self.hidden_size)

    def _states(self, name, hx):
        """The state of every walk, a tuple of (B, H), from the stacked one of PyTorch's layout."""
        parts = checked_state(name, hx, self._state_shape(), self.step.n_states, self.weight_hh_l0.dtype)
        parts = [part[:, None] if self.x.ndim == 2 else part for part in parts]
        return list(zip(*parts))

    def _stacked(self, states):
        """The inverse of _states."""
        return unpacked([np.stack(part).reshape(self._state_shape()) for part in zip(*states)])

    def _filled(self, grad_state):
        """(None, grad) and (grad, None) with zeros in place of None."""
        if not isinstance(grad_state, tuple):
            return grad_state
        zeros = np.zeros(self._state_shape(), self.y.dtype)
        return tuple(zeros if grad is None else grad for grad in grad_state)

    def _check(self, x):
        validate.float_array(self._name(), x, self.weight_hh_l0.dtype)
        wanted = f"{'(batch, time' if self.batch_first else '(time, batch'}, {self.input_size})"
        if x.ndim not in (2, 3) or x.shape[-1] != self.input_size:
            raise ValueError(
                f"{self._name()} got input {x.shape}: it must be {wanted}, or (time, {self.input_size}); "
                f"batch_first is {self.batch_first}"
            )
        if x.shape[1 if self.batch_first and x.ndim == 3 else 0] == 0:
            raise ValueError(
                f"{self._name()} got input {x.shape}, {wanted}: the sequence is empty; wanted at least one step"
            )

    def _name(self):
        return f"{type(self).__name__}({self.input_size}, {self.hidden_size})"

    def extra_repr(self):
        return (
            f"{self.input_size}, {self.hidden_size}, num_layers={self.num_layers}, batch_first={self.batch_first}, "
            f"bidirectional={len(self.suffixes[0]) == 2}"
        )


class RNN(Recurrent):
    """h_t = φ(W_ih x_t + b_ih + W_hh h_{t−1} + b_hh), φ = tanh or ReLU: see Recurrent. Elman (1990)."""

    def __init__(self, input_size, hidden_size, num_layers=1, nonlinearity="tanh", bias=True, batch_first=False,
                 dropout=0.0, bidirectional=False, dtype=np.float32, rng=None):
        super().__init__(RNNStep(nonlinearity), input_size, hidden_size, num_layers, bias, batch_first, dropout,
                         bidirectional, dtype, rng)


class LSTM(Recurrent):
    """h_t, c_t = LSTM step of x_t and (h_{t−1}, c_{t−1}): see LSTMStep for its equations, Recurrent for shapes.

    Without PyTorch's proj_size.
    """

    def __init__(self, input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0,
                 bidirectional=False, proj_size=0, dtype=np.float32, rng=None):
        if proj_size != 0:
            raise ValueError(f"LSTM: proj_size is PyTorch's only, got {proj_size!r}; put a Linear after the layer")
        super().__init__(LSTMStep(), input_size, hidden_size, num_layers, bias, batch_first, dropout,
                         bidirectional, dtype, rng)


class GRU(Recurrent):
    """h_t = GRU step of x_t and h_{t−1}: see GRUStep for its equations, Recurrent for shapes."""

    def __init__(self, input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0,
                 bidirectional=False, dtype=np.float32, rng=None):
        super().__init__(GRUStep(), input_size, hidden_size, num_layers, bias, batch_first, dropout,
                         bidirectional, dtype, rng)
