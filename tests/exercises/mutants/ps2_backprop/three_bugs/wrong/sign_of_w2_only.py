# Mends the sign where the second weight is, and leaves it to the others.
# message: ∂L/∂x and ∂L/∂w1 and ∂L/∂b1: the sign is flipped
def network_backward(x, y, w1, b1, w2, phi, dphi):
    z = x @ w1.T + b1
    a = phi(z)
    u = a @ w2.T
    one_hot = np.eye(u.shape[1])[y]
    grad_u = (one_hot - dl.softmax(u, -1)) / len(x)
    grad_w2 = -grad_u.T @ a
    grad_z = grad_u @ w2 * dphi(z)
    return grad_z @ w1, grad_z.T @ x, grad_z.sum(axis=0), grad_w2
