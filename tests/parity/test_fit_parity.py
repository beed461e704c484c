"""fit walks the same batches on both backends, so the same numbers come out, up to rounding."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch")

import dlkit.numpy as dn  # noqa: E402
import dlkit.torch as dt  # noqa: E402


def make(dl, dtype):
    like = {"dtype": dtype} if dl is dn else {}
    model = dl.Sequential(dl.Linear(4, 16, **like), dl.Tanh(), dl.Linear(16, 3, **like))
    return model if dl is dn else model.to({np.float32: torch.float32, np.float64: torch.float64}[dtype])


def data(n, dtype, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 4))
    return x.astype(dtype), (x[:, 0] > 0) + (x[:, 1] > 0).astype(np.int64)


def train(dl, model, dtype, callbacks=(), metrics=True):
    return dl.fit(
        model, dl.CrossEntropyLoss(), dl.Adam(model.parameters(), lr=0.02), data(103, dtype, 1),
        validation=data(50, dtype, 2), epochs=12, batch_size=16, rng=3, callbacks=callbacks,
        metrics={"accuracy": dl.accuracy} if metrics else None,
    )


def test_histories_and_weights_agree():
    ours, theirs = make(dn, np.float64), make(dt, np.float64)
    theirs.load_state_dict(ours.state_dict())
    history, history_torch = train(dn, ours, np.float64), train(dt, theirs, np.float64)
    assert list(history) == list(history_torch) == ["loss", "accuracy", "val_loss", "val_accuracy"]
    for name in history:
        assert_allclose(history[name], history_torch[name], rtol=1e-10, err_msg=name)
    for name, value in theirs.state_dict().items():
        assert_allclose(ours.state_dict()[name], value.numpy(), rtol=1e-9, atol=1e-10, err_msg=name)
    assert history["loss"][-1] < 0.6 * history["loss"][0]


def test_early_stopping_restores_the_same_epoch():
    ours, theirs = make(dn, np.float64), make(dt, np.float64)
    theirs.load_state_dict(ours.state_dict())
    stopped = [train(dn, ours, np.float64, [dn.EarlyStopping(1, "val_accuracy")]),
               train(dt, theirs, np.float64, [dt.EarlyStopping(1, "val_accuracy")])]
    assert stopped[0].best_epoch == stopped[1].best_epoch
    assert len(stopped[0].epochs) == len(stopped[1].epochs) < 12
    for name, value in theirs.state_dict().items():
        assert_allclose(ours.state_dict()[name], value.numpy(), rtol=1e-9, atol=1e-10, err_msg=name)


def test_evaluate_predict_and_accuracy_agree_and_leave_the_mode():
    ours, theirs = make(dn, np.float64), make(dt, np.float64)
    theirs.load_state_dict(ours.state_dict())
    x, y = data(77, np.float64, 4)
    results = [dl.evaluate(model, dl.CrossEntropyLoss(), (x, y), batch_size=10, metrics={"accuracy": dl.accuracy})
               for dl, model in ((dn, ours), (dt, theirs))]
    for name in ("loss", "accuracy"):
        assert_allclose(results[0][name], results[1][name], rtol=1e-11)
    predicted = dt.predict(theirs, x, batch_size=10)
    assert isinstance(predicted, np.ndarray) and isinstance(dt.predict(theirs, torch.from_numpy(x)), torch.Tensor)
    assert_allclose(dn.predict(ours, x, batch_size=10), predicted, rtol=1e-11, atol=1e-12)
    assert ours.training and theirs.training


def test_accuracy_of_one_logit_agrees():
    z, y = np.array([-1.0, 2.0, 3.0, 0.0]), np.array([0.0, 1.0, 0.0, 0.0])
    assert float(dn.accuracy(z, y)) == float(dt.accuracy(torch.from_numpy(z), torch.from_numpy(y))) == 0.75


class Root(dn.Module):
    """√z, with an infinite slope at 0."""

    def forward(self, z):
        self.y = np.sqrt(z)
        return self.y

    def backward(self, grad_y):
        return grad_y / (2 * self.y)


class RootTorch(torch.nn.Module):
    def forward(self, z):
        return z.sqrt()


def stopped(dl, model, x, y, loss=None, lr=0.02, **options):
    """The message of a training that ends in a loss or weight that is not finite."""
    with pytest.raises(FloatingPointError) as error, np.errstate(all="ignore"):
        dl.fit(model, loss or dl.CrossEntropyLoss(), dl.SGD(model.parameters(), lr=lr), (x, y),
               **{"epochs": 3, "batch_size": 5, "rng": 0, "progress": False} | options)
    return str(error.value)


@pytest.mark.parametrize("dl", [dn, dt], ids=["numpy", "torch"])
def test_what_is_not_finite_is_followed_to_its_step_its_layer_and_its_cause(dl):
    x, y = data(20, np.float32, 0)
    spoiled = x.copy()
    spoiled[np.random.default_rng(0).permutation(20)[12], 2] = np.nan  # the batch of step 3
    message = stopped(dl, make(dl, np.float32), spoiled, y)
    assert message == ("fit stopped at step 3 of epoch 1: the loss became nan; an input of its batch is not finite: "
                       "check np.isfinite(x).all()")
    target = np.zeros((20, 3), np.float32)
    target[np.random.default_rng(0).permutation(20)[19], 0] = np.inf
    assert "step 4 of epoch 1: the loss became inf; a target of its batch is not finite" in stopped(
        dl, make(dl, np.float32), x, target, dl.MSELoss())

    root = Root() if dl is dn else RootTorch()
    message = stopped(dl, dl.Sequential(dl.Linear(4, 3), dl.Flatten(), root, dl.Linear(3, 3)), x, y)
    assert "step 1 of epoch 1: the loss became nan; the first output that is not finite is that of layer 2, Root" in message

    message = stopped(dl, make(dl, np.float32), x, np.full((20, 3), 1e30, np.float32), dl.MSELoss())
    assert "step 1 of epoch 1: the loss became inf; every layer's output is finite, the loss is not: the logarithm of 0" in message

    model = dl.Sequential(dl.Linear(4, 3), dl.Linear(3, 3))
    message = stopped(dl, model, x, np.ones((20, 3), np.float32), dl.MSELoss(), lr=1e4)
    assert "reach " in message and "the learning rate, 10000, is likely too large (try a tenth of it)" in message

    model = make(dl, np.float32)
    dl.init.constant_(model[2].weight, np.nan)
    assert "step 1 of epoch 1: the loss became nan; the weight 2.weight is not finite" in stopped(dl, model, x, y)


@pytest.mark.parametrize("dl", [dn, dt], ids=["numpy", "torch"])
def test_a_gradient_that_is_not_finite_is_named_with_the_step_that_made_it(dl):
    """√ of 0: the loss is finite, its slope is not; the weights are gone a step before the loss is."""
    x, y = np.abs(data(20, np.float32, 0)[0]) + 1, np.ones((20, 4), np.float32)
    zero = x.copy()
    zero[np.random.default_rng(0).permutation(20)[7]] = 0  # in step 2
    model = dl.Sequential(*[dl.Linear(4, 4, bias=False) for _ in range(3)], Root() if dl is dn else RootTorch())
    for linear in model[:3]:
        dl.init.constant_(linear.weight, 0.3)
    message = stopped(dl, model, zero, y, dl.MSELoss(), lr=1e-4)
    layer = "2, Linear" if dl is dn else "3, RootTorch"  # NumPy's backward is not walked again: it knows the parameters' gradients
    assert "step 2 of epoch 1: the loss was still " in message
    assert f"the first gradient that is not finite is that of layer {layer}: a division by 0" in message


@pytest.mark.parametrize("dl", [dn, dt], ids=["numpy", "torch"])
def test_weights_lost_in_the_very_last_step_are_noticed(dl):
    x, y = np.ones((5, 4), np.float32), np.ones((5, 4), np.float32)
    model = dl.Sequential(dl.Linear(4, 4, bias=False), Root() if dl is dn else RootTorch())
    dl.init.constant_(model[0].weight, 0.0)
    assert "step 1 of epoch 1: the loss was still 1, but the first gradient" in stopped(dl, model, x, y, dl.MSELoss(), epochs=1)


def test_numpy_does_not_make_the_step_of_a_loss_that_is_not_finite():
    x, y = data(20, np.float32, 0)
    x[np.random.default_rng(0).permutation(20)[12]] = np.nan  # in step 3
    model, weights = make(dn, np.float32), []

    class Weights(dn.Callback):
        def step_end(self, model, optimizer):
            weights.append(model[0].weight.copy())

    stopped(dn, model, x, y, callbacks=[Weights()])
    np.testing.assert_array_equal(model[0].weight, weights[1])


def test_metrics_agree_and_go_from_one_backend_to_the_other():
    rng = np.random.default_rng(0)
    z, labels, real = rng.normal(size=(30, 7)), rng.integers(0, 7, 30), rng.normal(size=(30, 7))
    pairs = [("accuracy", z, labels), ("top_k_accuracy", z, labels), ("mean_squared_error", z, real), ("mean_absolute_error", z, real),
             ("r2", z, real), ("auc", z[:, 0], labels > 3), ("auc", z[:, :2], labels > 3)]
    for name, y_hat, y in pairs:
        ours, theirs = getattr(dn, name)(y_hat, y), getattr(dt, name)(torch.from_numpy(y_hat), torch.from_numpy(y))
        assert_allclose(float(ours), float(theirs), rtol=1e-6, err_msg=name)
    assert getattr(dn.auc, "whole_set", False) and getattr(dn.r2, "whole_set", False)


OPTIONS = {
    "clip_norm": {"clip_norm": 0.05},
    "clip_value": {"clip_value": 0.01},
    "schedule per epoch": {"schedule": lambda dl, optimizer: dl.StepLR(optimizer, 2, 0.5)},
    "schedule per step": {"schedule": lambda dl, optimizer: dl.CosineAnnealingLR(optimizer, 40), "schedule_every": "step"},
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_clipping_schedules_metrics_and_ema_agree(options):
    ours, theirs = make(dn, np.float64), make(dt, np.float64)
    theirs.load_state_dict(ours.state_dict())
    histories = []
    for dl, model in ((dn, ours), (dt, theirs)):
        optimizer = dl.SGD(model.parameters(), lr=0.3, momentum=0.5)
        made = options | ({"schedule": options["schedule"](dl, optimizer)} if "schedule" in options else {})
        histories.append(dl.fit(
            model, dl.CrossEntropyLoss(), optimizer, data(103, np.float64, 1), epochs=5, batch_size=16, rng=3, **made,
            validation=data(50, np.float64, 2), metrics={"top2": lambda z, y, dl=dl: dl.top_k_accuracy(z, y, 2)}, callbacks=[dl.EMA(0.9)],
        ))
    assert list(histories[0]) == list(histories[1])
    for name in histories[0]:
        assert_allclose(histories[0][name], histories[1][name], rtol=1e-9, err_msg=name)
    for name, value in theirs.state_dict().items():
        assert_allclose(ours.state_dict()[name], value.numpy(), rtol=1e-8, atol=1e-10, err_msg=name)


def test_lbfgs_gets_its_closure():
    ours, theirs = make(dn, np.float64), make(dt, np.float64)
    theirs.load_state_dict(ours.state_dict())
    x, y = data(60, np.float64, 1)
    losses = [dl.fit(model, dl.CrossEntropyLoss(), dl.LBFGS(model.parameters(), max_iter=4), (x, y), epochs=4, batch_size=60, rng=0)["loss"]
              for dl, model in ((dn, ours), (dt, theirs))]
    assert_allclose(losses[0], losses[1], rtol=1e-6)
    assert losses[0][-1] < 0.2 < losses[0][0]


def test_a_model_of_several_outputs_hands_them_all_to_its_loss():
    """A VAE with its ELBO; in evaluation mode it draws nothing, so both backends can be compared."""
    x = np.random.default_rng(0).random((20, 6)).astype(np.float32)
    models = [dl.VAE(dl.Linear(6, 4), dl.Linear(2, 6)) for dl in (dn, dt)]
    models[1].load_state_dict(models[0].state_dict())
    for dl, model in zip((dn, dt), models):
        history = dl.fit(model, dl.ELBO(), dl.Adam(model.parameters(), lr=0.02), (x, x), epochs=30, batch_size=8, rng=0)
        assert history["loss"][-1] < history["loss"][0]
        assert dl.predict(model, x).shape == (20, 6)
    models[1].load_state_dict(models[0].state_dict())
    measured = [dl.evaluate(model, dl.ELBO(), (x, x), batch_size=7)["loss"] for dl, model in zip((dn, dt), models)]
    assert measured[0] == pytest.approx(measured[1], rel=1e-5)


@pytest.mark.parametrize("dl", [dn, dt], ids=["numpy", "torch"])
def test_arguments_that_do_not_fit_together_are_named(dl):
    model, other = make(dl, np.float32), make(dl, np.float32)
    optimizer = dl.SGD(model.parameters(), lr=0.1)
    for options, error, message in [
        ({"clip_norm": 0}, ValueError, "clip_norm must be a number above 0"),
        ({"clip_value": "1"}, ValueError, "clip_value must be"),
        ({"schedule": dl.StepLR}, TypeError, "schedule must be a schedule such as"),
        ({"schedule": dl.StepLR(dl.SGD(other.parameters(), lr=1.0), 2)}, ValueError, "belongs to another optimizer"),
        ({"schedule": dl.StepLR(optimizer, 2), "schedule_every": "batch"}, ValueError, "schedule_every must be 'epoch' or 'step'"),
        ({"metrics": {"lr": dl.accuracy}}, ValueError, "may not be named 'lr', the learning rate is"),
        ({"optimizer": dl.SGD(other.parameters(), lr=0.1)}, ValueError, "none of the model's parameters"),
        ({"loss": dl.CrossEntropyLoss(reduction="none")}, ValueError, r"must be one number, got shape \(5,\); .*reduction='none'"),
    ]:
        options = {"loss": dl.CrossEntropyLoss(), "optimizer": optimizer} | options
        loss, used = options.pop("loss"), options.pop("optimizer")
        with pytest.raises(error, match=message):
            dl.fit(model, loss, used, data(20, np.float32, 0), epochs=1, batch_size=5, **options)
