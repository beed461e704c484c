# Subtracts the largest logit under the logarithm only.
# message: the largest logit was subtracted under the logarithm only
class SoftmaxCrossEntropy:
    def __init__(self, reduction="mean"):
        self.reduction = reduction

    def forward(self, z, y):
        largest = z.max(axis=1, keepdims=True)
        log_p = z - np.log(np.exp(z - largest).sum(axis=1, keepdims=True))
        self.p, self.labelled = np.exp(log_p), y >= 0
        self.true = np.eye(z.shape[1], dtype=z.dtype)[y] * self.labelled[:, None]
        losses = -(log_p * self.true).sum(axis=1)
        count = max(1, int(self.labelled.sum()))
        self.scale = 1 / count if self.reduction == "mean" else 1
        return losses if self.reduction == "none" else losses.sum() * self.scale

    def backward(self, grad=1.0):
        column = np.asarray(grad, dtype=self.p.dtype).reshape(-1, 1)
        return (self.p - self.true) * column * self.labelled[:, None] * self.scale
