"""Kullback-Leibler divergence of given from predicted distributions."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.loss import Loss


class KLDivLoss(Loss):
    """ℓ = p (log p − log q), entry by entry, for predicted log-probabilities log q and targets p; 0 log 0 = 0.

    Summed over a distribution this is KL(p‖q), which is 0 exactly where p = q. reduction "batchmean" is that
    sum divided by the number of rows, the mean divergence; "mean" (PyTorch's default) divides by the number of
    entries. With `log_target` the targets are log p. ∂ℓ/∂log q = −p.
    Raises ValueError for log-probabilities above 0 and for negative p.
    """

    reductions = ("mean", "batchmean", "sum", "none")

    def __init__(self, reduction="mean", log_target=False):
        super().__init__(reduction)
        self.log_target = log_target

    def __call__(self, log_q, target):
        self.same_shape(log_q, target)
        validate.log_probabilities("KLDivLoss", log_q, "are these probabilities or logits? the first input is log q")
        if self.log_target:
            hint = "are these probabilities? then log_target=False"
            validate.log_probabilities("KLDivLoss(log_target=True)", target, hint)
        elif (target < 0).any():
            raise ValueError(
                f"KLDivLoss got a target of {target.min():g}: probabilities are not negative; "
                "are these log-probabilities? then log_target=True"
            )
        self.p = np.exp(target) if self.log_target else target
        seen = self.p > 0
        log_p = np.where(seen, target, 0) if self.log_target else np.log(np.where(seen, target, 1))
        values = self.p * np.where(seen, log_p - log_q, 0)
        return self.reduce(values, len(values) if self.reduction == "batchmean" else None)

    def backward(self, grad_values=None):
        return -self.upstream(grad_values) * self.p
