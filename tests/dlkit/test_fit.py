import io
import subprocess
import sys

import numpy as np
import pytest

import dlkit.numpy as dl


def data(n=60, seed=0):
    x = np.random.default_rng(seed).normal(size=(n, 3)).astype(np.float32)
    return x, (x[:, 0] > 0).astype(np.int64)


def make(seed=0):
    return dl.Sequential(dl.Linear(3, 8, rng=seed), dl.Tanh(), dl.Linear(8, 2, rng=seed + 1))


def train(model, xy, **kwargs):
    kwargs = {"epochs": 5, "batch_size": 8, "rng": 0} | kwargs
    return dl.fit(model, dl.CrossEntropyLoss(), dl.Adam(model.parameters(), lr=0.05), xy, **kwargs)


def test_fit_learns_and_the_same_seed_gives_the_same_history():
    histories = [train(make(), data(), epochs=20, metrics={"accuracy": dl.accuracy}) for _ in range(2)]
    assert histories[0]["loss"] == histories[1]["loss"]
    assert histories[0]["accuracy"][-1] > 0.95 and histories[0].epochs == list(range(1, 21))
    assert train(make(), data(), rng=1)["loss"] != histories[0]["loss"][:5]


def test_every_example_is_seen_once_an_epoch_and_the_last_batch_may_be_short():
    seen = []

    class Spy(dl.Module):
        parameter_names = ("w",)

        def __init__(self):
            self.w = np.zeros((1, 2), np.float32)

        def forward(self, x):
            seen.append(x[:, 0].copy())
            self.x = x
            return x @ self.w

        def backward(self, grad):
            self.grads = {"w": self.x.T @ grad}

    x = np.arange(10, dtype=np.float32)[:, None]
    train(Spy(), (x, np.zeros(10, int)), epochs=2, batch_size=4)
    assert [len(batch) for batch in seen] == [4, 4, 2] * 2
    first, second = np.concatenate(seen[:3]), np.concatenate(seen[3:])
    assert sorted(first) == sorted(second) == list(range(10)) and (first != second).any()


def test_the_loss_of_an_epoch_weighs_every_example_equally():
    model, (x, y) = make(), data(10)
    frozen = dl.fit(model, dl.CrossEntropyLoss(), dl.SGD(model.parameters(), lr=0.0), (x, y), epochs=1, batch_size=4, rng=0,
                    validation=(x, y), metrics={"accuracy": dl.accuracy})
    assert frozen["loss"][0] == pytest.approx(dl.CrossEntropyLoss()(model(x), y), rel=1e-6)
    assert frozen["loss"][0] == pytest.approx(frozen["val_loss"][0], rel=1e-6)
    assert frozen["accuracy"] == frozen["val_accuracy"] == [pytest.approx((model(x).argmax(1) == y).mean())]


def test_early_stopping_stops_after_patience_and_restores_the_best_weights():
    model = make()
    x, y = data(12)
    noise = np.random.default_rng(5).integers(0, 2, 40)
    stop = dl.EarlyStopping(patience=4)
    history = train(model, (x, y), epochs=200, validation=(data(40, 9)[0], noise), callbacks=[stop])
    best = int(np.argmin(history["val_loss"])) + 1
    assert history.best_epoch == best and len(history.epochs) == best + 4
    restored = dl.evaluate(model, dl.CrossEntropyLoss(), (data(40, 9)[0], noise))["loss"]
    assert restored == pytest.approx(min(history["val_loss"]), rel=1e-5)


def test_early_stopping_without_validation_says_so():
    with pytest.raises(ValueError, match=r"monitors 'val_loss', but the history has loss; was validation"):
        train(make(), data(), callbacks=[dl.EarlyStopping()])


def test_a_callback_may_stop_the_training():
    class Stop(dl.Callback):
        def epoch_end(self, model, optimizer, history):
            return len(history.epochs) == 2

    assert train(make(), data(), epochs=50, callbacks=[Stop()]).epochs == [1, 2]


def test_predict_keeps_the_order_and_the_mode():
    model, (x, _) = make(), data(50)
    np.testing.assert_allclose(dl.predict(model, x, batch_size=7), model(x), rtol=1e-5, atol=1e-6)
    assert dl.predict(model, x[:0]).shape == (0, 2)
    model.eval()
    dl.predict(model, x)
    assert not model.training


BAD = [
    ({"epochs": 0}, ValueError, r"epochs must be an integer of at least 1, got 0"),
    ({"batch_size": 2.5}, ValueError, r"batch_size must be"),
    ({"validation": 3}, TypeError, r"fit: validation takes data as a pair"),
    ({"metrics": {"loss": dl.accuracy}}, ValueError, r"may not be named 'loss'"),
]


@pytest.mark.parametrize("kwargs, error, message", BAD, ids=[m for *_, m in BAD])
def test_bad_arguments_are_named(kwargs, error, message):
    with pytest.raises(error, match=message):
        train(make(), data(), **kwargs)


def test_unequal_lengths_are_refused():
    x, y = data()
    with pytest.raises(ValueError, match=r"fit got 60 inputs and 59 targets"):
        train(make(), (x, y[:-1]))


