"""Domain-adversarial training (DANN): features that predict labels and do not tell the domains apart. Needs PyTorch.

A small joint error of the best hypothesis on both domains, and the same p(y) in both, are assumed and not
checked: where the labels shift, equal feature distributions force errors. Without target labels
nothing here shows whether it helped.
Ganin and Lempitsky (2015), "Unsupervised domain adaptation by backpropagation".
"""

import math

import numpy as np
import torch
from torch.nn import functional

from dlkit.data.validate import generator
from dlkit.shift import validate
from dlkit.torch.gradient_reversal import GradientReversal
from dlkit.training.history import History


def reversal_strength(progress, lambda_max=1.0):
    """λ = λ_max (2/(1 + e^{−10p}) − 1) for progress p in 0..1: 0 at first, when the domain head is only noise."""
    progress = validate.number(progress, "progress", "reversal_strength", low=0, high=1)
    lambda_max = validate.number(lambda_max, "lambda_max", "reversal_strength", low=0)
    return lambda_max * (2 / (1 + math.exp(-10 * progress)) - 1)


class DANN(torch.nn.Module):
    """Labels and domains from common features: model(x) = label_head(features(x)), logits (n, K).

    `domain_logits(x)` (n, 1) goes through a GradientReversal, so that one step down the sum of both losses
    trains the domain head to tell source from target, and the features to prevent it.
    features: x → (n, d); label_head: (n, d) → (n, K); domain_head: (n, d) → (n, 1). All are torch modules.
    """

    def __init__(self, features, label_head, domain_head):
        super().__init__()
        for name, part in (("features", features), ("label_head", label_head), ("domain_head", domain_head)):
            if not isinstance(part, torch.nn.Module):
                raise TypeError(
                    f"DANN got {name} of {type(part).__name__}: a torch module was wanted; is it a class, without ()?"
                )
        self.features = features
        self.label_head = label_head
        self.reversal = GradientReversal()
        self.domain_head = domain_head

    def forward(self, x):
        return self.label_head(self.features(x))

    def domain_logits(self, x):
        return self._domain(self.features(x))

    def both(self, x):
        """Label logits (n, K) and domain logits (n, 1) from one pass through the features."""
        features = self.features(x)
        return self.label_head(features), self._domain(features)

    def _domain(self, features):
        logits = self.domain_head(self.reversal(features))
        if logits.ndim != 2 or logits.shape[1] != 1:
            raise ValueError(
                f"DANN got domain logits {tuple(logits.shape)}: (n, 1) was wanted; end domain_head in Linear(d, 1)."
            )
        return logits


def fit_dann(model, optimizer, source, x_target, *, epochs, batch_size, lambda_max=1.0, rng=None):
    """Train a DANN on labelled source examples and target inputs without labels; returns its History.

    Each step walks a source batch and as many target examples down CE(labels of the source) +
    BCE(domain of both), with λ from `reversal_strength` at the share of steps done. An epoch is one walk
    over the source; a shorter target is walked several times. lambda_max = 0 is training on the source.
    Features that hide the domain are learned far more slowly than the labels: plan several times the steps.

    source: (x, y), arrays or tensors, y integers; x_target: inputs of the same shape and dtype. `rng`: a
    Generator or a seed, required; it orders the batches (dropout draws from PyTorch's own generator).
    The History has "loss" (labels), "domain_loss" (log 2 = 0.693 where the domains cannot be told apart)
    and "lambda". Raises ValueError for data that do not match, FloatingPointError for a loss that is not finite.
    """
    if not isinstance(model, DANN):
        raise TypeError(
            f"fit_dann got a model of {type(model).__name__}: DANN(features, label_head, domain_head) was wanted."
        )
    if not isinstance(optimizer, torch.optim.Optimizer):
        raise TypeError(f"fit_dann got an optimizer of {type(optimizer).__name__}: one of torch.optim was wanted.")
    x, y, x_target = _on_device(model, source, x_target)
    epochs = validate.count(epochs, "epochs", "fit_dann", at_least=1)
    batch_size = validate.count(batch_size, "batch_size", "fit_dann", at_least=1)
    lambda_max = validate.number(lambda_max, "lambda_max", "fit_dann", low=0)
    rng = generator(rng, "fit_dann")

    # Not dlkit.torch.fit: it walks one data set, and a step here takes a batch of each of two, ordered apart.
    history, n, step, most = History(), len(x), 0, int(y.max())
    n_steps = epochs * math.ceil(n / batch_size)
    model.train()
    for epoch in range(epochs):
        order, order_target = rng.permutation(n), _walk(len(x_target), n, rng)
        totals = torch.zeros(2, device=x.device)
        for start in range(0, n, batch_size):
            rows, rows_target = order[start : start + batch_size], order_target[start : start + batch_size]
            model.reversal.lambda_ = reversal_strength(step / n_steps, lambda_max)
            labels, domains = model.both(torch.cat([x[rows], x_target[rows_target]]))
            _check_labels(labels, most)
            is_target = (torch.arange(2 * len(rows), device=x.device) >= len(rows)).to(domains.dtype)
            loss = functional.cross_entropy(labels[: len(rows)], y[rows])
            domain_loss = functional.binary_cross_entropy_with_logits(domains[:, 0], is_target)
            optimizer.zero_grad()
            (loss + domain_loss).backward()
            optimizer.step()
            totals += len(rows) / n * torch.stack([loss.detach(), domain_loss.detach()])
            step += 1
        history.append({"loss": totals[0], "domain_loss": totals[1], "lambda": model.reversal.lambda_})
        if not totals.isfinite().all():
            raise FloatingPointError(
                f"fit_dann: the loss of epoch {epoch + 1} is not finite (labels {totals[0]:g}, domains {totals[1]:g}); "
                "is the learning rate or lambda_max too large, or are there NaN in the data?"
            )
    return history


