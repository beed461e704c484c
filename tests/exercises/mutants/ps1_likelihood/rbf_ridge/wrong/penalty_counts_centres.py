# mλ/2 instead of nλ/2.
# message: n counts the points, m the centres
def rbf_features(x, centres, width):
    return np.exp(-((x[:, None, :] - centres) ** 2).sum(axis=-1) / (2 * width**2))


def fit_rbf_ridge(x, y, centres, width, lam):
    phi = rbf_features(x, centres, width)
    mean = phi.mean(axis=0)
    a = phi - mean
    weight = np.linalg.solve(a.T @ a + len(centres) * lam / 2 * np.eye(len(centres)), a.T @ (y - y.mean()))
    return weight, y.mean() - mean @ weight


def predict_rbf_ridge(x, centres, width, weight, intercept):
    return rbf_features(x, centres, width) @ weight + intercept
