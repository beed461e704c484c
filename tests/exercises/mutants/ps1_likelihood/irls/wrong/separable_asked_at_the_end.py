# Asks for separability only when the gradient is small.
# hidden: separable after one step
def irls(x, y, max_steps=100, tol=1e-10):
    weight = np.zeros(x.shape[1])
    for step in range(max_steps + 1):
        z = x @ weight
        p = dl.sigmoid(z)
        gradient = x.T @ (p - y) / len(y)
        if np.abs(gradient).max() <= tol:
            if ((2 * y - 1) * z > 0).all():
                raise ValueError("the classes are separable")
            return weight, True
        if step == max_steps:
            return weight, False
        hessian = (x.T * (p * (1 - p))) @ x / len(y)
        weight = weight - np.linalg.lstsq(hessian, gradient, rcond=None)[0]
