# Computes with the labelled rows alone, and puts them back.
class SoftmaxCrossEntropy:
    def __init__(self, reduction="mean"):
        self.reduction = reduction

    def forward(self, z, y):
        self.at = np.flatnonzero(y != -1)
        self.z, self.y, self.n = z[self.at].copy(), y[self.at], len(y)
        losses = np.zeros(self.n, dtype=z.dtype)
        losses[self.at] = dl.logsumexp(self.z, 1) - self.z[np.arange(len(self.y)), self.y]
        if self.reduction == "none":
            return losses
        return losses.sum() / z.dtype.type(max(1, len(self.at)) if self.reduction == "mean" else 1)

    def backward(self, grad=1.0):
        p = dl.softmax(self.z, 1)
        p[np.arange(len(self.y)), self.y] -= 1
        grad_z = np.zeros((self.n, p.shape[1]), p.dtype)
        grad_z[self.at] = p / (max(1, len(self.at)) if self.reduction == "mean" else 1)
        return (grad_z.T * np.asarray(grad, p.dtype)).T
