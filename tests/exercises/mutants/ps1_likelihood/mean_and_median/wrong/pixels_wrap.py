# Subtracts in the dtype of y.
# message: in uint8, 200 - 201 is 255
def best_constant(y, loss):
    if y.size == 0:
        raise ValueError("no measurements")
    if loss == "mse":
        return y.mean()
    return np.median(y)


def loss_and_slope(y, c, loss):
    miss = c - y
    if loss == "mse":
        return (miss**2).mean(), 2 * miss.mean()
    return np.abs(miss).mean(), np.sign(miss).mean()
