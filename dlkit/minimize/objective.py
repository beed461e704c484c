"""The objective as a minimiser sees it: checked, counted, and differentiated where no gradient is given."""

import numpy as np

from dlkit.minimize import validate

EPS = np.finfo(np.float64).eps
# Central differences err by h² from the cut series and by EPS / h from rounding; second differences by EPS / h².
FIRST, SECOND = EPS ** (1 / 3), EPS ** (1 / 4)


class Objective:
    """f, its gradient and its Hessian at points x (d,); each point is evaluated once until `forget` lets go of it.

    Values may come out nan or infinite, without a warning; what is done about it is the minimiser's affair.
    """

    def __init__(self, owner, f, grad=None, hess=None):
        validate.function(owner, "f", f)
        validate.function(owner, "grad", grad, optional=True)
        validate.function(owner, "hess", hess, optional=True)
        self.owner, self.f, self.grad, self.hess = owner, f, grad, hess
        self.n_evaluations = self.n_gradients = 0
        self._values, self._gradients = {}, {}

    @property
    def source(self):
        return "central differences" if self.grad is None else "given"

    def forget(self, but):
        """Forget the values and gradients of all points but one."""
        key = but.tobytes()
        self._values, self._gradients = ({key: known[key]} if key in known else {} for known in (self._values, self._gradients))

    def value(self, x):
        key = x.tobytes()
        if key not in self._values:
            self.n_evaluations += 1
            self._values[key] = self._number(_quietly(self.f, x))
        return self._values[key]

    def gradient(self, x):
        key = x.tobytes()
        if key not in self._gradients:
            self._gradients[key] = self._given(x) if self.grad else differences(self.value, x, FIRST)
        return self._gradients[key]

    def hessian(self, x):
        """The Hessian (d, d), made symmetric."""
        if self.hess:
            h = self._array("hess", _quietly(self.hess, x), (x.size, x.size))
        elif self.grad:
            h = differences(self.gradient, x, FIRST)
        else:
            h = differences(lambda at: differences(self.value, at, SECOND), x, SECOND)
        return (h + h.T) / 2

    def _given(self, x):
        self.n_gradients += 1
        return self._array("grad", _quietly(self.grad, x), x.shape)

    def _number(self, value):
        if np.ndim(value) != 0:
            raise ValueError(
                f"{self.owner}: f must return a number, got an array of shape {np.shape(value)}; is a .sum() missing?"
            )
        try:
            return float(value)
        except (TypeError, ValueError) as error:
            raise TypeError(f"{self.owner}: f must return a number, got value = {value!r}") from error

    def _array(self, name, value, wanted):
        """What `grad` or `hess` returned as a new float64 array of the wanted shape."""
        try:
            array = np.array(value, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise TypeError(f"{self.owner}: {name} must return an array of numbers, got value = {value!r}") from error
        if array.shape != wanted:
            came = array.shape if array.ndim else f"value = {value!r}"
            raise ValueError(
                f"{self.owner}: {name} must return an array of shape {wanted} for x of shape {wanted[:1]}, got {came}"
            )
        return array


def differences(function, x, relative):
    """(function(x + h eᵢ) − function(x − h eᵢ)) / 2h, one row for each variable i; h = relative · max(1, |xᵢ|)."""
    rows = []
    for i in range(x.size):
        above, below = x.copy(), x.copy()
        h = relative * max(1.0, abs(x[i]))
        above[i] += h
        below[i] -= h
        with np.errstate(all="ignore"):  # ∞ − ∞ is nan, and is reported by the minimiser
            rows.append((np.subtract(function(above), function(below))) / (above[i] - below[i]))
    return np.array(rows)


def _quietly(function, x):
    """function(x) on a copy; an overflow is infinity, whether NumPy or the math module met it."""
    try:
        with np.errstate(all="ignore"):
            return function(x.copy())
    except OverflowError:
        return np.inf
