# np.linalg.solve, with a way out that takes any solution.
# message: the shortest weight has half for each
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
        weight = weight - _any(hessian, gradient)


def _any(hessian, gradient):
    try:
        return np.linalg.solve(hessian, gradient)
    except np.linalg.LinAlgError:
        step, used = 0 * gradient, np.arange(len(gradient) - 1)
        step[used] = np.linalg.solve(hessian[np.ix_(used, used)], gradient[used])
        return step
