import math

import numpy as np
import pytest

import dlkit.numpy as dl


def make(lr=0.2, optimizer=dl.SGD, **kwargs):
    return optimizer(dl.Linear(2, 1, rng=0).parameters(), lr=lr, **kwargs)


def walk(optimizer, schedule, steps):
    rates = [optimizer.lr]
    for _ in range(steps):
        schedule.step()
        rates.append(optimizer.lr)
    return rates


def test_step_falls_at_multiples_of_the_step_size_and_stays_between():
    optimizer = make(1.0)
    assert walk(optimizer, dl.StepLR(optimizer, 3, gamma=0.5), 7) == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25]


def test_exponential_falls_by_the_same_factor_every_time():
    optimizer = make()
    rates = np.array(walk(optimizer, dl.ExponentialLR(optimizer, 0.9), 10))
    np.testing.assert_allclose(rates[1:] / rates[:-1], 0.9)


def test_cosine_goes_from_the_learning_rate_to_eta_min_and_is_half_way_in_the_middle():
    optimizer = make(0.2)
    rates = walk(optimizer, dl.CosineAnnealingLR(optimizer, 10, eta_min=0.02), 10)
    assert rates[0] == 0.2 and rates[5] == pytest.approx(0.11) and rates[10] == pytest.approx(0.02)
    assert all(a > b for a, b in zip(rates, rates[1:]))


def test_a_linear_warm_up_reaches_the_learning_rate_and_stays():
    optimizer = make(0.2)
    rates = walk(optimizer, dl.LinearLR(optimizer, 0.25, total_iters=4), 6)
    assert rates == pytest.approx([0.05, 0.0875, 0.125, 0.1625, 0.2, 0.2, 0.2])


def test_a_warm_up_before_a_cosine():
    optimizer = make(0.2)
    parts = [dl.LinearLR(optimizer, 0.5, total_iters=2), dl.CosineAnnealingLR(optimizer, 4)]
    rates = walk(optimizer, dl.SequentialLR(optimizer, parts, [2]), 6)
    assert rates == pytest.approx([0.1, 0.15, 0.2, 0.2 * (1 + math.cos(math.pi / 4)) / 2, 0.1, 0.2 * (1 - math.cos(math.pi / 4)) / 2, 0])


@pytest.mark.parametrize("strategy", ["cos", "linear"])
def test_one_cycle_starts_low_peaks_once_ends_lowest_and_moves_the_momentum_against_it(strategy):
    optimizer = make(optimizer=dl.Adam, betas=(0.9, 0.99))
    schedule = dl.OneCycleLR(optimizer, 0.5, total_steps=21, pct_start=1 / 3, anneal_strategy=strategy)
    rates, beta1 = [], []
    for _ in range(21):
        rates.append(optimizer.lr)
        beta1.append(optimizer.betas[0])
        schedule.step()
    assert (rates[0], max(rates), rates[-1]) == (pytest.approx(0.02), pytest.approx(0.5), pytest.approx(2e-6))
    peak = rates.index(max(rates))
    assert peak == 6 and all(np.diff(rates[: peak + 1]) > 0) and all(np.diff(rates[peak:]) < 0)
    assert (beta1[0], min(beta1), beta1[-1]) == pytest.approx((0.95, 0.85, 0.95)) and beta1.index(min(beta1)) == peak
    assert optimizer.betas[1] == 0.99
    with pytest.raises(ValueError, match=r"made for total_steps=21 and stepped once more"):
        schedule.step()


@pytest.mark.parametrize("total_steps, pct_start", [(1, 0.3), (10, 0.1), (2, 0.5), (5, 1.0)])
def test_a_one_cycle_without_room_to_rise_still_ends_low(total_steps, pct_start):
    optimizer = make()
    rates = walk(optimizer, dl.OneCycleLR(optimizer, 0.5, total_steps=total_steps, pct_start=pct_start), total_steps - 1)
    assert all(math.isfinite(rate) and 0 < rate <= 0.5 for rate in rates)


@pytest.mark.parametrize("build", [
    lambda o: dl.StepLR(o, 2), lambda o: dl.CosineAnnealingLR(o, 9), lambda o: dl.OneCycleLR(o, 0.3, total_steps=20),
    lambda o: dl.SequentialLR(o, [dl.LinearLR(o), dl.ExponentialLR(o, 0.9)], [5]),
])
def test_a_saved_schedule_goes_on_where_it_was(build):
    a, b = make(momentum=0.9), make(momentum=0.9)
    schedule_a, schedule_b = build(a), build(b)
    walk(a, schedule_a, 7)
    schedule_b.load_state_dict(schedule_a.state_dict())
    assert (a.lr, a.momentum, schedule_b.last_epoch) == (b.lr, b.momentum, 7)
    assert walk(a, schedule_a, 5) == walk(b, schedule_b, 5)


