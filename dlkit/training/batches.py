"""How an epoch is cut into batches."""


def batches(n, batch_size):
    """Slices that cover 0 … n−1; the last one is shorter where batch_size does not divide n."""
    return [slice(start, min(start + batch_size, n)) for start in range(0, n, batch_size)]
