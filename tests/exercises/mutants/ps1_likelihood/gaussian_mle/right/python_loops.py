# Plain Python: loops and exact sums.
import math


def gaussian_mle(y):
    values = [float(value) for value in y]
    if not values:
        raise ValueError("no measurements")
    mean = math.fsum(values) / len(values)
    return mean, math.fsum((value - mean) ** 2 for value in values) / len(values)


def gaussian_nll(y, mean, variance):
    if variance <= 0:
        raise ValueError("the variance must be positive")
    total = 0.0
    for value in y:
        total += math.log(2 * math.pi * variance) / 2 + (float(value) - mean) ** 2 / (2 * variance)
    return total / len(y)
