# A loop over examples, with column vectors and Jacobians, as in the lecture.
def network_backward(x, y, w1, b1, w2, phi, dphi):
    n, grad_x = len(x), np.zeros_like(x)
    grad_w1, grad_b1, grad_w2 = np.zeros_like(w1), np.zeros_like(b1), np.zeros_like(w2)
    for i in range(n):
        z = w1 @ x[i] + b1
        a = phi(z)
        delta_u = dl.softmax(w2 @ a, 0)
        delta_u[y[i]] -= 1
        delta_z = np.diag(dphi(z)) @ w2.T @ delta_u
        grad_w2 += np.outer(delta_u, a) / n
        grad_w1 += np.outer(delta_z, x[i]) / n
        grad_b1 += delta_z / n
        grad_x[i] = w1.T @ delta_z / n
    return grad_x, grad_w1, grad_b1, grad_w2
