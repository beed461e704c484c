# Counts measurements on either side; a partition instead of a sort; float c first.
def best_constant(y, loss):
    if len(y) == 0:
        raise ValueError("no measurements")
    if loss == "mse":
        return np.sum(y, dtype="float64") / len(y)
    low, high = (len(y) - 1) // 2, len(y) // 2
    parts = np.partition(y, [low, high])
    return float(parts[low]) / 2 + float(parts[high]) / 2


def loss_and_slope(y, c, loss):
    miss = np.subtract(float(c), y, dtype="float64")
    if loss == "mse":
        return np.dot(miss, miss) / len(y), 2 * np.sum(miss) / len(y)
    right, left = np.count_nonzero(miss > 0), np.count_nonzero(miss < 0)
    return [np.average(np.abs(miss)), (right - left) / len(y)]
