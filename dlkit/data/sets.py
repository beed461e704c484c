"""Sets of numbers of different sizes, with a target that does not depend on their order."""

import numpy as np

from dlkit.data import validate

TARGETS = ("max", "sum", "mean")


def sets_of_numbers(n, *, target="max", min_size=1, max_size=10, high=10.0, rng=None, dtype=np.float32):
    """n sets of numbers in [0, high): x (n, max_size, 1), padding_mask bool (n, max_size), y (n, 1).

    Sizes are uniform in min_size..max_size; padding stands at the end, is 0 in x and True in the mask, as
    dlkit's layers of sets and PyTorch's attention take it. y is the maximum, sum or mean of the numbers
    themselves, padding not among them. `rng`: a Generator or a seed, required.
    Raises ValueError if n < 1, target is another, a size is below 1, min_size > max_size or high ≤ 0,
    TypeError if rng is missing.
    """
    n = validate.integer(n, "n", "sets_of_numbers", at_least=1)
    if target not in TARGETS:
        raise ValueError(f"sets_of_numbers got target={target!r}: one of {', '.join(TARGETS)} was wanted.")
    min_size = validate.integer(min_size, "min_size", "sets_of_numbers", at_least=1)
    max_size = validate.integer(max_size, "max_size", "sets_of_numbers", at_least=1)
    if min_size > max_size:
        raise ValueError(f"sets_of_numbers got min_size={min_size} and max_size={max_size}: min_size must be at most max_size; are they swapped?")
    high = validate.real(high, "high", "sets_of_numbers", low=0)
    if high == 0:
        raise ValueError("sets_of_numbers got high=0: every number would be 0; it must be positive.")
    dtype = validate.floating(dtype, "sets_of_numbers")
    rng = validate.generator(rng, "sets_of_numbers")

    sizes = rng.integers(min_size, max_size + 1, (n, 1))
    padding_mask = np.arange(max_size) >= sizes
    x = np.where(padding_mask, 0, rng.uniform(0, high, (n, max_size)))
    # The numbers are not negative: a padding of 0 changes neither maximum nor sum.
    y = x.max(axis=1, keepdims=True) if target == "max" else x.sum(axis=1, keepdims=True)
    if target == "mean":
        y = y / sizes
    return x[:, :, None].astype(dtype), padding_mask, y.astype(dtype)
