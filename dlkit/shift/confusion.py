"""Label shift from the predictions of any classifier: its confusion matrix, inverted."""

from typing import NamedTuple

import numpy as np

from dlkit.shift import validate


class LabelWeights(NamedTuple):
    """What `bbse` found out about the target's labels."""

    weights: np.ndarray  # p_T(y)/p_S(y), (K,), 0 or larger
    prior: np.ndarray  # p_T(y), (K,), sums to 1
    clipped: tuple  # classes whose estimate was negative and was set to 0
    smallest_singular_value: float  # of p(ŷ | y)
    standard_error: float  # of that singular value, from the number of source examples


def joint_confusion(y, predictions):
    """C[i, j] = p(ŷ = i, y = j), (K, K): the joint distribution; all its entries together sum to 1.

    y int (n,), the true labels; predictions float (n, K): probabilities, or one-hot rows where the
    prediction is a single class, np.eye(K)[y_hat].
    """
    f = validate.class_probabilities(predictions, "predictions", "joint_confusion").astype(np.float64)
    y = validate.labels(y, "y", "joint_confusion", f.shape[1])
    _same_length(y, f, "joint_confusion")
    return f.T @ np.eye(f.shape[1])[y] / len(y)


def bbse(y_source, predictions_source, predictions_target, *, min_standard_errors=3.0):
    """Solve C w = μ for w = p_T(y)/p_S(y): C = p_S(ŷ, y) on held-out source examples, μ = p_T(ŷ).

    C is the joint distribution (`joint_confusion`); with the conditional p_S(ŷ | y) in its place the
    solution is the prior p_T(y), not the weights. Negative solutions are set to 0 and named in `clipped`.

    y_source int (n_S,), predictions_source float (n_S, K), predictions_target float (n_T, K):
    probabilities or one-hot rows, np.eye(K)[y_hat]. Returns LabelWeights. Assumes label shift: p(x | y) is
    the same in both domains, and no class is new; the classifier need be neither good nor calibrated.
    Raises ValueError if a class has fewer than 2 source examples, or the smallest singular value of
    p_S(ŷ | y) is within `min_standard_errors` of 0: its sampling noise would then be the answer.
    Lipton, Wang and Smola (2018), "Detecting and correcting for label shift with black box predictors".
    """
    f = validate.class_probabilities(predictions_source, "predictions_source", "bbse").astype(np.float64)
    f_target = validate.class_probabilities(predictions_target, "predictions_target", "bbse").astype(np.float64)
    n_classes = f.shape[1]
    if f_target.shape[1] != n_classes:
        raise ValueError(f"bbse got predictions of {n_classes} source classes and {f_target.shape[1]} target classes.")
    y = validate.labels(y_source, "y_source", "bbse", n_classes)
    _same_length(y, f, "bbse")
    min_standard_errors = validate.number(min_standard_errors, "min_standard_errors", "bbse", low=0)
    counts = np.bincount(y, minlength=n_classes)
    if counts.min() < 2:
        rare = int(counts.argmin())
        raise ValueError(f"bbse got {counts[rare]} source examples of class {rare}: it needs at least 2 of each class.")

    joint = joint_confusion(y, f)
    singular_value, error, direction = _smallest_singular_value(joint / joint.sum(axis=0), y, f)
    if singular_value <= max(min_standard_errors * error, 1e-10):
        rising, falling = int(direction.argmax()), int(direction.argmin())
        raise ValueError(
            "bbse got predictions whose confusion matrix is singular or too near it: the smallest singular value of "
            f"p(ŷ | y) is {singular_value:.2g} ± {error:.2g}. More of class {rising} and less of class {falling} "
            "hardly changes the predictions; does the classifier tell them apart? Take a better one, or more data."
        )
    w = np.linalg.solve(joint, f_target.mean(axis=0))
    weights = np.maximum(w, 0)
    prior = weights * joint.sum(axis=0)
    return LabelWeights(
        weights, prior / prior.sum(), tuple(np.flatnonzero(w < 0).tolist()), float(singular_value), float(error)
    )


def _smallest_singular_value(conditional, y, f):
    """Smallest singular value σ = uᵀAv of A = p(ŷ | y), its standard error, and v.

    To first order σ moves by uᵀ dA v, and column j of A is a mean over the n_j examples of class j:
    var σ = Σ_j v_j² var(u·f | y = j)/n_j.
    """
    left, singular_values, right = np.linalg.svd(conditional)
    u, v = left[:, -1], right[-1]
    classes = range(len(v))
    variance = sum(v[j] ** 2 * (f[y == j] @ u).var(ddof=1) / (y == j).sum() for j in classes)
    return singular_values[-1], variance**0.5, v


def _same_length(y, f, who):
    if len(y) != len(f):
        raise ValueError(f"{who} got {len(y)} labels and {len(f)} predictions: they must belong to the same examples.")
