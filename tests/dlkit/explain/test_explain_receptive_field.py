"""What units can see, by arithmetic, and what they do see, by the gradient."""

import numpy as np
import pytest

import dlkit.numpy as dl
from dlkit import explain

F64 = {"dtype": np.float64, "rng": 0}

STACKS = {
    "one kernel": ((9, 11), dl.Sequential(dl.Conv2d(1, 3, 3, **F64))),
    "same padding, even kernel": ((8, 9), dl.Sequential(dl.Conv2d(1, 3, (4, 3), padding="same", **F64))),
    "stride and dilation": (
        (17, 20),
        dl.Sequential(dl.Conv2d(1, 3, (3, 2), stride=(2, 1), dilation=(1, 3), padding=(1, 0), **F64),
                      dl.Conv2d(3, 3, 3, stride=2, dilation=2, padding=2, **F64)),
    ),
    "pooling": (
        (18, 18),
        dl.Sequential(dl.Conv2d(1, 3, 3, padding=1, **F64), dl.MaxPool2d(2), dl.Conv2d(3, 3, 3, padding="valid", **F64),
                      dl.AvgPool2d(3, stride=1, padding=1)),
    ),
    "ceil mode": ((9, 10), dl.Sequential(dl.MaxPool2d(2, ceil_mode=True), dl.Conv2d(1, 3, 3, padding=1, **F64))),
    "ceil mode, where a window would start behind the image": (
        (8, 10),
        dl.Sequential(dl.MaxPool2d(2, stride=3, padding=1, ceil_mode=True)),
    ),
    "branches": (
        (15, 15),
        dl.Sequential(dl.Conv2d(1, 3, 3, stride=2, **F64),
                      dl.Residual(dl.Conv2d(3, 3, 3, padding=1, **F64), dl.Conv2d(3, 3, 1, **F64)),
                      dl.DenseBlock(dl.Conv2d(3, 2, 1, **F64), dl.Conv2d(5, 2, 3, padding=1, **F64))),
    ),
    "a signal": ((30,), dl.Sequential(dl.Conv1d(1, 3, 5, stride=2, padding=2, **F64), dl.MaxPool1d(3, stride=2))),
}  # fmt: skip


def support(field):
    """For each axis (first, last) entry of an array that is not 0."""
    return [(int(where.min()), int(where.max())) for where in np.nonzero(field)]


@pytest.mark.parametrize("stack", STACKS)
def test_arithmetic_and_gradient_agree_for_every_layer_and_many_units(stack):
    size, model = STACKS[stack]
    x = np.random.default_rng(2).normal(size=(150, 1, *size))
    for field in explain.receptive_fields(model, size):
        assert field.units == explain.activations(model, x[:1], field.name).shape[2:]
        corner, middle = (0,) * len(size), tuple(count // 2 for count in field.units)
        for unit in {corner, middle, tuple(count - 1 for count in field.units)}:
            seen = support(explain.effective_receptive_field(model, x, field.name, unit))
            inside = [(max(low, 0), min(high, n - 1)) for (low, high), n in zip(field.box(unit), size)]
            assert seen == inside, (field, unit)


def test_a_pixel_that_a_stride_leaves_over_is_seen_by_no_unit():
    model = dl.Sequential(dl.Conv2d(1, 3, 3, stride=2, **F64), dl.Conv2d(3, 3, 3, padding=1, **F64))
    last = explain.receptive_fields(model, (14, 14))[-1]
    assert last.box((5, 5)) == [(8, 14), (8, 14)]
    x = np.random.default_rng(2).normal(size=(3, 1, 14, 14))
    assert support(explain.effective_receptive_field(model, x, 1, (5, 5))) == [(8, 12), (8, 12)]


def test_the_unit_of_every_channel_counts():
    conv = dl.Conv1d(1, 2, 3, **F64)
    conv.weight[...] = [[[2, 0, 0]], [[0, 0, -4]]]
    field = explain.effective_receptive_field(dl.Sequential(conv), np.ones((2, 1, 7)), 0)
    np.testing.assert_array_equal(field, [0, 0, 2, 0, 4, 0, 0])


def test_a_known_example_by_hand():
    # LeNet's beginning: 5 × 5, pool 2, 5 × 5, pool 2 on 28 × 28
    model = dl.Sequential(dl.Conv2d(1, 6, 5, rng=0), dl.ReLU(), dl.MaxPool2d(2), dl.Conv2d(6, 16, 5, rng=0), dl.MaxPool2d(2),
                          dl.Flatten(), dl.Linear(256, 10, rng=0))  # fmt: skip
    fields = explain.receptive_fields(model, (28, 28))
    assert [(field.name, field.size[0], field.jump[0], field.units[0]) for field in fields] == [
        ("0", 5, 1, 24), ("2", 6, 2, 12), ("3", 14, 2, 8), ("4", 16, 4, 4),
    ]  # fmt: skip
    assert fields[-1].box((1, 3)) == [(4, 19), (12, 27)] and fields[-1].centre((1, 3)) == (11.5, 19.5)


def test_pytorch_models_give_the_same():
    pytest.importorskip("torch")
    import dlkit.torch as dt

    def layers(d):
        return d.Sequential(d.Conv2d(1, 4, (3, 5), stride=2, padding="valid"), d.Sequential(d.ReLU(), d.MaxPool2d(2)),
                            d.Residual(d.Conv2d(4, 4, 3, padding="same")), d.AvgPool2d(2), d.GlobalAvgPool2d())  # fmt: skip

    assert explain.receptive_fields(layers(dl), (30, 31)) == explain.receptive_fields(layers(dt), (30, 31))


@pytest.mark.parametrize(("layers", "size", "message"), [
    ([dl.ConvTranspose2d(1, 1, 3, rng=0)], (9, 9), r"met ConvTranspose2d '0' and does not know .* measures it"),
    ([dl.Linear(9, 9, rng=0)], (9, 9), "found no convolution and no pooling in this Sequential"),
    ([dl.Conv2d(1, 1, 3, rng=0)] * 5, (9, 9), r"at Conv2d '4' the image is 1 × 1, smaller than the kernel's reach of 3 × 3"),
    ([dl.Conv1d(1, 1, 3, rng=0)], (9, 9), r"met Conv1d '0', but got the size of an image as 9 × 9"),
])  # fmt: skip
def test_what_cannot_be_computed_is_refused(layers, size, message):
    with pytest.raises(ValueError, match=f"explain.receptive_fields.*{message}"):
        explain.receptive_fields(dl.Sequential(*layers), size)
