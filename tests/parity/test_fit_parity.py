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


def test_a_loss_that_is_not_finite_stops_with_the_learning_rate_named():
    x, y = data(20, np.float32, 0)
    x[3, 2] = np.nan
    for dl in (dn, dt):
        model = make(dl, np.float32)
        with pytest.raises(FloatingPointError, match=r"epoch 1: the loss became nan; the learning rate, 0\.02"):
            dl.fit(model, dl.CrossEntropyLoss(), dl.SGD(model.parameters(), lr=0.02), (x, y), epochs=2, batch_size=5, rng=0)
