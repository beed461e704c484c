import numpy as np
import pytest

from dlkit.training import batches


@pytest.mark.parametrize("n, batch_size, together", [(10, 4, 2), (10, 4, 1), (1, 5, 3), (12, 4, 2), (7, 1, 3)])
def test_the_walk_gives_each_example_once_in_its_order_with_its_target(monkeypatch, n, batch_size, together):
    monkeypatch.setattr(batches, "TOGETHER", together)
    x, y, order = np.arange(n)[:, None], 10 * np.arange(n), np.random.default_rng(0).permutation(n)
    walked = list(batches.walk(x, y, batch_size, order))
    assert [len(part) for part, _ in walked] == [batch_size] * (n // batch_size) + [n % batch_size] * (n % batch_size > 0)
    np.testing.assert_array_equal(np.concatenate([part[:, 0] for part, _ in walked]), order)
    np.testing.assert_array_equal(np.concatenate([part for _, part in walked]), 10 * order)
    np.testing.assert_array_equal(np.concatenate([part for part, _ in batches.walk(x, y, batch_size)]), x)
