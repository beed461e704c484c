import numpy as np
import pytest

import dlkit.numpy as dl


def test_it_undoes_flatten_forwards_and_backwards():
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 5))
    model = dl.Sequential(dl.Flatten(), dl.Unflatten(1, (3, 4, 5)))
    np.testing.assert_array_equal(model(x), x)
    np.testing.assert_array_equal(model.backward(x), x)


def test_one_size_may_be_left_open_and_the_batch_empty():
    assert dl.Unflatten(1, (-1, 2))(np.zeros((5, 6))).shape == (5, 3, 2)
    assert dl.Unflatten(-1, [2, 3])(np.zeros((0, 6))).shape == (0, 2, 3)


BAD_INPUT = [
    (lambda: dl.Unflatten(1, (2, 3))(np.zeros((4, 7))), ValueError, r"Unflatten\(1, \(2, 3\)\) got input \(4, 7\): axis 1 must be 6, the product of the sizes"),
    (lambda: dl.Unflatten(1, (-1, 3))(np.zeros((4, 7))), ValueError, r"axis 1 must be a multiple of 3"),
    (lambda: dl.Unflatten(1, (2, 3))(np.zeros(6)), ValueError, r"got input \(6,\), which has no axis 1; is the batch axis missing"),
    (lambda: dl.Unflatten(1, 6), TypeError, r"Unflatten: unflattened_size must be a tuple such as .* got 6"),
    (lambda: dl.Unflatten("1", (6,)), TypeError, r"Unflatten: dim must be an integer, got '1'"),
    (lambda: dl.Unflatten(1, (2, -3)), ValueError, r"Unflatten: unflattened_size must be .* got -3"),
    (lambda: dl.Unflatten(1, (-1, -1)), ValueError, r"Unflatten: only one size can be left open"),
    (lambda: dl.Unflatten(1, (2, 3))([1]), TypeError, r"Unflatten\(1, \(2, 3\)\) got a list"),
    (lambda: dl.Unflatten(1, (2, 3)).backward(np.ones(6)), RuntimeError, r"Unflatten.backward was called before"),
]


@pytest.mark.parametrize("call, error, message", BAD_INPUT, ids=[m for *_, m in BAD_INPUT])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
