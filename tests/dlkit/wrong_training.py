"""Wrong arguments of fit, evaluate and predict: one table for both backends, which give their names as `dl`."""

import numpy as np

from tests.dlkit.wrong_input import (
    ABOVE_0,
    CHOICE,
    COUNT,
    EMPTY,
    SEED,
    SHORTER,
    Call,
    Change,
    Made,
)

X = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
Y = X[:, :2] * 2
NUMBER_OR_NONE = tuple(value for value in ABOVE_0 if value is not None)
CLASS = Change("its class", type)


def arguments(dl):
    model = dl.Sequential(dl.Linear(3, 2))
    return {"model": model, "loss": dl.MSELoss(), "optimizer": dl.SGD(model.parameters(), lr=0.1)}


def training_calls(dl, other):
    """The calls of one backend; `other` is the other one, whose parts must be refused."""

    def fit(made, **options):
        model, loss, optimizer = ((made | options).pop(name) for name in ("model", "loss", "optimizer"))
        options = {name: value for name, value in options.items() if name not in made}
        return dl.fit(model, loss, optimizer, options.pop("data"), progress=False, **options)

    elsewhere = arguments(other)
    data = (None, X, "data", (X,), (X, Y, Y), (X.tolist(), Y.tolist()), (X, Y[:-1]), (X[:0], Y[:0]), (X, None),
            (np.float32(1), np.float32(1)))
    models = (None, 3.0, "model", dl.Linear, elsewhere["model"])
    losses = (None, 3.0, "mse", dl.MSELoss)
    metrics = (3.0, "accuracy", ["accuracy"], {"a": 3.0}, {1: dl.accuracy})
    return [
        Call("fit", fit,
             {"made": Made(lambda: arguments(dl)), "data": (X, Y), "epochs": 1, "batch_size": 2},
             {"model": models, "loss": losses,
              "optimizer": (None, 0.1, "Adam", dl.Adam, elsewhere["optimizer"], arguments(dl)["optimizer"]),
              "data": data, "validation": data[1:], "epochs": COUNT, "batch_size": COUNT, "metrics": metrics,
              "callbacks": (None, 3.0, "stop", [None], [dl.EarlyStopping], dl.EarlyStopping(), [lambda: None]),
              "rng": SEED, "clip_norm": NUMBER_OR_NONE, "clip_value": NUMBER_OR_NONE,
              "schedule": (3.0, "cosine", dl.StepLR, dl.StepLR(arguments(dl)["optimizer"], 2)),
              "schedule_every": (*CHOICE, None), "resume": (3.0, True)}),
        Call("evaluate", dl.evaluate, {"model": dl.Linear(3, 2), "loss": dl.MSELoss(), "data": (X, Y)},
             {"model": models, "loss": losses, "data": data, "batch_size": COUNT, "metrics": metrics}),
        Call("predict", dl.predict, {"model": dl.Linear(3, 2), "x": X},
             {"model": models, "x": (None, 3.0, "text", X.tolist(), np.float32(1)), "batch_size": COUNT}),
    ]


def metric_calls(dl, of):
    """The metrics; `of` makes of an array what they get."""
    logits, labels = of(np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)), of(np.array([0, 2, 1, 1, 0]))
    real, binary = of(X), of(np.array([0.0, 1.0, 1.0, 0.0, 1.0]))
    wrong = (None, 3.0, "text", [1.0, 2.0], SHORTER)
    # PyTorch's own gather refuses labels out of range: looking at them would wait for the device
    out_of_range = [] if of is not np.asarray else [Change(f"a {bad}", lambda y, bad=bad: of(np.array([bad, 2, 1, 1, 0]))) for bad in (-1, 3)]
    no_labels = Change("floats", lambda y: of(np.array([0.0, 2, 1, 1, 0])))
    return [
        Call("accuracy", dl.accuracy, {"y_hat": logits, "y": labels}, {"y_hat": wrong, "y": wrong}),
        Call("top_k_accuracy", dl.top_k_accuracy, {"y_hat": logits, "y": labels, "k": 2},
             {"y_hat": wrong, "y": (*wrong, *out_of_range, no_labels), "k": (0, 3, 1.5, "2", None)}),
        *[Call(name, getattr(dl, name), {"y_hat": real, "y": real}, {"y_hat": (*wrong, EMPTY), "y": (*wrong, EMPTY)})
          for name in ("mean_squared_error", "mean_absolute_error", "r2")],
        Call("auc", dl.auc, {"y_hat": binary, "y": binary}, {"y_hat": wrong, "y": wrong}),
    ]