def _walk(n, length, rng):
    """`length` row numbers of 0..n − 1: one shuffled walk after the other."""
    return np.concatenate([rng.permutation(n) for _ in range(math.ceil(length / n))])[:length]


def _check_labels(logits, most):
    if logits.ndim != 2 or logits.shape[1] <= most:
        raise ValueError(
            f"fit_dann got label logits {tuple(logits.shape)} and labels up to {most}: (n, K) with labels in 0..K − 1 was "
            "wanted; how wide is label_head, and do labels start at 1?"
        )


def _on_device(model, source, x_target):
    if not isinstance(source, (tuple, list)) or len(source) != 2:
        raise TypeError(f"fit_dann got source of {type(source).__name__}: a pair (x, y) was wanted.")
    device = next(model.parameters()).device
    named = zip(("source inputs", "labels", "target inputs"), (*source, x_target))
    x, y, x_target = (_tensor(array, name).to(device) for name, array in named)
    if len(x) == 0 or len(x_target) == 0 or len(x) != len(y):
        raise ValueError(
            f"fit_dann got {len(x)} source inputs, {len(y)} labels and {len(x_target)} target inputs: "
            "a label for each source input and at least one of each were wanted."
        )
    if x.shape[1:] != x_target.shape[1:] or x.dtype != x_target.dtype:
        raise ValueError(
            f"fit_dann got source inputs {tuple(x.shape)} {x.dtype} and target inputs {tuple(x_target.shape)} "
            f"{x_target.dtype}: examples of one shape and dtype were wanted."
        )
    if not x.is_floating_point():
        raise TypeError(f"fit_dann got inputs of {x.dtype}: floats were wanted, such as x.astype(np.float32).")
    if y.dtype not in (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8):
        raise TypeError(f"fit_dann got labels of {y.dtype}: integers (n,) were wanted; y.astype(np.int64)?")
    if y.ndim != 1 or y.min() < 0:
        raise ValueError(
            f"fit_dann got labels {tuple(y.shape)} from {y.min()} on: (n,) in 0..K − 1 was wanted; are they one-hot, or −1 and 1?"
        )
    return x, y.long(), x_target


def _tensor(array, name):
    if not isinstance(array, (np.ndarray, torch.Tensor)) or array.ndim == 0:
        raise TypeError(f"fit_dann got {name} of {type(array).__name__}: an array or a tensor was wanted.")
    if isinstance(array, np.ndarray) and array.dtype.kind not in "fiub":
        raise TypeError(f"fit_dann got {name} of dtype {array.dtype}: real numbers were wanted.")
    return torch.as_tensor(array)
