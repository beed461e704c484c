"""Schedules give PyTorch's learning rates, and momenta, over 50 steps."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import dlkit.numpy as dn  # noqa: E402
import dlkit.torch as dt  # noqa: E402

CASES = [
    ("StepLR", {"step_size": 7}),
    ("StepLR", {"step_size": 1, "gamma": 0.9}),
    ("ExponentialLR", {"gamma": 0.93}),
    ("CosineAnnealingLR", {"T_max": 50}),
    ("CosineAnnealingLR", {"T_max": 9, "eta_min": 0.01}),
    ("CosineAnnealingLR", {"T_max": 1}),
    ("LinearLR", {}),
    ("LinearLR", {"start_factor": 0.1, "end_factor": 0.8, "total_iters": 23}),
    ("LinearLR", {"start_factor": 1.0, "end_factor": 0.0, "total_iters": 60}),
    ("OneCycleLR", {"max_lr": 0.3, "total_steps": 50}),
    ("OneCycleLR", {"max_lr": 0.3, "epochs": 17, "steps_per_epoch": 3, "pct_start": 0.45, "anneal_strategy": "linear"}),
    ("OneCycleLR", {"max_lr": 0.3, "total_steps": 60, "three_phase": True, "div_factor": 5.0, "final_div_factor": 10.0}),
    ("OneCycleLR", {"max_lr": 0.3, "total_steps": 53, "base_momentum": 0.6, "max_momentum": 0.7, "pct_start": 0.0}),
    ("OneCycleLR", {"max_lr": 0.3, "total_steps": 50, "cycle_momentum": False}),
]


def optimizers(name, **kwargs):
    ours, theirs = dn.Linear(2, 1, rng=0), dt.Linear(2, 1)
    return getattr(dn, name)(ours.parameters(), **kwargs), getattr(dt, name)(theirs.parameters(), **kwargs)


def assert_same_walk(ours, schedule, theirs, schedule_torch, steps=50):
    for t in range(steps + 1):
        group = theirs.param_groups[0]
        assert ours.lr == pytest.approx(group["lr"], rel=1e-12, abs=1e-14), f"t = {t}"
        assert schedule.get_last_lr() == pytest.approx(schedule_torch.get_last_lr(), rel=1e-12, abs=1e-14)
        for name in ("momentum", "betas"):
            if hasattr(ours, name):
                assert getattr(ours, name) == pytest.approx(group[name], rel=1e-12), f"{name} at t = {t}"
        if t < steps:
            theirs.step()
            schedule.step()
            schedule_torch.step()


@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
@pytest.mark.parametrize("name, kwargs", CASES, ids=str)
def test_schedule_gives_the_same_learning_rates(name, kwargs, optimizer):
    ours, theirs = optimizers(optimizer, lr=0.2)
    assert_same_walk(ours, getattr(dn, name)(ours, **kwargs), theirs, getattr(dt, name)(theirs, **kwargs))


@pytest.mark.parametrize("milestones", [[5, 20], [1, 2]])
def test_one_schedule_after_another(milestones):
    ours, theirs = optimizers("SGD", lr=0.2)
    pair = []
    for dl, optimizer in ((dn, ours), (dt, theirs)):
        parts = [dl.LinearLR(optimizer, 0.1, total_iters=milestones[0]), dl.CosineAnnealingLR(optimizer, 15), dl.ExponentialLR(optimizer, 0.9)]
        pair += [optimizer, dl.SequentialLR(optimizer, parts, milestones)]
    assert_same_walk(*pair)


def test_a_schedule_of_the_learning_rate_changes_the_walk_alike():
    ours, theirs = dn.Linear(3, 2, dtype=np.float64, rng=0), dt.Linear(3, 2).double()
    theirs.load_state_dict(ours.state_dict())
    optimizer, optimizer_torch = dn.Adam(ours.parameters(), lr=0.1), dt.Adam(theirs.parameters(), lr=0.1)
    schedule = dn.OneCycleLR(optimizer, 0.2, total_steps=20)
    schedule_torch = dt.OneCycleLR(optimizer_torch, 0.2, total_steps=20)
    loss, loss_torch, rng = dn.MSELoss(), dt.MSELoss(), np.random.default_rng(0)
    for _ in range(20):
        x, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
        loss(ours(x), y)
        ours.backward(loss.backward())
        optimizer_torch.zero_grad()
        loss_torch(theirs(torch.from_numpy(x)), torch.from_numpy(y)).backward()
        for part in (optimizer, optimizer_torch, schedule, schedule_torch):
            part.step()
    np.testing.assert_allclose(ours.weight, theirs.weight.detach().numpy(), rtol=1e-11)
