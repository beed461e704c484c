# Loops over the labelled rows; the gradient is made in forward.
class SoftmaxCrossEntropy:
    def __init__(self, reduction="mean"):
        self.reduction = reduction

    def forward(self, z, y):
        losses, self.grad_z = np.zeros(len(y), z.dtype), np.zeros_like(z)
        labelled = [i for i in range(len(y)) if y[i] >= 0]
        self.m = max(len(labelled), 1)
        for i in labelled:
            e = np.exp(z[i] - z[i].max())
            losses[i] = -(z[i, y[i]] - z[i].max()) + np.log(e.sum())
            self.grad_z[i] = e / e.sum()
            self.grad_z[i, y[i]] -= 1
        if self.reduction == "none":
            return losses
        return losses.sum() if self.reduction == "sum" else losses.sum() / self.m

    def backward(self, grad=1.0):
        if self.reduction == "none" and np.ndim(grad):
            return self.grad_z * grad.astype(self.grad_z.dtype)[:, None]
        return self.grad_z * (grad / self.m if self.reduction == "mean" else grad)
