# Newton in coordinates of the row space, in which the Hessian is regular.
from scipy.special import expit


def irls(x, y, max_steps=100, tol=1e-10):
    _, s, vt = np.linalg.svd(x, full_matrices=False)
    vt = vt[s > 1e-12 * s.max(initial=0)]
    theta, a = np.zeros(len(vt)), x @ vt.T
    for step in range(max_steps + 1):
        z = a @ theta
        gradient = a.T @ (expit(z) - y) / len(y)
        if (np.where(y == 1, z, -z) > 0).all():
            raise ValueError("separable classes")
        if np.abs(vt.T @ gradient).max() <= tol:
            return vt.T @ theta, True
        if step == max_steps:
            return vt.T @ theta, False
        hessian = np.einsum("ni,n,nj->ij", a, expit(z) * expit(-z), a) / len(y)
        theta = theta - np.linalg.solve(hessian, gradient)
