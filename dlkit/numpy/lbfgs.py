"""L-BFGS: Newton's direction, with the inverse Hessian read off the last steps and what they did to the gradient."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.optimizer import Optimizer
from dlkit.numpy.strong_wolfe import Point, strong_wolfe


class LBFGS(Optimizer):
    """d = −H g;  θ ← θ + t d, with H ≈ (∂²L/∂θ²)⁻¹ from the last `history_size` pairs s = Δθ, y = Δg.

    `step(closure)` makes up to `max_iter` of these iterations. t is `lr`, in the very first one at most lr/‖g‖₁;
    line_search_fn="strong_wolfe" searches on from there. A step ends early when no entry of g is above
    `tolerance_grad`, when θ or the loss changes by less than `tolerance_change`, or after `max_eval` calls of
    the closure (by default 5/4 of max_iter). Every call must see the same data: what gradients of two batches
    differ by is not curvature. Nocedal and Wright (2006), algorithms 7.4 and 7.5.
    """

    options = ("lr", "max_iter", "max_eval", "tolerance_grad", "tolerance_change", "history_size", "line_search_fn")

    def __init__(self, params, lr=1, max_iter=20, max_eval=None, tolerance_grad=1e-7, tolerance_change=1e-9,
                 history_size=100, line_search_fn=None):
        super().__init__(params, lr)
        validate.count("LBFGS", max_iter=max_iter, history_size=history_size)
        max_eval = max_iter * 5 // 4 if max_eval is None else max_eval
        validate.count("LBFGS", max_eval=max_eval)
        validate.at_least("LBFGS", 0, tolerance_grad=tolerance_grad, tolerance_change=tolerance_change)
        if line_search_fn not in (None, "strong_wolfe"):
            raise ValueError(f"LBFGS: line_search_fn must be None or 'strong_wolfe', got {line_search_fn!r}")
        self.max_iter, self.max_eval, self.history_size = max_iter, max_eval, history_size
        self.tolerance_grad, self.tolerance_change = tolerance_grad, tolerance_change
        self.line_search_fn = line_search_fn

    def step(self, closure=None):
        """Iterate; closure() computes loss and gradients and returns the loss. Returns the loss from before."""
        if not callable(closure):
            raise TypeError(
                f"LBFGS.step got {type(closure).__name__}: it takes a function without arguments that calls the model, "
                "the loss and model.backward(loss.backward()), and returns the loss: the closure"
            )
        memory, loss = self.state[0], self._counted(closure)
        value, grad = loss()
        value_before = value
        if np.abs(grad).max() <= self.tolerance_grad:
            return value_before
        for iteration in range(1, self.max_iter + 1):
            t = self.lr if memory else self.lr * min(1.0, 1.0 / float(np.abs(grad).sum()))
            self._learn(memory, grad)
            d = -inverse_hessian_times(grad, memory["old_stps"], memory["old_dirs"])
            start = Point(0.0, value, float(grad @ d), grad)
            if start.slope > -self.tolerance_change:
                memory["last_step"] = np.zeros_like(d)  # nothing moves, so there is nothing to learn from it
                break
            theta = self._flat("data")
            if self.line_search_fn == "strong_wolfe":
                t, value, _, grad = self._search(loss, theta, d, start, t)
            memory["last_step"] = t * d
            self._move_to(theta + memory["last_step"])
            if iteration == self.max_iter:
                break
            if self.line_search_fn is None:
                value, grad = loss()
            if (
                self.calls >= self.max_eval
                or np.abs(grad).max() <= self.tolerance_grad
                or np.abs(memory["last_step"]).max() <= self.tolerance_change
                or abs(value - start.value) < self.tolerance_change
            ):
                break
        return value_before

    def _counted(self, closure):
        """A function that calls the closure and gives loss and gradient; `self.calls` counts its calls."""
        self.calls = 0

        def loss():
            self.calls += 1
            value = closure()
            if not isinstance(value, (float, np.floating)):
                raise TypeError(f"LBFGS.step: the closure must return the loss, a number, got {type(value).__name__}")
            return float(value), self._flat("grad")

        return loss

    def _search(self, loss, theta, d, start, t):
        def along(t):
            self._move_to(theta + t * d)
            value, grad = loss()
            return Point(t, value, float(grad @ d), grad)

        return strong_wolfe(along, start, t, self.max_eval - self.calls, self.tolerance_change / np.abs(d).max())

    def _learn(self, memory, grad):
        """Add the pair of the last step, if the gradient grew along it, as it does where the loss is convex."""
        if not memory:
            memory.update(old_stps=[], old_dirs=[])
        else:
            s, y = memory["last_step"], grad - memory["prev_flat_grad"]
            if y @ s > 1e-10:
                memory["old_stps"] = [*memory["old_stps"], s][-self.history_size :]
                memory["old_dirs"] = [*memory["old_dirs"], y][-self.history_size :]
        memory["prev_flat_grad"] = grad

    def _flat(self, name):
        """All parameters' `data` or `grad` as one vector."""
        arrays = [(parameter, getattr(parameter, name)) for parameter in self.params]
        return np.concatenate([(np.zeros_like(p.data) if array is None else array).ravel() for p, array in arrays])

    def _move_to(self, theta):
        start = 0
        for parameter in self.params:
            data = parameter.data
            data[...] = theta[start : start + data.size].reshape(data.shape)
            start += data.size

    def fits(self, arrays, shape):
        total = sum(parameter.data.size for parameter in self.params)
        vectors = [arrays["prev_flat_grad"], arrays["last_step"], *arrays["old_stps"], *arrays["old_dirs"]]
        return all(vector.shape == (total,) for vector in vectors)


def inverse_hessian_times(g, steps, grad_changes):
    """H g by the two loops over the pairs (s, y), where H is γI, γ = s·y / y·y, with BFGS's updates."""
    q, alphas = g, []
    for s, y in reversed(list(zip(steps, grad_changes))):
        alphas.append((s @ q) / (y @ s))
        q = q - alphas[-1] * y
    if steps:
        s, y = steps[-1], grad_changes[-1]
        q = (s @ y) / (y @ y) * q
    for s, y, alpha in zip(steps, grad_changes, reversed(alphas)):
        q = q + (alpha - (y @ q) / (y @ s)) * s
    return q
