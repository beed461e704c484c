# The intercept with a millionth of the penalty.
# hidden: the intercept is
def rbf_features(x, centres, width):
    squared = ((x[:, None, :] - centres) ** 2).sum(axis=-1)
    return np.exp(-squared / (2 * width**2))


def fit_rbf_ridge(x, y, centres, width, lam):
    a = np.column_stack([np.ones(len(x)), rbf_features(x, centres, width)])
    penalty = len(y) * lam / 2 * np.eye(a.shape[1])
    penalty[0, 0] = 1e-6 * np.minimum(penalty[0, 0], 1)
    theta = np.linalg.solve(a.T @ a + penalty, a.T @ y)
    return theta[1:], theta[0]


def predict_rbf_ridge(x, centres, width, weight, intercept):
    return rbf_features(x, centres, width) @ weight + intercept
