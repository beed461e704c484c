# The missing weight is left.
# message: one of the three bugs is still there. The gradient goes from the logits to z without passing
def network_backward(x, y, w1, b1, w2, phi, dphi):
    z = x @ w1.T + b1
    a = phi(z)
    u = a @ w2.T
    one_hot = np.eye(u.shape[1])[y]
    grad_u = (dl.softmax(u, -1) - one_hot) / len(x)
    grad_w2 = grad_u.T @ a
    grad_z = grad_u * dphi(z)
    grad_w1 = grad_z.T @ x
    grad_b1 = grad_z.sum(axis=0)
    grad_x = grad_z @ w1
    return grad_x, grad_w1, grad_b1, grad_w2
