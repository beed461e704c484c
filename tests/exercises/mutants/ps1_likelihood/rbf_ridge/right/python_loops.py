# Loops over points and centres, the singular values, and no helper.
def rbf_features(x, centres, width):
    phi = np.empty((len(x), len(centres)))
    for i, point in enumerate(x):
        for j, centre in enumerate(centres):
            phi[i, j] = np.exp(-0.5 * (np.linalg.norm(point - centre) / width) ** 2)
    return phi


def fit_rbf_ridge(x, y, centres, width, lam):
    phi = rbf_features(x, centres, width)
    u, s, vt = np.linalg.svd(phi - phi.mean(axis=0), full_matrices=False)
    weight = vt.T @ (s / (s**2 + len(x) * lam / 2) * (u.T @ (y - y.mean())))
    return weight, y.mean() - phi.mean(axis=0) @ weight


def predict_rbf_ridge(x, centres, width, weight, intercept):
    y_hat = []
    for row in rbf_features(x, centres, width):
        y_hat.append(intercept + np.dot(row, weight))
    return np.array(y_hat)