def test_the_bar_shows_on_standard_error_only_when_asked_or_on_a_terminal(capsys):
    train(make(), data())
    assert capsys.readouterr() == ("", "")
    train(make(), data(), progress=True)
    out, err = capsys.readouterr()
    assert out == "" and "5/5" in err and "loss" in err


def test_history_is_a_table_of_floats_with_a_clear_error():
    history = train(make(), data())
    assert dict(history).keys() == {"loss"} and all(isinstance(v, float) for v in history["loss"])
    assert "5 epochs" in repr(history) and history.seconds > 0
    with pytest.raises(KeyError, match="no 'val_loss' in this history: it has loss"):
        history["val_loss"]


def test_importing_dlkit_and_its_numpy_side_loads_neither_torch_nor_matplotlib():
    code = "import sys, dlkit, dlkit.numpy, dlkit.check; print([m for m in ('torch', 'matplotlib', 'sklearn') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_bar_of_a_notebook_writes_nothing_to_standard_error(monkeypatch):
    from dlkit.training import progress

    shown = []
    monkeypatch.setattr(progress, "_in_notebook", lambda: True)
    monkeypatch.setattr(progress.Progress, "_show", lambda self, text: shown.append(text))
    monkeypatch.setattr(sys, "stderr", stderr := io.StringIO())
    bar = progress.Progress(3, None)
    bar.bar.start_t -= 5  # as if it had started five seconds ago
    for _ in range(3):
        bar.update({"loss": 0.5})
    bar.close()
    assert stderr.getvalue() == "" and "3/3" in shown[-1] and "loss 0.5" in shown[-1]


def test_a_notebook_shows_one_line_and_then_changes_it(monkeypatch):
    from IPython import display

    from dlkit.training import progress

    class Handle:
        def update(self, line):
            changed.append(repr(line))

    shown, changed = [], []
    monkeypatch.setattr(display, "display", lambda line, display_id: shown.append(repr(line)) or Handle())
    bar = progress.Progress(3, False)
    for text in ("1/3", "2/3", "3/3"):
        bar._show(text)
    assert shown == ["1/3"] and changed == ["2/3", "3/3"]


def test_training_needs_no_gradient_of_the_input_and_fit_computes_none(monkeypatch):
    x, y = data(20)
    model = dl.Sequential(dl.Flatten(), dl.Sequential(dl.Linear(3, 4, rng=0), dl.Tanh()), dl.Linear(4, 2, rng=1))
    loss = dl.CrossEntropyLoss()
    loss(model(x), y)
    model.backward(loss.backward())
    wanted = {name: grad.copy() for name, grad in model.grads.items()}
    model.zero_grad()
    backward = dl.Linear.backward

    def only_the_last(layer, grad_z):
        assert layer is model[2], "the first layer's input gradient was computed"
        return backward(layer, grad_z)

    monkeypatch.setattr(dl.Linear, "backward", only_the_last)
    monkeypatch.delattr(dl.Flatten, "backward")
    model.backward_parameters(loss.backward())
    assert model.grads.keys() == wanted.keys() and all((model.grads[name] == wanted[name]).all() for name in wanted)
    assert train(model, (x, y))["loss"][-1] < 0.7


def test_a_layer_that_knows_only_backward_is_trained_as_well():
    class Scale(dl.Module):
        parameter_names = ("c",)

        def __init__(self):
            self.c = np.ones(1, np.float32)

        def forward(self, x):
            self.x = x
            return self.c * x

        def backward(self, grad_y):
            self.grads = {"c": (grad_y * self.x).sum().reshape(1)}
            return self.c * grad_y

    model = dl.Sequential(Scale(), dl.Linear(3, 2, rng=0))
    train(model, data())
    assert model[0].c[0] != 1
    dl.Sequential(dl.Tanh()).backward_parameters(np.ones((2, 2)))  # nothing to do, and nothing done


def test_a_schedule_is_stepped_after_every_epoch_or_after_every_step_and_its_rate_recorded():
    for every, rates in (("epoch", [0.5, 0.25, 0.125]), ("step", [0.5, 0.5**9, 0.5**17])):
        model = make()
        optimizer = dl.SGD(model.parameters(), lr=0.5)
        schedule = dl.StepLR(optimizer, 1, 0.5)
        history = dl.fit(model, dl.CrossEntropyLoss(), optimizer, data(), epochs=3, batch_size=8, rng=0, schedule=schedule, schedule_every=every)
        assert history["lr"] == pytest.approx(rates)


def test_clipped_steps_are_no_longer_than_the_norm_and_no_entry_larger_than_the_value():
    for options, length in (({"clip_norm": 0.01}, 0.01), ({"clip_value": 0.001}, 0.001)):
        model, steps = make(), []

        class Steps(dl.Callback):
            before = None

            def step_end(self, model, optimizer):
                now = np.concatenate([p.data.ravel().astype(float) for p in model.parameters()])
                if self.before is not None:
                    moved = now - self.before
                    self.steps.append(np.linalg.norm(moved) if "clip_norm" in options else np.abs(moved).max())  # noqa: B023
                self.before = now

        Steps.steps = steps
        dl.fit(model, dl.CrossEntropyLoss(), dl.SGD(model.parameters(), lr=1.0), data(), epochs=2, batch_size=8, rng=0, callbacks=[Steps()], **options)
        assert max(steps) == pytest.approx(length, rel=1e-3)
