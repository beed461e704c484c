# h² for 2 h².
# message: the 2 of 2 τ² is missing
def rbf_features(x, centres, width):
    squared = ((x[:, None, :] - centres) ** 2).sum(axis=-1)
    return np.exp(-squared / width**2)


def fit_rbf_ridge(x, y, centres, width, lam):
    phi = rbf_features(x, centres, width)
    mean = phi.mean(axis=0)
    a = phi - mean
    weight = np.linalg.solve(a.T @ a + len(y) * lam / 2 * np.eye(len(centres)), a.T @ (y - y.mean()))
    return weight, y.mean() - mean @ weight


def predict_rbf_ridge(x, centres, width, weight, intercept):
    return rbf_features(x, centres, width) @ weight + intercept
