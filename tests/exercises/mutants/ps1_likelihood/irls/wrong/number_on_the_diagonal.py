# A small number on the diagonal of the Hessian, against singular ones.
# hidden: nothing may be added to the Hessian
def irls(x, y, max_steps=100, tol=1e-10):
    weight = np.zeros(x.shape[1])
    for step in range(max_steps + 1):
        z = x @ weight
        if ((2 * y - 1) * z > 0).all():
            raise ValueError("the classes are separable")
        p = dl.sigmoid(z)
        gradient = x.T @ (p - y) / len(y)
        if np.abs(gradient).max() <= tol:
            return weight, True
        if step == max_steps:
            return weight, False
        hessian = (x.T * (p * (1 - p))) @ x / len(y)
        weight = weight - np.linalg.solve(hessian + 1e-8 * np.eye(x.shape[1]), gradient)
