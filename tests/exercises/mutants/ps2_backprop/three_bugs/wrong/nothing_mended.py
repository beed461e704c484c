# Only the line that raises was deleted.
# message: all three bugs are still there, and the slopes of the Taylor remainder are ∂L/∂x 1.0, ∂L/∂w1 1.0, ∂L/∂b1 1.0, ∂L/∂w2 2.0
def network_backward(x, y, w1, b1, w2, phi, dphi):
    z = x @ w1.T + b1
    a = phi(z)
    u = a @ w2.T
    one_hot = np.eye(u.shape[1])[y]
    grad_u = dl.softmax(u, -1) - one_hot
    grad_w2 = grad_u.T @ a / len(x)
    grad_z = grad_u * dphi(a)
    grad_w1 = grad_z.T @ x
    grad_b1 = grad_z.sum(axis=0)
    grad_x = grad_z @ w1
    return grad_x, grad_w1, grad_b1, grad_w2
