# np.linalg.pinv, a diagonal matrix, and a while loop.
def irls(x, y, max_steps=100, tol=1e-10):
    n, d = x.shape
    w, steps = np.zeros(d), 0
    while True:
        z = x @ w
        if np.all(z[y == 1] > 0) and np.all(z[y == 0] < 0):
            raise ValueError("the data are separable: no maximum of the likelihood")
        p = dl.sigmoid(z)
        g = (p - y) @ x / n
        if (np.abs(g) <= tol).all() or steps == max_steps:
            return w, bool((np.abs(g) <= tol).all())
        w = w - np.linalg.pinv(x.T @ np.diag(p * (1 - p)) @ x / n, hermitian=True) @ g
        steps += 1
