# Subtracts each point's mean over the centres.
# message: the weight is (-1.1984
def rbf_features(x, centres, width):
    squared = ((x[:, None, :] - centres) ** 2).sum(axis=-1)
    return np.exp(-squared / (2 * width**2))


def fit_rbf_ridge(x, y, centres, width, lam):
    phi = rbf_features(x, centres, width)
    a = phi - phi.mean(axis=1, keepdims=True)
    weight = np.linalg.solve(a.T @ a + len(y) * lam / 2 * np.eye(len(centres)), a.T @ (y - y.mean()))
    return weight, y.mean() - phi.mean(axis=0) @ weight


def predict_rbf_ridge(x, centres, width, weight, intercept):
    return rbf_features(x, centres, width) @ weight + intercept
