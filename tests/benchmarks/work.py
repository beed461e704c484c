"""What is timed: pairs of equal work, dlkit against what a user would write in PyTorch instead."""

import numpy as np
import torch

import dlkit.numpy as dn
import dlkit.torch as dt


def mlp(dl, widths):
    layers = []
    for width_in, width_out in zip(widths, widths[1:]):
        layers += [dl.Linear(width_in, width_out), dl.ReLU()]
    return dl.Sequential(*layers[:-1])


def training_steps(widths, batch_size):
    """One step of cross-entropy and SGD with momentum: NumPy, PyTorch."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(batch_size, widths[0])).astype(np.float32)
    y = rng.integers(0, widths[-1], batch_size)
    ours, theirs = mlp(dn, widths), mlp(dt, widths)
    theirs.load_state_dict(ours.state_dict())
    loss, optimizer = dn.CrossEntropyLoss(), dn.SGD(ours.parameters(), lr=0.01, momentum=0.9)
    loss_torch, optimizer_torch = dt.CrossEntropyLoss(), dt.SGD(theirs.parameters(), lr=0.01, momentum=0.9)
    x_torch, y_torch = torch.from_numpy(x), torch.from_numpy(y)

    def step():
        loss(ours(x), y)
        ours.backward(loss.backward())
        optimizer.step()

    def step_torch():
        optimizer_torch.zero_grad()
        loss_torch(theirs(x_torch), y_torch).backward()
        optimizer_torch.step()

    return step, step_torch


def cross_entropies():
    """Softmax cross-entropy of 128 × 10 logits, forward and backward: NumPy, PyTorch."""
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=(128, 10)).astype(np.float32), rng.integers(0, 10, 128)
    z_torch, y_torch = torch.from_numpy(z).requires_grad_(), torch.from_numpy(y)
    loss, loss_torch = dn.CrossEntropyLoss(), dt.CrossEntropyLoss()

    def ours():
        loss(z, y)
        return loss.backward()

    def theirs():
        z_torch.grad = None
        loss_torch(z_torch, y_torch).backward()

    return ours, theirs


def fits():
    """Five epochs of the digits' MLP: dlkit.torch.fit, and the loop one would write by hand."""
    rng = np.random.default_rng(0)
    x, y = torch.from_numpy(rng.normal(size=(1797, 64)).astype(np.float32)), torch.from_numpy(rng.integers(0, 10, 1797))

    def by_fit():
        model = mlp(dt, (64, 64, 10))
        dt.fit(model, dt.CrossEntropyLoss(), dt.Adam(model.parameters()), (x, y), epochs=5, batch_size=64, rng=0, progress=False)

    def by_hand():
        model, loss = mlp(dt, (64, 64, 10)), torch.nn.CrossEntropyLoss()
        optimizer = torch.optim.Adam(model.parameters())
        for _ in range(5):
            order, total = torch.randperm(len(x)), 0.0
            for start in range(0, len(x), 64):
                batch = order[start : start + 64]
                optimizer.zero_grad()
                value = loss(model(x[batch]), y[batch])
                value.backward()
                optimizer.step()
                total += value.detach() * len(batch)
            float(total / len(x))

    return by_fit, by_hand


# (what is done, the pair, the ratio to reach)
TABLE = [
    ("MLP 784-256-128-10, batch 128: step", lambda: training_steps((784, 256, 128, 10), 128), 1.15),
    ("MLP 2-16-16-2, batch 32: step", lambda: training_steps((2, 16, 16, 2), 32), 0.4),
    ("softmax cross-entropy 128 × 10: forward + backward", cross_entropies, 0.7),
    ("dlkit.torch.fit against a hand-written loop", fits, 1.05),
]
