# Writes a valid index into the caller's labels.
# message: y was changed
class SoftmaxCrossEntropy:
    def __init__(self, reduction="mean"):
        self.reduction = reduction

    def forward(self, z, y):
        z = z - z.max(axis=1, keepdims=True)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        self.p, self.rows, self.labelled = np.exp(log_p), np.arange(len(y)), y >= 0
        y[y < 0] = 0
        self.y = y
        losses = np.where(self.labelled, -log_p[self.rows, self.y], 0)
        self.scale = 1.0
        if self.reduction == "mean":
            self.scale = 1 / max(1, int(self.labelled.sum()))
        return losses if self.reduction == "none" else losses.sum() * self.scale

    def backward(self, grad=1.0):
        grad_z = self.p.copy()
        grad_z[self.rows, self.y] -= 1
        column = np.asarray(grad, dtype=grad_z.dtype).reshape(-1, 1)
        return np.where(self.labelled[:, None], grad_z * column * self.scale, 0)
