"""How an epoch is cut into batches."""

TOGETHER = 32  # batches whose examples are brought into their order at once: one copy instead of many small ones


def batches(n, batch_size):
    """Slices that cover 0 … n−1; the last one is shorter where batch_size does not divide n."""
    return [slice(start, min(start + batch_size, n)) for start in range(0, n, batch_size)]


def walk(x, y, batch_size, order=None):
    """The batches (x, y) of an epoch, one after another, in the `order` given (None: as they lie)."""
    if order is None:
        yield from ((x[batch], y[batch]) for batch in batches(len(x), batch_size))
        return
    for block in batches(len(x), TOGETHER * batch_size):
        chosen = order[block]
        yield from walk(x[chosen], y[chosen], batch_size)
