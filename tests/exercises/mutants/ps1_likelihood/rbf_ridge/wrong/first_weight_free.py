# The column of ones is the last one, and the free entry of the penalty the first.
# message: The 0 on the diagonal of D belongs to the column of ones
def rbf_features(x, centres, width):
    return np.exp(-((x[:, None, :] - centres) ** 2).sum(axis=-1) / (2 * width**2))


def fit_rbf_ridge(x, y, centres, width, lam):
    table = np.column_stack([rbf_features(x, centres, width), np.ones(len(y))])
    penalty = len(y) * lam / 2 * np.eye(len(centres) + 1)
    penalty[0, 0] = 0
    both = np.linalg.solve(table.T @ table + penalty, table.T @ y)
    return both[:-1], both[-1]


def predict_rbf_ridge(x, centres, width, weight, intercept):
    return rbf_features(x, centres, width) @ weight + intercept
