"""A sequence walked by one recurrent step, and backpropagation through time."""

import numpy as np

from dlkit.numpy.recurrent_cells import weight_grads


class Walk:
    """state_t = step(W_ih x_t + b_ih, W_hh h_{t−1} + b_hh, state_{t−1}) for t = 1 … T, or T … 1 with `reverse`.

    x (T, B, input_size), state a tuple of (B, H); one Walk is one layer in one direction.
    """

    def __init__(self, step, weight_ih, weight_hh, bias_ih, bias_hh, reverse):
        self.step, self.order = step, slice(None, None, -1) if reverse else slice(None)
        self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh = weight_ih, weight_hh, bias_ih, bias_hh

    def forward(self, x, state):
        """h of all steps (T, B, H), in the order of x, and the state after the last."""
        bias_ih, bias_hh = (0, 0) if self.bias_ih is None else (self.bias_ih, self.bias_hh)
        self.x, self.kept, h = x[self.order], [], [state[0]]
        u = self.x @ self.weight_ih.T + bias_ih  # no step waits for this product, so it is one for all steps
        for u_t in u:
            v_t = state[0] @ self.weight_hh.T + bias_hh
            state, kept = self.step.forward(u_t, v_t, state)
            self.kept.append(kept)
            h.append(state[0])
        self.h_before = np.stack(h[:-1])
        return np.stack(h[1:])[self.order], state

    def backward(self, grad_y, grad_state):
        """∂L/∂x, ∂L/∂(first state) and {name: ∂L/∂weight}, from ∂L/∂(all h) and ∂L/∂(last state)."""
        grad_u, grad_v = [], []
        for grad_h_t, kept in zip(grad_y[self.order][::-1], self.kept[::-1]):
            grad_h, *rest = grad_state
            grad_u_t, grad_v_t, (grad_h, *rest) = self.step.backward((grad_h + grad_h_t, *rest), kept)
            grad_state = (grad_h + grad_v_t @ self.weight_hh, *rest)
            grad_u.append(grad_u_t)
            grad_v.append(grad_v_t)
        grad_u, grad_v = np.stack(grad_u[::-1]), np.stack(grad_v[::-1])
        grads = weight_grads(grad_u, grad_v, self.x, self.h_before, self.bias_ih is not None)
        return (grad_u @ self.weight_ih)[self.order], grad_state, grads
