"""What the four noise models share: a sample, the negative log-likelihood, and a prior worth some observations."""

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from dlkit.estimators import validate


class NoiseModel(BaseEstimator):
    """p(y | θ) of independent y_i. A subclass estimates θ in `_estimate` and gives log p(y_i | θ) in `log_prob`.

    The prior is that of `prior_count` observations made before, of which the subclass says what they showed:
    maximising p(y | θ) p(θ) is maximum likelihood with these added. A count of 0, the default, is maximum
    likelihood; against n → ∞ any count fades.
    """

    wanted = "numbers"

    def fit(self, y, _=None):
        """Estimate the parameters from y (n,); returns self. The second argument is scikit-learn's unused one."""
        validate.at_least(self, 0, prior_count=self.prior_count)
        self._estimate(self._checked(y))
        return self

    def nll(self, y):
        """Mean negative log-likelihood −(1/n) Σ log p(y_i): ∞ where a y_i is impossible."""
        check_is_fitted(self)
        return float(-self.log_prob(self._checked(y)).mean())

    def score(self, y, _=None):
        """Mean log-likelihood, −nll(y): what GridSearchCV makes large."""
        return -self.nll(y)

    def _checked(self, y):
        """y as float64 (n,), n ≥ 1, finite."""
        name, came, y = type(self).__name__, f", not {y!r}" if np.ndim(y) == 0 else "", np.asarray(y)
        if y.dtype.kind not in "fiub":
            raise TypeError(f"{name} got values of {y.dtype}: wanted {self.wanted}{came}")
        if y.ndim != 1 or len(y) == 0:
            raise ValueError(f"{name} got y {y.shape}: wanted a sample (n,), n ≥ 1{came}; for a column use y.ravel()")
        y = y.astype(np.float64)
        if not np.isfinite(y).all():
            raise ValueError(f"{name} got {np.count_nonzero(~np.isfinite(y))} values of {len(y)} that are not finite: wanted {self.wanted}")
        return y

    def _spread(self, **named):
        """The estimated spread, once it is sure not to be 0, where the density would be infinite."""
        ((name, value),) = named.items()
        if not value > 0:
            raise ValueError(
                f"{type(self).__name__}: all values are equal, so {name} is {value} and the likelihood has no maximum; "
                "pass more values, or a prior with prior_count > 0"
            )
        return float(value)
