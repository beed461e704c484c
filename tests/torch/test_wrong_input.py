"""dlkit.torch's own classes and fit answer wrong input by name; of PyTorch's own classes the messages are PyTorch's."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import dlkit.numpy as dn  # noqa: E402
import dlkit.torch as dt  # noqa: E402
from tests.dlkit.wrong_input import (  # noqa: E402
    ABOVE_0,
    AT_LEAST_0,
    CHOICE,
    COUNT,
    SHARE,
    SHORTER,
    Call,
    Change,
    Made,
    assert_refused,
    assert_works,
    walk,
)
from tests.dlkit.wrong_training import X, Y, arguments, metric_calls, training_calls  # noqa: E402

RNG = np.random.default_rng(0)
REAL, OTHER, IMAGES, SETS = (torch.tensor(RNG.normal(size=shape), dtype=torch.float32)
                             for shape in ((4, 3), (4, 3), (2, 3, 5, 4), (2, 5, 4)))
MASK = torch.tensor(RNG.random((2, 5)) < 0.5)

NO_TENSOR = (None, 3.0, "text", [1.0, 2.0], np.ones((4, 3), np.float32))
INTEGERS = Change("integers", lambda x: x.long())
FLOAT64 = Change("float64", lambda x: x.double())
DEEPER = Change("one axis more", lambda x: x[..., None])
FLAT = Change("one axis less", lambda x: x[0])
MASKS = (Change("floats", lambda mask: mask.float()), SHORTER, DEEPER, 3.0, "text", [[True] * 5] * 2)
PARTS = (None, 3.0, "layer", torch.nn.ReLU)


def layer(name, x, *args, bad_x=(), **bad):
    """The layer called on x; `bad` are wrong arguments of the constructor, `args` the right ones."""
    def called(x, **options):
        getattr(dt, name)(*(() if set(options) & NAMES.get(name, set()) else args), **options)(x)

    return Call(name, called, {"x": x}, {"x": (*NO_TENSOR, *bad_x)} | bad)


def constructor(name, good, **bad):
    return Call(name, getattr(dt, name), good, bad)


def loss(name, inputs, good, **bad):
    def called(**arguments):
        given = [arguments.pop(each) for each in inputs]
        getattr(dt, name)(**arguments)(*given)

    return Call(name, called, good, bad)


NAMES = {"GaussianNoise": {"std"}, "GradientReversal": {"lambda_"}}
TENSOR = (*NO_TENSOR[:4], INTEGERS, DEEPER, SHORTER)

CALLS = [
    *training_calls(dt, dn),
    *metric_calls(dt, torch.from_numpy),
    Call("fit", lambda made, **options: dt.fit(*made.values(), (X, Y), epochs=1, batch_size=2, progress=False, **options),
         {"made": Made(lambda: arguments(dt))}, {"device": ("no such", 3.5, "cuda:99" if not torch.cuda.is_available() else "cpus"),
                                           "amp": ("half", 3, None), "compile": ("yes", 3, None)}),
    layer("GaussianNoise", REAL, 0.1, bad_x=(INTEGERS,), std=AT_LEAST_0),
    layer("GradientReversal", REAL, bad_x=(INTEGERS,), lambda_=AT_LEAST_0),
    *[layer(name, IMAGES, bad_x=(FLAT, DEEPER, INTEGERS)) for name in ("GlobalAvgPool2d", "GlobalMaxPool2d")],
    layer("Residual", REAL, torch.nn.Linear(3, 3)),
    layer("DenseBlock", REAL, torch.nn.Linear(3, 3)),
    constructor("Autoencoder", {"encoder": torch.nn.ReLU(), "decoder": torch.nn.ReLU()}, encoder=PARTS, decoder=PARTS),
    constructor("VAE", {"encoder": torch.nn.ReLU(), "decoder": torch.nn.ReLU()}, encoder=PARTS, decoder=PARTS),
    constructor("DeepSet", {"phi": torch.nn.ReLU(), "rho": torch.nn.ReLU()}, phi=PARTS, rho=PARTS, pooling=(*CHOICE, None)),
    constructor("MLP", {"in_features": 3, "hidden": (4,), "out_features": 2}, in_features=COUNT, out_features=COUNT,
                hidden=(None, 4, "4", (0,), (-1,), (2.5,), ("4",)), activation=(None, "relu", torch.nn.ReLU()),
                norm=("batch", torch.nn.BatchNorm1d(4)), dropout=SHARE),
    *[constructor(name, {"embed_dim": 4, "num_heads": 2}, embed_dim=(*COUNT, 5), num_heads=(*COUNT, 3),
                  hidden_dim=(0, -1, 2.5, "3")) for name in ("MAB", "SAB", "PMA")],
    constructor("PMA", {"embed_dim": 4, "num_heads": 2}, num_seeds=COUNT),
    Call("MAB", lambda x, y, **mask: dt.MAB(4, 2)(x, y, **mask), {"x": SETS, "y": SETS, "padding_mask": MASK},
         {"x": (*NO_TENSOR, FLAT), "y": (*NO_TENSOR, FLAT), "padding_mask": MASKS}),
    *[Call(name, lambda x, padding_mask, made=made: made()(x, padding_mask), {"x": SETS, "padding_mask": MASK},
           {"x": (*NO_TENSOR, FLAT), "padding_mask": MASKS})
      for name, made in (("SAB", lambda: dt.SAB(4, 2)), ("PMA", lambda: dt.PMA(4, 2)),
                         ("DeepSet", lambda: dt.DeepSet(torch.nn.Linear(4, 2), torch.nn.Linear(2, 1))))],
    constructor("ScaledDotProductAttention", {}, dropout_p=SHARE, scale=(float("nan"), float("inf"), "1")),
    loss("LaplaceNLLLoss", ("input", "target", "scale"), {"input": REAL, "target": OTHER, "scale": OTHER.abs()},
         input=TENSOR, target=TENSOR, scale=(None, "text", [1.0], DEEPER, SHORTER, -1.0, Change("a -1", torch.neg)),
         eps=AT_LEAST_0, reduction=(*CHOICE, None)),
    loss("ELBO", ("x_hat", "x", "mean", "log_var"), {"x_hat": REAL, "x": OTHER.sigmoid(), "mean": REAL, "log_var": OTHER},
         x_hat=TENSOR, x=(*TENSOR, Change("a 2", lambda x: x + 2), Change("a -2", lambda x: x - 2)), mean=TENSOR, log_var=TENSOR,
         reconstruction=(*CHOICE, None), beta=AT_LEAST_0, noise_std=ABOVE_0, reduction=(*CHOICE, None)),
    *[Call(name, getattr(dt.init, name), {"tensor": REAL.clone()}, {"tensor": (*NO_TENSOR, FLAT, INTEGERS)})
      for name in ("lecun_uniform_", "lecun_normal_")],
]


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_good_call_works(call):
    assert_works(call)


@pytest.mark.parametrize("call, argument, value", walk(CALLS))
def test_wrong_input_is_refused_by_name(call, argument, value):
    assert_refused(call, argument, value)


def test_every_own_name_is_walked():
    own = {name for name in dt.__all__ if getattr(getattr(dt, name), "__module__", "").startswith("dlkit.torch")}
    assert own <= {call.name for call in CALLS}
