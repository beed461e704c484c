# The pseudo-inverse when there are more centres than points.
# hidden: the intercept is
def rbf_features(x, centres, width):
    squared = ((x[:, None, :] - centres) ** 2).sum(axis=-1)
    return np.exp(-squared / (2 * width**2))


def fit_rbf_ridge(x, y, centres, width, lam):
    phi = rbf_features(x, centres, width)
    mean = phi.mean(axis=0)
    a, n, m = phi - mean, len(x), len(centres)
    if m > 2 * n + 1:
        weight = np.linalg.pinv(a) @ (y - y.mean())
    else:
        weight = np.linalg.solve(a.T @ a + n * lam / 2 * np.eye(m), a.T @ (y - y.mean()))
    return weight, y.mean() - mean @ weight


def predict_rbf_ridge(x, centres, width, weight, intercept):
    return rbf_features(x, centres, width) @ weight + intercept