def test_last_epoch_goes_on_with_the_rate_from_before_the_first_schedule():
    optimizer = make(1.0)
    walk(optimizer, dl.StepLR(optimizer, 2), 3)
    schedule = dl.StepLR(optimizer, 2, last_epoch=3)
    assert (schedule.last_epoch, optimizer.lr, schedule.get_last_lr()) == (4, pytest.approx(0.01), [optimizer.lr])


def test_a_learning_rate_that_something_else_changed_is_not_overwritten_silently():
    optimizer = make(1.0)
    first, second = dl.ExponentialLR(optimizer, 0.5), dl.StepLR(optimizer, 1)
    first.step()
    with pytest.raises(RuntimeError, match=r"StepLR.step found the learning rate 0.5, but had set 1: did a second schedule.*SequentialLR"):
        second.step()


def test_training_with_a_schedule_ends_quieter_than_without():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 3))
    y = x @ np.array([[1.0], [2.0], [-1.0]]) + rng.normal(size=(200, 1))

    def spread_at_the_end(schedule):
        layer, loss = dl.Linear(3, 1, dtype=np.float64, rng=0), dl.MSELoss()
        optimizer = dl.SGD(layer.parameters(), lr=0.1)
        schedule, late, batches = schedule(optimizer), [], np.random.default_rng(1)
        for step in range(300):
            rows = batches.integers(0, 200, 4)
            loss(layer(x[rows]), y[rows])
            layer.backward(loss.backward())
            optimizer.step()
            schedule.step()
            if step >= 250:
                late.append(layer.weight.copy())
        return np.std(late, axis=0).mean()

    assert spread_at_the_end(lambda o: dl.CosineAnnealingLR(o, 300)) < 0.3 * spread_at_the_end(lambda o: dl.StepLR(o, 1000))


BAD = [
    (lambda o: dl.StepLR(o, 0), r"StepLR: step_size must be an integer of at least 1, got 0"),
    (lambda o: dl.StepLR(o, 3, gamma=-0.1), r"StepLR: gamma must be"),
    (lambda o: dl.ExponentialLR(o, float("nan")), r"ExponentialLR: gamma must be"),
    (lambda o: dl.CosineAnnealingLR(o, 0), r"CosineAnnealingLR: T_max must be an integer of at least 1, got 0"),
    (lambda o: dl.CosineAnnealingLR(o, 2.5), r"CosineAnnealingLR: T_max must be .* got 2.5"),
    (lambda o: dl.LinearLR(o, 0.0), r"LinearLR: start_factor must lie in \(0, 1\]"),
    (lambda o: dl.LinearLR(o, end_factor=1.5), r"LinearLR: .*end_factor in \[0, 1\], got 0.33.* and 1.5"),
    (lambda o: dl.LinearLR(o, total_iters=0), r"LinearLR: total_iters must be"),
    (lambda o: dl.OneCycleLR(o, 0.1), r"OneCycleLR without total_steps: epochs must be an integer of at least 1, got None"),
    (lambda o: dl.OneCycleLR(o, 0.1, epochs=3), r"steps_per_epoch must be"),
    (lambda o: dl.OneCycleLR(o, 0.1, 0), r"OneCycleLR: total_steps must be"),
    (lambda o: dl.OneCycleLR(o, -0.1, 10), r"OneCycleLR: max_lr must be a number above 0, got -0.1"),
    (lambda o: dl.OneCycleLR(o, 0.1, 10, pct_start=30), r"pct_start must lie in \[0, 1\], got 30"),
    (lambda o: dl.OneCycleLR(o, 0.1, 10, anneal_strategy="cosine"), r"anneal_strategy must be 'cos' or 'linear', got 'cosine'"),
    (lambda o: dl.OneCycleLR(make(optimizer=dl.Adagrad), 0.1, 10), r"OneCycleLR: Adagrad has no momentum; pass cycle_momentum=False"),
    (lambda o: dl.SequentialLR(o, [dl.StepLR(o, 2)], [3]), r"between 1 schedules there must be 0 milestones that grow, got \[3\]"),
    (lambda o: dl.SequentialLR(o, [dl.StepLR(o, 2)] * 3, [5, 3]), r"there must be 2 milestones that grow, got \[5, 3\]"),
    (lambda o: dl.SequentialLR(o, [dl.StepLR(make(), 2)], []), r"all schedules must belong to the optimizer"),
    (lambda o: dl.StepLR(o, 2, last_epoch=4), r"StepLR: last_epoch=4 continues an earlier schedule, but this optimizer had none"),
]


@pytest.mark.parametrize("build, message", BAD, ids=[m for _, m in BAD])
def test_bad_options_are_named(build, message):
    with pytest.raises(ValueError, match=message):
        build(make())


def test_what_is_no_optimizer_is_refused():
    with pytest.raises(TypeError, match=r"StepLR got a Linear: it takes an optimizer of dlkit.numpy"):
        dl.StepLR(dl.Linear(2, 1), 3)
