"""Trainings that come out the same in one process and in several; torchrun starts this file as a program.

    torchrun --nproc-per-node 2 tests/torch/trainings.py FOLDER
"""

import sys
from pathlib import Path

import numpy as np
import torch

import dlkit.torch as dl


def data(n, seed=0, classes=3):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 4))
    return x, rng.integers(0, classes, n)


def ignoring(n):
    """Labels of which most are to be ignored: with 52 in batches of 7, in some all of one process's share, in none all."""
    x, y = data(n)
    return x, np.where(np.random.default_rng(4).random(n) < 0.6, -100, y)


def real(n):
    x, _ = data(n)
    return x, np.sin(x[:, :3])


def binary(n):
    x, y = data(n, classes=2)
    return x, y[:, None].astype(float)


# name: (loss, data, options of fit); 50 examples in batches of 7 leave a last batch of 1
CASES = {
    "plain": (dl.CrossEntropyLoss(), data(50), {}),
    "class weights": (dl.CrossEntropyLoss(weight=torch.tensor([1.0, 5.0, 0.2], dtype=torch.float64)), data(51), {}),
    "ignored labels": (dl.CrossEntropyLoss(ignore_index=-100), ignoring(52), {}),
    "label smoothing": (dl.CrossEntropyLoss(weight=torch.tensor([1.0, 5.0, 0.2], dtype=torch.float64), label_smoothing=0.2), data(50), {}),
    "sum": (dl.CrossEntropyLoss(reduction="sum"), data(50), {"clip_norm": 1.0}),
    "regression": (dl.MSELoss(), real(50), {"metrics": {"r2": dl.r2, "mse": dl.mean_squared_error}, "clip_value": 0.01}),
    "one logit": (dl.BCEWithLogitsLoss(), binary(50), {"metrics": {"auc": dl.auc, "accuracy": dl.accuracy}}),
    "callbacks": (dl.CrossEntropyLoss(), data(50), {"metrics": {"accuracy": dl.accuracy}, "callbacks": lambda: [dl.EMA(0.9), dl.EarlyStopping(1)]}),
}


def train(name, **more):
    loss, xy, options = CASES[name]
    torch.manual_seed(0)
    model = dl.Sequential(dl.Linear(4, 8), dl.Tanh(), dl.Linear(8, xy[1].shape[1] if xy[1].ndim > 1 else 3)).double()
    optimizer = dl.Adam(model.parameters(), lr=0.05)
    if torch.distributed.is_initialized() and torch.distributed.get_rank() == 1:
        dl.init.constant_(model[0].weight, 7.0)  # the weights of the first process are taken
    options = {"epochs": 4, "rng": 3} | options | {"callbacks": options.get("callbacks", list)()} | more
    history = dl.fit(
        model, loss, optimizer, xy, validation=(xy[0][:25], xy[1][:25]), batch_size=7, schedule=dl.StepLR(optimizer, 9), schedule_every="step", **options,
    )
    return {"weights": model.state_dict(), "history": dict(history)}


def half(path):
    """The first epochs of "callbacks", with a checkpoint."""
    train("callbacks", epochs=2, callbacks=[dl.EMA(0.9), dl.EarlyStopping(1), dl.Checkpoint(path)])


def with_batch_norm():
    """Running statistics are those of a process's own share: equal in all processes, but not those of one process."""
    torch.manual_seed(0)
    model = dl.Sequential(dl.Linear(4, 8), dl.BatchNorm1d(8), dl.Linear(8, 3)).double()
    history = dl.fit(
        model, dl.CrossEntropyLoss(), dl.SGD(model.parameters(), lr=0.1), data(49), validation=data(20), epochs=2, batch_size=7, rng=3,
    )
    return {"weights": model.state_dict(), "history": dict(history)}


def not_finite():
    """The message of a training whose second process meets a nan in step 2."""
    x, y = data(50)
    x[np.random.default_rng(3).permutation(50)[13]] = np.nan
    model = dl.Sequential(dl.Linear(4, 3)).double()
    try:
        dl.fit(model, dl.CrossEntropyLoss(), dl.SGD(model.parameters(), lr=0.1), (x, y), epochs=2, batch_size=7, rng=3)
    except FloatingPointError as error:
        return str(error)


def refused():
    model = dl.Linear(4, 3).double()
    try:
        dl.fit(model, dl.CrossEntropyLoss(), dl.LBFGS(model.parameters()), data(50), epochs=1, batch_size=50)
    except ValueError as error:
        return str(error)


def main(folder):
    results = {name: train(name) for name in CASES}
    path = folder / "two.pt"
    half(path)
    results["resumed"] = train("callbacks", resume=path)
    results["begun by one"] = train("callbacks", resume=folder / "one.pt")
    results["without rng"] = train("plain", rng=None)
    results["batch norm"] = with_batch_norm()
    results["messages"] = [not_finite(), refused()]
    try:
        train("plain", resume=folder / "nowhere.pt")
    except FileNotFoundError as error:
        results["messages"].append(str(error))
    torch.save(results, folder / f"results {torch.distributed.get_rank()}.pt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
