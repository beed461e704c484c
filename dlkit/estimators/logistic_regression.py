"""Logistic regression: the maximum likelihood of Bernoulli labels, by iteratively reweighted least squares."""

import numpy as np

from dlkit.estimators.convex_classifier import ConvexClassifier
from dlkit.numpy.functional import sigmoid


class LogisticRegression(ConvexClassifier):
    """P(y = 1 | x) = σ(w·x + b), fitted by minimising −(1/n) Σ log P(y_i | x_i) + (λ/2)‖w‖², λ = `l2`, b free.

    With logits z = Aθ, probabilities p and labels t in {0, 1}:  g = Aᵀ(p − t)/n,  H = Aᵀ diag(p(1 − p)) A/n.
    solver="irls" is Newton, θ ← θ − H⁻¹g, a least-squares problem with weights p(1 − p) in each step;
    "gradient" takes H's bound AᵀA/(4n) instead: gradient descent with the step 4, in coordinates in which X is
    white. X (n, d) of any rank: of equally good weights the shortest, as in LinearRegression. λ is 1/(n C) in
    scikit-learn's terms, whose default is C = 1; here nothing is penalised by default.

    Fitted: `coef_` (1, d), `intercept_` (1,), `classes_` (2,), `n_iter_`, `n_features_in_`, and `separable_`: True
    if a hyperplane separates the classes, weakly at least, so that the likelihood has no maximum (then
    SeparableDataWarning, and `coef_` is where the search stopped); None with l2 > 0, which always has one,
    or where doubtful data are too large, or too uneven, to decide (then SeparableDataWarning too).
    Issues ConvergenceWarning if the gradient is above tol after max_iter steps. Raises ValueError unless y has two
    classes. Bishop and Bishop (2024), section 5.4; Böhning and Lindsay (1988) for the bound.
    """

    def _loss(self, A, index, penalty):
        if len(self.classes_) != 2:
            raise ValueError(
                f"Only binary classification is supported. LogisticRegression got labels of {len(self.classes_)} "
                "classes, wanted 2: use SoftmaxRegression"
            )
        return _LogisticLoss(A, index, penalty[:, None])

    def decision_function(self, X):
        """The logit w·x + b of the second class, (n,)."""
        return self._logits(X)[:, 0]

    def predict_log_proba(self, X):
        """log P(y = k | x), (n, 2): finite where P underflows."""
        z = self.decision_function(X)
        return np.column_stack([-np.logaddexp(0, z), -np.logaddexp(0, -z)])

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags


class _LogisticLoss:
    """The loss and its derivatives for white features A (n, q), θ (q, 1)."""

    C = np.ones((1, 1))  # θ is the weights themselves
    reach = 1  # some row has |a_i·θ| ≥ 1 for ‖θ‖ = 1, because AᵀA/n = I

    def __init__(self, A, t, penalty):
        self.A, self.t, self.n = A, t[:, None], len(t)
        self.sign, self.penalty, self.bound = 2 * self.t - 1, penalty, 1 / 4 + penalty

    def start(self):
        return np.zeros((self.A.shape[1], 1))

    def margins(self, theta):
        return self.sign * (self.A @ theta)

    def value(self, theta):
        return np.logaddexp(0, -self.margins(theta)).mean() + (self.penalty * theta**2).sum() / 2

    def gradient(self, theta):
        return self.A.T @ (sigmoid(self.A @ theta) - self.t) / self.n + self.penalty * theta

    def hessian(self, theta):
        z = self.A @ theta
        weight = sigmoid(z) * sigmoid(-z)  # p (1 − p), exact where p rounds to 1
        return (self.A * weight).T @ self.A / self.n + np.diag(self.penalty[:, 0])

    def least_doubt(self, theta):
        return sigmoid(-self.margins(theta)).min()

    def margin_matrix(self):
        return self.sign * self.A
