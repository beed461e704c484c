# Sums over the examples one by one; the sigmoid in two branches.
import math


def irls(x, y, max_steps=100, tol=1e-10):
    weight, converged = np.zeros(x.shape[1]), False
    for step in range(max_steps + 1):
        gradient, hessian, apart = 0 * weight, np.zeros((len(weight), len(weight))), True
        for row, label in zip(x, y):
            z = float(row @ weight)
            e = math.exp(-abs(z))
            p = 1 / (1 + e) if z >= 0 else e / (1 + e)
            apart = apart and (z > 0 if label == 1 else z < 0)
            gradient = gradient + (p - label) * row / len(y)
            hessian = hessian + p * (1 - p) * np.outer(row, row) / len(y)
        if apart:
            raise ValueError("irls: separable data")
        converged = max(abs(entry) for entry in gradient) <= tol
        if converged or step == max_steps:
            break
        weight = weight - np.linalg.lstsq(hessian, gradient, rcond=None)[0]
    return weight, converged
