# Each step as least squares over the examples that still have a weight.
def irls(x, y, max_steps=100, tol=1e-10):
    weight = np.zeros(x.shape[1])
    for step in range(max_steps + 1):
        z = x @ weight
        if (z * (y - 0.5) > 0).all():
            raise ValueError("irls: the classes are linearly separable")
        p = dl.sigmoid(z)
        if np.abs((p - y) @ x).max() <= tol * len(y):
            return weight, True
        if step == max_steps:
            return weight, False
        s = p * dl.sigmoid(-z)
        keep = s > 1e-20
        root = np.sqrt(s[keep])
        weight = weight + np.linalg.lstsq(root[:, None] * x[keep], (y - p)[keep] / root, rcond=None)[0]
