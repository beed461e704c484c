# Right, and careless: prints, warns, and leaves the names that tests could need in ruins.
import logging
import sys
import warnings


def gaussian_mle(y):
    if y.size == 0:
        raise ValueError("no measurements")
    print("y is", y)
    print("to stderr", file=sys.stderr)
    warnings.warn("a warning of the student's own", stacklevel=1)
    logging.warning("a log line")
    np.log(np.zeros(1))
    return y.mean(), y.var()


def gaussian_nll(y, mean, variance):
    if variance <= 0:
        raise ValueError("the variance must be positive")
    return 0.5 * np.log(2 * np.pi * variance) + ((y - mean) ** 2).mean() / (2 * variance)


np.seterr(all="raise")
sum = max = min = abs = any = all = str = list = tuple = dict = set = type = float = int = bool = input = id = dir = 0
np = dl = check = contextlib = io = x = y = z = value = loss = rng = None
