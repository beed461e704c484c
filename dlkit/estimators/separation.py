"""Separable data: where a linear classifier's likelihood has no maximum, and how one knows."""

import numpy as np


class SeparableDataWarning(UserWarning):
    """The classes are separable, so the likelihood has no finite maximum: longer weights are always better."""


def separating(M):
    """Whether some θ has Mθ ≥ 0 and Mθ ≠ 0, for the margins' matrix M (m, q) of full column rank.

    Such a θ, however long, puts no sample on the wrong side: along it the likelihood grows for ever. Decided by a
    linear program, the largest 1·Mθ with 0 ≤ Mθ ≤ 1, whose maximum is 0 if there is no such θ and at least 1 if
    there is. None, undecided, for more than 10⁶ entries, as the program would take minutes, and where an outlier leaves
    the other rows so alike that the program's own tolerance decides. Albert and Anderson (1984).
    """
    if M.size > 1e6:
        return None
    from scipy.optimize import linprog  # slow to import, and rarely needed

    M = M[M.any(axis=1)]
    rows, bounds = np.vstack([M, -M]), np.r_[np.ones(len(M)), np.zeros(len(M))]
    tolerance = {"primal_feasibility_tolerance": 1e-10}
    best = linprog(-M.sum(axis=0), A_ub=rows, b_ub=bounds, bounds=(None, None), method="highs", options=tolerance)
    if best.status == 0 and -best.fun <= 0.5:
        return False
    return True if best.status == 0 and (M @ best.x).min() >= -1e-13 else None
