import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

import dlkit.numpy as dl


def data(n=60, seed=0):
    x = np.random.default_rng(seed).normal(size=(n, 3)).astype(np.float32)
    return x, (x[:, 0] > 0).astype(np.int64)


def make(seed=0, norm=False):
    middle = [dl.BatchNorm1d(8)] if norm else []
    return dl.Sequential(dl.Linear(3, 8, rng=seed), *middle, dl.Tanh(), dl.Linear(8, 2, rng=seed + 1))


def train(model, callbacks, lr=0.05, **options):
    options = {"epochs": 5, "batch_size": 8, "rng": 0, "validation": data(40, 9)} | options
    return dl.fit(model, dl.CrossEntropyLoss(), dl.Adam(model.parameters(), lr=lr), data(), callbacks=callbacks, **options)


class Weights(dl.Callback):
    """All weights after every step."""

    def __init__(self):
        self.seen = []

    def step_end(self, model, optimizer):
        self.seen.append({name: np.array(value) for name, value in model.state_dict().items()})


def loss_of(model, state):
    model.load_state_dict(state)
    return dl.evaluate(model, dl.CrossEntropyLoss(), data(40, 9))["loss"]


def test_callbacks_are_called_in_the_order_that_the_base_class_says():
    calls = []

    class Log(dl.Callback):
        pass

    for name in ("fit_begin", "step_end", "evaluation_begin", "epoch_end", "evaluation_end", "epoch_saved", "training_end", "fit_end"):
        setattr(Log, name, lambda self, *args, name=name: calls.append(name))
    train(make(), [Log()], epochs=2, batch_size=30)
    epoch = ["step_end", "step_end", "evaluation_begin", "epoch_end", "evaluation_end", "epoch_saved"]
    assert calls == ["fit_begin", *epoch, *epoch, "training_end", "fit_end"]


def test_ema_is_the_weighted_sum_of_the_weights_after_each_step():
    """θ̄_T = d^(T−1) θ_1 + (1 − d) Σ_{t ≥ 2} d^(T−t) θ_t, for weights and running means; the counter is copied."""
    model, weights, ema = make(norm=True), Weights(), dl.EMA(0.8)
    train(model, [weights, ema], epochs=2)
    seen = weights.seen
    for name, value in model.state_dict().items():
        total = 0.8 ** (len(seen) - 1) * seen[0][name].astype(float)
        total += sum(0.2 * 0.8 ** (len(seen) - 1 - t) * seen[t][name] for t in range(1, len(seen)))
        if name.endswith("num_batches_tracked"):
            assert value == len(seen) == 16
        else:
            assert_allclose(value, total, rtol=1e-4, atol=1e-6, err_msg=name)
            assert value.dtype == np.float32


def test_ema_of_decay_zero_is_the_last_weights():
    plain, averaged = make(), make()
    history, history_averaged = train(plain, []), train(averaged, [dl.EMA(0.0)])
    assert history["loss"] == history_averaged["loss"]
    for name, value in plain.state_dict().items():
        assert_allclose(averaged.state_dict()[name], value, rtol=1e-5)


def test_ema_is_measured_on_validation_data_and_leaves_the_training_alone():
    for validate in (True, False):
        model, weights, ema = make(norm=True), Weights(), dl.EMA(0.9, validate=validate)
        history = train(model, [weights, ema], epochs=3)
        plain = train(make(norm=True), [], epochs=3)
        assert history["loss"] == plain["loss"]
        assert (history["val_loss"] == plain["val_loss"]) == (not validate)
        assert loss_of(model, ema.average) == pytest.approx(history["val_loss"][-1], rel=1e-6) or not validate


@pytest.mark.parametrize("keep", [True, False])
def test_ema_is_kept_at_the_end_if_asked(keep):
    model, weights, ema = make(), Weights(), dl.EMA(0.9, keep=keep)
    train(model, [weights, ema])
    wanted = ema.average if keep else weights.seen[-1]
    for name, value in model.state_dict().items():
        np.testing.assert_array_equal(value, wanted[name], err_msg=name)


