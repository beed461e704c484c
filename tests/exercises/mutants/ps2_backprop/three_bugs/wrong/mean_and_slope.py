# Only the weight was mended.
# message: two of the three bugs are still there, and the slopes
def network_backward(x, y, w1, b1, w2, phi, dphi):
    z = x @ w1.T + b1
    a = phi(z)
    u = a @ w2.T
    one_hot = np.eye(u.shape[1])[y]
    grad_u = dl.softmax(u, -1) - one_hot
    grad_w2 = grad_u.T @ a / len(x)
    grad_z = grad_u @ w2 * dphi(a)
    grad_w1 = grad_z.T @ x
    grad_b1 = grad_z.sum(axis=0)
    grad_x = grad_z @ w1
    return grad_x, grad_w1, grad_b1, grad_w2
