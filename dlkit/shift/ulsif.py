"""Importance weights without a classifier: the density ratio fitted by least squares."""

import numpy as np

from dlkit.data.validate import generator
from dlkit.shift import validate

FOLDS = 5


def ulsif(x_source, x_target, *, bandwidths=None, penalties=(1e-3, 1e-2, 1e-1, 1.0), n_centres=100, rng=None):
    """w = p_T(x)/p_S(x) at the source points, fitted by least squares with Gaussian kernels.

    r(x) = Σ_l α_l exp(−|x − c_l|²/(2h²)) has the squared error ½ ∫ p_S (r − p_T/p_S)² dx =
    ½ αᵀHα − hᵀα + const, where H = E_S k kᵀ and h = E_T k are means over the points, so that
    α = max((H + λ1)⁻¹ h, 0). Centres are `n_centres` random target points. Bandwidth h and penalty λ
    are those of the candidates with the smallest error on held-out folds; by default bandwidths are
    ¼, ½, 1, 2 times the median distance. `rng`: a Generator or a seed, required.

    x_source (n_S, d), x_target (n_T, d), at least 5 points each; returns (n_S,), 0 or larger, dtype of
    x_source. Assumes covariate shift, p_S(x) > 0 wherever p_T(x) > 0, and features on one scale.
    Kanamori, Hido and Sugiyama (2009), "A least-squares approach to direct importance estimation".
    """
    source = validate.points(x_source, "x_source", "ulsif").astype(np.float64)
    target = validate.points(x_target, "x_target", "ulsif").astype(np.float64)
    if source.shape[1] != target.shape[1]:
        raise ValueError(f"ulsif got x_source {source.shape} and x_target {target.shape}: they need the same features.")
    if min(len(source), len(target)) < FOLDS:
        raise ValueError(f"ulsif got {len(source)} source and {len(target)} target points: at least {FOLDS} of each.")
    n_centres = min(validate.count(n_centres, "n_centres", "ulsif", at_least=1), len(target))
    penalties = validate.candidates(penalties, "penalties", "a penalty", "ulsif")
    rng = generator(rng, "ulsif")

    centres = target[rng.permutation(len(target))[:n_centres]]
    d_source, d_target = _squared_distances(source, centres), _squared_distances(target, centres)
    if bandwidths is None:
        bandwidths = np.sqrt(np.median(np.concatenate([d_source, d_target]))) * np.array([0.25, 0.5, 1, 2])
    bandwidths = validate.candidates(bandwidths, "bandwidths", "a bandwidth", "ulsif")
    fold_source, fold_target = (rng.permutation(len(x)) % FOLDS for x in (source, target))

    best_error = np.inf
    for bandwidth in bandwidths:
        k_source, k_target = (np.exp(-d / (2 * bandwidth**2)) for d in (d_source, d_target))
        for penalty in penalties:
            error = 0.0
            for fold in range(FOLDS):
                out_source, out_target = fold_source == fold, fold_target == fold
                alpha = _solve(k_source[~out_source], k_target[~out_target], penalty)
                error += ((k_source[out_source] @ alpha) ** 2).mean() / 2 - (k_target[out_target] @ alpha).mean()
            if error < best_error:
                best_error, weights = error, k_source @ _solve(k_source, k_target, penalty)
    return weights.astype(x_source.dtype)


def _solve(k_source, k_target, penalty):
    gram = k_source.T @ k_source / len(k_source)
    return np.maximum(np.linalg.solve(gram + penalty * np.eye(len(gram)), k_target.mean(axis=0)), 0)


def _squared_distances(x, centres):
    middle = centres.mean(axis=0)  # far from the origin the squares would swallow their difference
    x, centres = x - middle, centres - middle
    squares = (x**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1) - 2 * x @ centres.T
    return np.maximum(squares, 0)
