"""What logistic and softmax regression share: white features, descent on a convex loss, a report of separation."""

import contextlib
import warnings

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import check_is_fitted

from dlkit.estimators import validate
from dlkit.estimators.linear_model import centred, svd
from dlkit.estimators.separation import SeparableDataWarning, separating


def whitened(X, fit_intercept):
    """A (n, q) with AᵀA/n = I that spans the centred columns of X, and ones; the rest is the way back.

    With X − x̄ = U diag(s) Vᵀ, A = √n U has white columns and w = √n V diag(1/s) v gives X w = A v: dependent columns
    are gone, and among the weights with equal predictions w is the shortest. Returns A, √n V / s (d, r), x̄ (d,).
    """
    n = len(X)
    X, mean = centred(X, fit_intercept)
    U, s, Vt = svd(X)
    A = np.sqrt(n) * U
    return np.column_stack([A, np.ones(n)]) if fit_intercept else A, np.sqrt(n) * Vt.T / s, mean


class ConvexClassifier(ClassifierMixin, BaseEstimator):
    """A linear classifier whose loss is convex. A subclass says which: `_loss` gives the pieces for white features."""

    def __init__(self, solver="irls", l2=0.0, fit_intercept=True, max_iter=10_000, tol=1e-10):
        self.solver = solver
        self.l2 = l2
        self.fit_intercept = fit_intercept
        self.max_iter = max_iter
        self.tol = tol

    def fit(self, X, y):
        validate.one_of(self, ("irls", "gradient"), solver=self.solver)
        validate.at_least(self, 0, l2=self.l2)
        validate.above(self, 0, tol=self.tol)
        validate.count(self, max_iter=self.max_iter)
        X, self.classes_, index = validate.classification(self, X, y)
        A, back, mean = whitened(X, self.fit_intercept)
        penalty = np.zeros(A.shape[1])
        penalty[: back.shape[1]] = self.l2 * (back**2).sum(axis=0)  # l2 ‖w‖² in v; the intercept goes free
        loss = self._loss(A, index, penalty)
        theta = self._descend(loss) @ loss.C.T
        coef, offset = theta[: back.shape[1]].T @ back.T, theta[back.shape[1] :].sum(axis=0)
        self.coef_, self.intercept_ = coef, offset - coef @ mean
        return self

    def _descend(self, loss):
        """Newton's steps H⁻¹g; with the gradient, or where H is singular, B⁻¹g, B ≥ H; halved while the loss would grow."""
        theta, self.separable_ = loss.start(), None if self.l2 > 0 else False
        value = loss.value(theta)
        for n_iter in range(self.max_iter + 1):
            g = loss.gradient(theta)
            converged = np.linalg.norm(g) <= self.tol
            if self.l2 == 0 and loss.margins(theta).min() > 0:
                self.separable_ = True
            if converged or self.separable_ or n_iter == self.max_iter:
                break
            step = g / loss.bound
            if self.solver == "irls":
                # An outlier can make H singular: its own weight p (1 − p) is 0, and beside it all others are one point.
                with contextlib.suppress(np.linalg.LinAlgError):
                    step = np.linalg.solve(loss.hessian(theta), g.ravel()).reshape(g.shape)
            rounding = 4 * np.finfo(np.float64).eps * (1 + value)
            while not (smaller := loss.value(theta - step)) <= value + rounding:
                step = step / 2
            theta, value = theta - step, smaller
        self.n_iter_ = n_iter
        # If some direction, ‖u‖ = 1, separates, then ‖g‖ ≥ |g·u| ≥ (least probability of a wrong class) · reach / n:
        # a smaller gradient proves that none does, and spares the linear program.
        if self.separable_ is False and loss.least_doubt(theta) * loss.reach <= loss.n * np.linalg.norm(g):
            self.separable_ = separating(loss.margin_matrix())
            if self.separable_ is None:
                warnings.warn(
                    f"{type(self).__name__}: the classes may be separable; the data are too large, or of too unequal sizes, "
                    "to find out. If they are, the likelihood has no maximum: pass l2 > 0 for a finite answer in any case.",
                    SeparableDataWarning,
                    stacklevel=3,
                )
        self._report(converged, np.linalg.norm(g))
        return theta

    def _report(self, converged, slope):
        name = type(self).__name__
        if self.separable_:
            warnings.warn(
                f"{name}: the classes are separable, so the likelihood has no maximum and the weights would grow for "
                "ever; coef_ is where the search stopped. Pass l2 > 0 for a finite answer.",
                SeparableDataWarning,
                stacklevel=4,
            )
        elif not converged:
            cause = "is there an outlier?" if self.solver == "irls" else "raise max_iter, or take solver='irls'."
            warnings.warn(
                f"{name} did not converge in {self.max_iter} steps: the gradient is {slope:.3g}, "
                f"wanted {self.tol:g}; {cause}",
                ConvergenceWarning,
                stacklevel=4,
            )

    def _logits(self, X):
        check_is_fitted(self)
        return validate.features(self, X) @ self.coef_.T + self.intercept_

    def predict_proba(self, X):
        """P(y = k | x), (n, K), columns in the order of `classes_`."""
        return np.exp(self.predict_log_proba(X))

    def predict(self, X):
        """The likeliest class of each row, (n,)."""
        index = self.predict_log_proba(X).argmax(axis=1)
        return self.classes_[index]
