"""Softmax regression: the maximum likelihood of categorical labels."""

import numpy as np

from dlkit.estimators.convex_classifier import ConvexClassifier
from dlkit.numpy.functional import log_softmax, softmax


class SoftmaxRegression(ConvexClassifier):
    """P(y = k | x) = softmax(W x + b)_k, fitted by minimising −(1/n) Σ log P(y_i | x_i) + (λ/2)‖W‖², λ = `l2`, b free.

    With logits Z = AΘ, P = softmax(Z), one-hot T:  g = Aᵀ(P − T)/n, and H has the blocks
    Aᵀ diag(p_k (δ_kl − p_l)) A/n. A common vector added to all rows of W changes nothing, so W and b are those whose
    columns sum to 0 over the classes, where λ → 0 leads; for two classes w₁ − w₀ is LogisticRegression's w
    with l2 = λ/2. Solvers, rank, separable data and errors as in LogisticRegression; H's bound is AᵀA/(2n). λ is
    1/(n C) in scikit-learn's terms.

    Fitted: `coef_` (K, d), `intercept_` (K,), `classes_` (K,), `n_iter_`, `separable_`, `n_features_in_`.
    Bishop and Bishop (2024), section 5.4; Böhning (1992) for the bound.
    """

    def _loss(self, A, index, penalty):
        return _SoftmaxLoss(A, index, penalty[:, None], len(self.classes_))

    def decision_function(self, X):
        """The logits W x + b, (n, K); of two classes their difference, (n,), as scikit-learn has it."""
        z = self._logits(X)
        return z[:, 1] - z[:, 0] if len(self.classes_) == 2 else z

    def predict_log_proba(self, X):
        """log P(y = k | x), (n, K): finite where P underflows."""
        return log_softmax(self._logits(X), dim=1)


def sum_zero_basis(n_classes):
    """C (K, K − 1) with orthonormal columns that sum to 0: logits Z = V Cᵀ have no common part."""
    Q, _ = np.linalg.qr(np.column_stack([np.ones(n_classes), np.eye(n_classes)[:, 1:]]))
    return Q[:, 1:]


class _SoftmaxLoss:
    """The loss and its derivatives for white features A (n, q), θ (q, K − 1), logits Z = A θ Cᵀ."""

    def __init__(self, A, index, penalty, n_classes):
        self.A, self.C, self.n = A, sum_zero_basis(n_classes), len(index)
        self.T = np.eye(n_classes)[index]
        self.index, self.penalty, self.bound = index, penalty, 1 / 2 + penalty
        self.reach = 2 / np.sqrt(n_classes)  # ‖θ‖ = 1: some row of Z has length ≥ 1, so spans at least that

    def start(self):
        return np.zeros((self.A.shape[1], self.C.shape[1]))

    def logits(self, theta):
        return self.A @ theta @ self.C.T

    def margins(self, theta):
        """z_y − z_k for every k ≠ y, (n, K − 1)."""
        z = self.logits(theta)
        return (z[self.T == 1][:, None] - z)[self.T == 0]

    def value(self, theta):
        log_p = log_softmax(self.logits(theta), dim=1)
        return -log_p[self.T == 1].mean() + (self.penalty * theta**2).sum() / 2

    def gradient(self, theta):
        return self.A.T @ (softmax(self.logits(theta), dim=1) - self.T) @ self.C / self.n + self.penalty * theta

    def hessian(self, theta):
        P, (q, m) = softmax(self.logits(theta), dim=1), theta.shape
        PC = P @ self.C
        H = np.empty((q, m, q, m))
        for b in range(m):
            for c in range(m):
                weight = P @ (self.C[:, b] * self.C[:, c]) - PC[:, b] * PC[:, c]  # [Cᵀ(diag p − p pᵀ)C]_bc
                H[:, b, :, c] = (self.A * weight[:, None]).T @ self.A / self.n
        return H.reshape(q * m, q * m) + np.diag(np.repeat(self.penalty[:, 0], m))

    def least_doubt(self, theta):
        return softmax(self.logits(theta), dim=1)[self.T == 0].min()

    def margin_matrix(self):
        difference = self.C[self.index][:, None] - self.C  # margins = a_i θ (C_y − C_k)ᵀ
        return np.einsum("ia,ikb->ikab", self.A, difference).reshape(-1, self.A.shape[1] * self.C.shape[1])
