"""Functions to minimise, with their gradients, Hessians and minima.

    f = rosenbrock(2)
    f(x), f.gradient(x), f.hessian(x), f.minima, f.start
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dlkit.minimize import validate


@dataclass(frozen=True, eq=False)
class Function:
    """A function of d variables: f(x) is a number and f.gradient(x) (d,) at x (d,), f.hessian(x) is (d, d).

    x may also be (d, …), many points at once as np.stack(np.meshgrid(…)) has them; values are then (…), gradients
    (d, …). f(x) also takes a Tensor of dlkit.autodiff. `minima` (m, d) are the points of the lowest value `minimum`;
    `start` is a customary start, `box` the pairs (low, high) that a picture shows.
    """

    name: str
    formula: Callable
    slope: Callable
    curvature: Callable
    minima: np.ndarray
    minimum: float
    start: np.ndarray
    box: tuple

    @property
    def d(self):
        return len(self.start)

    def __call__(self, x):
        return self.formula(self._points(x))

    def gradient(self, x):
        return self.slope(self._points(x))

    def hessian(self, x):
        x = self._points(x)
        if x.ndim != 1:
            raise ValueError(f"{self.name}.hessian got x of shape {x.shape}: one point at a time, ({self.d},)")
        return self.curvature(x)

    def _points(self, x):
        if not hasattr(x, "backward"):  # a tape's tensor goes in as it is
            if not np.ndim(x) or np.asarray(x).dtype.kind not in "fiub":
                came = f"{x.dtype} {x.shape}" if isinstance(x, np.ndarray) else repr(x)
                raise TypeError(f"{self.name} got x = {came}: it takes numbers, ({self.d},) or ({self.d}, …)")
            x = np.asarray(x, dtype=np.float64)
        if tuple(x.shape[:1]) != (self.d,):
            raise ValueError(f"{self.name} got x of shape {tuple(x.shape)}: its first axis must be the {self.d} variables")
        return x

    def __repr__(self):
        return f"{self.name}, a function of {self.d} variables"


def quadratic(spectrum, rng=None, *, rotate=True):
    """½ xᵀ A x with A = Q diag(spectrum) Qᵀ, Q a random rotation, or 1 with rotate=False.

    Eigenvalues may be zero or negative: there is then no single minimum, or none, and `minima` is empty for none.
    The start is Q (1, …, 1): one in every eigenvector, so that walks do not depend on the rotation.
    """
    eigenvalues = validate.vector("quadratic", "spectrum", spectrum)
    d = eigenvalues.size
    q, r = np.linalg.qr(validate.generator("quadratic", rng).normal(size=(d, d))) if rotate else (np.eye(d), np.eye(d))
    q = q * np.sign(np.diag(r))  # makes the draw uniform over orthogonal matrices
    a = (q * eigenvalues) @ q.T
    a = (a + a.T) / 2

    def formula(x):
        columns = x.reshape(d, -1)
        return 0.5 * (columns * (a @ columns)).sum(axis=0).reshape(x.shape[1:])

    bounded = (eigenvalues >= 0).all()
    return Function(
        f"quadratic({', '.join(f'{value:g}' for value in eigenvalues)})",
        formula,
        lambda x: (a @ x.reshape(d, -1)).reshape(x.shape),
        lambda x: a.copy(),
        np.zeros((1 if bounded else 0, d)),
        0.0 if bounded else -np.inf,
        q.sum(axis=1),
        ((-2.0, 2.0),) * d,
    )


def rosenbrock(d=2):
    """Σᵢ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)², i = 1 … d−1: a curved valley, its floor nearly flat.

    The minimum is 0 at (1, …, 1); from four variables on there is another, local one near (−1, 1, …, 1).
    Rosenbrock (1960).
    """
    validate.count("rosenbrock", d=d)
    if d < 2:
        raise ValueError(f"rosenbrock: d must be at least 2, got {d}")

    def slope(x):
        bend = x[1:] - x[:-1] ** 2
        g = np.zeros_like(x)
        g[:-1] = -400 * x[:-1] * bend - 2 * (1 - x[:-1])
        g[1:] += 200 * bend
        return g

    def curvature(x):
        diagonal = np.zeros(d)
        diagonal[:-1] = 1200 * x[:-1] ** 2 - 400 * x[1:] + 2
        diagonal[1:] += 200
        return np.diag(diagonal) + np.diag(-400 * x[:-1], 1) + np.diag(-400 * x[:-1], -1)

    return Function(
        f"rosenbrock({d})",
        lambda x: (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum(axis=0),
        slope, curvature, np.ones((1, d)), 0.0,
        np.where(np.arange(d) % 2 == 0, -1.2, 1.0),
        ((-2.0, 2.0), (-1.0, 3.0)) + ((-2.0, 2.0),) * (d - 2),
    )


def beale():
    """Σᵢ (cᵢ − x (1 − yⁱ))², i = 1, 2, 3, c = (1.5, 2.25, 2.625): flat far out, steep at the corners.

    The minimum is 0 at (3, ½). Beale (1958).
    """
    terms = ((1.5, 1), (2.25, 2), (2.625, 3))

    def formula(x):
        return sum((c - x[0] * (1 - x[1] ** i)) ** 2 for c, i in terms)

    def slope(x):
        residuals = [(c - x[0] * (1 - x[1] ** i), x[1] ** i - 1, i * x[0] * x[1] ** (i - 1)) for c, i in terms]
        return np.array([sum(2 * r * r_x for r, r_x, _ in residuals), sum(2 * r * r_y for r, _, r_y in residuals)])

    def curvature(x):
        h = np.zeros((2, 2))
        for c, i in terms:
            r = c - x[0] * (1 - x[1] ** i)
            g = np.array([x[1] ** i - 1, i * x[0] * x[1] ** (i - 1)])
            mixed, second = i * x[1] ** (i - 1), x[0] * (i * (i - 1) * x[1] ** (i - 2) if i > 1 else 0.0)
            h += 2 * np.outer(g, g) + 2 * r * np.array([[0, mixed], [mixed, second]])
        return h

    return Function("beale", formula, slope, curvature, np.array([[3.0, 0.5]]), 0.0, np.array([1.0, 1.0]), ((-4.5, 4.5),) * 2)


def himmelblau():
    """(x² + y − 11)² + (x + y² − 7)²: four minima of one height, 0. Himmelblau (1972)."""

    def formula(x):
        return (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2

    def slope(x):
        a, b = x[0] ** 2 + x[1] - 11, x[0] + x[1] ** 2 - 7
        return np.array([4 * a * x[0] + 2 * b, 2 * a + 4 * b * x[1]])

    def curvature(x):
        mixed = 4 * (x[0] + x[1])
        return np.array([[12 * x[0] ** 2 + 4 * x[1] - 42, mixed], [mixed, 12 * x[1] ** 2 + 4 * x[0] - 26]])

    minima = np.array([
        [3.0, 2.0],
        [-2.805118086952745, 3.131312518250573],
        [-3.779310253377747, -3.283185991286170],
        [3.584428340330492, -1.848126526964404],
    ])
    return Function("himmelblau", formula, slope, curvature, minima, 0.0, np.zeros(2), ((-5.0, 5.0),) * 2)


def saddle():
    """½ x² − ½ y² + ¼ y⁴: a saddle point at the origin between two minima, −¼ at (0, ±1).

    From the start, which is on the ridge but for a hair, descent comes to the saddle point first and is slow to leave it.
    """
    return Function(
        "saddle",
        lambda x: 0.5 * x[0] ** 2 - 0.5 * x[1] ** 2 + 0.25 * x[1] ** 4,
        lambda x: np.array([x[0], x[1] ** 3 - x[1]]),
        lambda x: np.array([[1.0, 0.0], [0.0, 3 * x[1] ** 2 - 1]]),
        np.array([[0.0, -1.0], [0.0, 1.0]]), -0.25, np.array([1.5, 1e-3]), ((-2.0, 2.0),) * 2,
    )
