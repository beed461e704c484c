# Treats the batch without labels apart, with Python's 0.0 for its loss.
class SoftmaxCrossEntropy:
    def __init__(self, reduction="mean"):
        self.reduction = reduction

    def forward(self, z, y):
        exponentials = np.exp(z - z.max(axis=1, keepdims=True))
        sums = exponentials.sum(axis=1, keepdims=True)
        self.p, self.rows = exponentials / sums, np.flatnonzero(y >= 0)
        self.y = y[self.rows]
        losses = np.zeros(len(y), z.dtype)
        losses[self.rows] = (z.max(axis=1) + np.log(sums[:, 0]))[self.rows] - z[self.rows, self.y]
        if self.reduction == "none":
            return losses
        if len(self.rows) == 0:
            return 0.0
        return losses.sum() / (len(self.rows) if self.reduction == "mean" else 1)

    def backward(self, grad=1.0):
        grad_z = np.zeros_like(self.p)
        grad_z[self.rows] = self.p[self.rows]
        grad_z[self.rows, self.y] -= 1
        if self.reduction == "none":
            return grad_z * grad[:, None]
        return grad_z * (grad / max(1, len(self.rows)) if self.reduction == "mean" else grad)
