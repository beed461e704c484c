"""Estimators."""

FAULTS = [
    (
        ["tests/dlkit/estimators/test_likelihoods.py"],
        [
            ('dlkit/estimators/gaussian.py', '((y - mean) ** 2).mean()', '((y - mean) ** 2).sum() / max(n - 1, 1)'),
            ('dlkit/estimators/gaussian.py', '(n + k) * (mean - m) ** 2', '(n + k) * (mean - m)'),
            ('dlkit/estimators/gaussian.py', 'math.log(2 * math.pi * self.var_)', 'math.log(2 * math.pi * self.var_**0.5)'),
            ('dlkit/estimators/laplace.py', 'deviation / weights.sum()', 'deviation / len(y)'),
            ('dlkit/estimators/laplace.py', '(values[low] + values[high]) / 2', 'values[low]'),
            ('dlkit/estimators/laplace.py', '+ self.prior_count * self.prior_scale', ''),
            ('dlkit/estimators/bernoulli.py', 'np.log1p(-self.prob_)', 'np.log(self.prob_)'),
            ('dlkit/estimators/bernoulli.py', '/ (len(y) + self.prior_count)', '/ len(y)'),
            ('dlkit/estimators/categorical.py', '+ self.prior_count * q)', '+ q)'),
            ('dlkit/estimators/likelihood.py', '.mean())', '.sum())'),
        ],
    ),
    (
        ["tests/dlkit/estimators/test_linear_models.py"],
        [
            ('dlkit/estimators/linear_model.py', 'y_mean - coef @ x_mean', 'y_mean'),
            ('dlkit/estimators/linear_model.py', 's.max(initial=0)', '0'),
            ('dlkit/estimators/ridge.py', 's / (s**2 + self.alpha)', 's / (s**2 + self.alpha**2)'),
            ('dlkit/estimators/ridge.py', 's / (s**2 + self.alpha)', 's / (s**2 + self.alpha / len(s))'),
            ('dlkit/estimators/lasso.py', 'n * self.alpha) / square[j]', 'self.alpha) / square[j]'),
            ('dlkit/estimators/lasso.py', 'X[:, j] @ r + square[j] * old', 'X[:, j] @ r'),
            ('dlkit/estimators/lasso.py', 'np.maximum(np.abs(z) - t, 0)', 'np.abs(z) - t'),
            ('dlkit/estimators/lasso.py', 'r if steepest <= n * alpha else r * (n * alpha / steepest)', 'r'),
            ('dlkit/estimators/lasso.py', 'X, x_mean = centred(X, self.fit_intercept)', 'x_mean = np.zeros(X.shape[1])'),
        ],
    ),
    (
        ["tests/dlkit/estimators/test_linear_classifiers.py"],
        [
            ('dlkit/estimators/linear_model.py', 'np.where(X.min(axis=0) == X.max(axis=0), X[0], X.mean(axis=0))', 'X.mean(axis=0)'),
            ('dlkit/estimators/convex_classifier.py', 'penalty[: back.shape[1]] =', 'penalty[:] = self.l2; penalty[: back.shape[1]] ='),
            ('dlkit/estimators/convex_classifier.py', 'self.l2 * (back**2).sum(axis=0)', 'self.l2'),
            ('dlkit/estimators/convex_classifier.py', 'offset - coef @ mean', 'offset'),
            ('dlkit/estimators/convex_classifier.py', 'self.l2 == 0 and loss.margins(theta).min() > 0', 'False'),
            ('dlkit/estimators/convex_classifier.py', 'self.separable_ = separating(loss.margin_matrix())', 'pass'),
            ('dlkit/estimators/convex_classifier.py', 'loss.margins(theta).min() > 0', 'loss.margins(theta).max() > 0'),
            ('dlkit/estimators/logistic_regression.py', 'weight = sigmoid(z) * sigmoid(-z)', 'weight = sigmoid(z)'),
            ('dlkit/estimators/logistic_regression.py', '1 / 4 + penalty', '1 / 40 + penalty'),
            ('dlkit/estimators/logistic_regression.py', 'self.A.T @ (sigmoid(self.A @ theta) - self.t) / self.n', 'self.A.T @ (sigmoid(self.A @ theta) - self.t)'),
            ('dlkit/estimators/logistic_regression.py', '[-np.logaddexp(0, z), -np.logaddexp(0, -z)]', '[-np.logaddexp(0, -z), -np.logaddexp(0, z)]'),
            ('dlkit/estimators/softmax_regression.py', '- PC[:, b] * PC[:, c]', ''),
            ('dlkit/estimators/softmax_regression.py', 'np.repeat(self.penalty[:, 0], m)', 'np.tile(self.penalty[:, 0], m)'),
            ('dlkit/estimators/softmax_regression.py', 'z[:, 1] - z[:, 0] if', 'z[:, 0] - z[:, 1] if'),
            ('dlkit/estimators/separation.py', 'rows, bounds = np.vstack([M, -M]), np.r_[np.ones(len(M)), np.zeros(len(M))]', 'rows, bounds = M, np.ones(len(M))'),
        ],
    ),
    (
        ["tests/dlkit/estimators/test_extremes.py"],
        [
            ('dlkit/estimators/separation.py', ' and (M @ best.x).min() >= -1e-13', ''),
            ('dlkit/estimators/convex_classifier.py', 'contextlib.suppress(np.linalg.LinAlgError)', 'contextlib.nullcontext()'),
        ],
    ),
    (
        ["tests/dlkit/estimators/test_features_and_pca.py"],
        [
            ('dlkit/estimators/pca.py', 's[:k] ** 2 / (n - 1)', 's[:k] ** 2 / n'),
            ('dlkit/estimators/pca.py', 'np.sign(np.take_along_axis(Vt, largest, axis=1))', '1'),
            ('dlkit/estimators/pca.py', 'z * self._scale() @', 'z @'),
            ('dlkit/estimators/pca.py', 'X, self.mean_ = centred(X)', 'self.mean_ = X.mean(axis=0) * 0'),
            ('dlkit/estimators/polynomial_features.py', 'choose = combinations if', 'choose = combinations if not'),
            ('dlkit/estimators/rbf_features.py', '- 2 * X @ C.T', '- X @ C.T'),
            ('dlkit/estimators/rbf_features.py', 'replace=False', 'replace=True'),
            ('dlkit/estimators/rbf_features.py', '    X, C = X - C.mean(axis=0), C - C.mean(axis=0)\n', ''),
        ],
    ),
    (
        ["tests/dlkit/estimators/test_bagging.py"],
        [
            ('dlkit/estimators/bagging.py', 'out = ~np.isin(', 'out = np.isin('),
            ('dlkit/estimators/bagging.py', 'rows = rng.integers(n, size=n)', 'rows = rng.permutation(n)'),
            ('dlkit/estimators/bagging.py', 'P[:, model.classes_] =', 'P[:, : len(model.classes_)] ='),
            ('dlkit/estimators/bagging.py', 'model.set_params(**{name', '(lambda **_: model)(**{name'),
        ],
    ),
    (
        ["tests/dlkit/estimators/test_nearest_neighbors.py"],
        [
            ('dlkit/estimators/nearest_neighbors.py', 'start + np.arange(len(distance))', 'np.arange(len(distance))'),
            ('dlkit/estimators/nearest_neighbors.py', 'kind="stable"', 'kind="quicksort"'),
            ('dlkit/estimators/nearest_neighbors.py', '== wanted[:, None]).mean()', '== wanted[:, None]).any(axis=1).mean()'),
            ('dlkit/estimators/nearest_neighbors.py', 'np.sqrt(squared_distances(X, S))', 'squared_distances(X, S)'),
        ],
    ),
    (
        ["tests/dlkit/estimators/test_folds.py"],
        [
            ('dlkit/estimators/folds.py', 'fold = np.sort(np.arange(n) % self.n_splits)', 'fold = np.arange(n) % self.n_splits'),
            ('dlkit/estimators/folds.py', 'rng.permutation(hand) if self.shuffle else hand', 'np.resize(np.arange(self.n_splits), counts[k])'),
            ('dlkit/estimators/folds.py', '(StratifiedKFold if is_classifier(estimator) else KFold)', 'KFold'),
            ('dlkit/estimators/folds.py', 'clone(estimator).fit(X_train, ', 'estimator.fit(X_train, '),
        ],
    ),
    (
        ["tests/dlkit/estimators/test_conventions.py"],
        [
            ('dlkit/validate.py', 'if not is_finite(value) or value < minimum:', 'if False:'),
            ('dlkit/estimators/validate.py', 'if len(classes) < 2:', 'if len(classes) < 1:'),
        ],
    ),
]