@pytest.mark.parametrize("early_first", [True, False])
def test_early_stopping_beside_an_ema_restores_the_average_that_it_chose(early_first):
    model, early, ema = make(), dl.EarlyStopping(patience=2), dl.EMA(0.7)
    x, noise = data(40, 9)[0], np.random.default_rng(5).integers(0, 2, 40)
    history = train(model, [early, ema] if early_first else [ema, early], validation=(x, noise), epochs=40, lr=0.1)
    assert history.best_epoch < len(history.epochs)
    restored = dl.evaluate(model, dl.CrossEntropyLoss(), (x, noise))["loss"]
    assert restored == pytest.approx(min(history["val_loss"]), rel=1e-6)


def test_the_trained_weights_come_back_if_the_validation_breaks_off():
    model, weights = make(), Weights()

    def broken(y_hat, y):
        if not model.training:
            raise RuntimeError("broken metric")
        return 0.0

    with pytest.raises(RuntimeError, match="broken metric"):
        train(model, [weights, dl.EMA(0.9)], metrics={"broken": broken})
    for name, value in model.state_dict().items():
        np.testing.assert_array_equal(value, weights.seen[-1][name])


def test_early_stopping_takes_what_is_not_a_number_for_no_improvement():
    early, model = dl.EarlyStopping(patience=2), make()
    early.fit_begin(model, None)
    history = dl.History()
    stops = []
    for value in (math.nan, 1.0, math.nan, math.nan):
        history.append({"val_loss": value})
        stops.append(early.epoch_end(model, None, history))
    assert early.best_epoch == 2 and stops == [False, False, False, True]


def test_early_stopping_counts_from_the_last_improvement_by_more_than_min_delta():
    for min_delta, best, stops in ((0.0, 4, [False] * 5 + [True]), (0.1, 2, [False] * 3 + [True] * 3)):
        early, history, seen = dl.EarlyStopping(patience=2, min_delta=min_delta), dl.History(), []
        early.fit_begin(make(), None)
        for value in (1.0, 0.8, 0.75, 0.72, 0.72, 0.73):
            history.append({"val_loss": value})
            seen.append(early.epoch_end(make(), None, history))
        assert early.best_epoch == best and seen == stops


def test_early_stopping_goes_on_from_its_state():
    early, model, history = dl.EarlyStopping(patience=3), make(), dl.History()
    early.fit_begin(model, None)
    for epoch, value in enumerate((1.0, 0.5, 0.7, 0.6, 0.8), start=1):
        history.append({"val_loss": value})
        stop = early.epoch_end(model, None, history)
        assert stop == (epoch == 5)
        state = early.state_dict()
        early = dl.EarlyStopping(patience=3)
        early.fit_begin(model, None)
        early.load_state_dict(state)
    early.fit_end(model, None, history)
    assert history.best_epoch == 2


@pytest.mark.parametrize("monitor, larger", [("val_accuracy", True), ("val_auc", True), ("r2", True), ("val_loss", False), ("mae", False)])
def test_early_stopping_knows_which_way_is_up(monitor, larger):
    assert dl.EarlyStopping(monitor=monitor).sign == (-1 if larger else 1)


BAD = [
    (lambda: dl.EMA(1.0), ValueError, r"EMA: decay must be a number in \[0, 1\), got 1.0; 0.999 averages"),
    (lambda: dl.EMA("0.9"), ValueError, r"EMA: decay must be"),
    (lambda: dl.EarlyStopping(patience=0), ValueError, r"EarlyStopping: patience must be"),
    (lambda: dl.EarlyStopping(mode="best"), ValueError, r"EarlyStopping: mode must be 'auto', 'min' or 'max'"),
    (lambda: train(make(), [dl.EMA]), TypeError, r"callbacks must be Callback objects, got <class .*EMA'>; add \(\)"),
]


@pytest.mark.parametrize("call, error, message", BAD, ids=[m for *_, m in BAD])
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
