# Plain Python: loops, exact sums and the statistics module.
import math
import statistics


def best_constant(y, loss):
    values = [float(value) for value in y]
    if len(values) == 0:
        raise ValueError("no measurements")
    return math.fsum(values) / len(values) if loss == "mse" else statistics.median(values)


def loss_and_slope(y, c, loss):
    total, slope = 0.0, 0.0
    for value in y:
        miss = c - float(value)
        if loss == "mse":
            total, slope = total + miss * miss, slope + 2 * miss
        elif miss > 0:
            total, slope = total + miss, slope + 1
        elif miss < 0:
            total, slope = total - miss, slope - 1
    return total / len(y), slope / len(y)
