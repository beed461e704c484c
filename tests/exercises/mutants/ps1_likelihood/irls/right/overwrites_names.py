# Right, and careless: prints, warns, and leaves the names that tests could need in ruins.
import sys
import warnings


def irls(x, y, max_steps=100, tol=1e-10):
    print("x is", x.shape)
    print("to stderr", file=sys.stderr)
    warnings.warn("a warning of the student's own", stacklevel=1)
    weight = np.zeros(x.shape[1])
    for step in range(max_steps + 1):
        z = x @ weight
        if ((2 * y - 1) * z > 0).all():
            raise ValueError("separable")
        p = dl.sigmoid(z)
        gradient = x.T @ (p - y) / len(y)
        if step == max_steps or np.abs(gradient).max() <= tol:
            return weight, np.abs(gradient).max() <= tol
        weight = weight - np.linalg.lstsq((x.T * (p * (1 - p))) @ x / len(y), gradient, rcond=1e-12)[0]


np.seterr(all="raise")
sum = max = min = abs = any = all = str = list = tuple = dict = set = type = float = int = bool = input = id = dir = 0
np = dl = check = contextlib = io = x = y = z = t = first = second = weight = converged = far = rng = None
