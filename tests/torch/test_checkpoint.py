import numpy as np
import pytest

torch = pytest.importorskip("torch")

import dlkit.torch as dl  # noqa: E402
from dlkit.torch.trainer import TorchTrainer  # noqa: E402

STEPS = 7  # of an epoch: six batches of 8, and one of 2


class Killed(Exception):
    pass


class KillAt(dl.Callback):
    """Break off after a step, in the middle of an epoch; never for step 0."""

    def __init__(self, step):
        self.step = step

    def step_end(self, model, optimizer):
        self.step -= 1
        if self.step == 0:
            raise Killed


def data(n=50, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 4)).astype(np.float32)
    return x, (x[:, 0] * x[:, 1] > 0).astype(np.int64)


def train(path=None, kill=0, epochs=8, optimizer=dl.Adam, resume=None, device=None, amp=False, callbacks=()):
    """A training with all that draws or remembers, made anew at every call; returns weights and history."""
    torch.manual_seed(3)  # for the initial weights; the masks are drawn from rng
    model = dl.Sequential(dl.Linear(4, 12), dl.BatchNorm1d(12), dl.ReLU(), dl.Dropout(0.3), dl.Linear(12, 2))
    optimizer = optimizer(model.parameters(), lr=0.03)
    saving = [] if path is None else [dl.Checkpoint(path, resume=resume is None)]
    history = dl.fit(
        model, dl.CrossEntropyLoss(), optimizer, data(), validation=data(40, 1), epochs=epochs, batch_size=8, rng=5, clip_norm=1.0,
        metrics={"accuracy": dl.accuracy, "auc": dl.auc}, resume=resume, device=device, amp=amp,
        schedule=dl.OneCycleLR(optimizer, 0.05, total_steps=8 * STEPS, cycle_momentum=False), schedule_every="step",
        callbacks=[dl.EMA(0.9), dl.EarlyStopping(9), KillAt(kill), *saving, *callbacks],
    )
    return {name: value.clone() for name, value in model.state_dict().items()}, history


def assert_same(one, other):
    (weights, history), (weights_other, history_other) = one, other
    assert dict(history) == dict(history_other) and history.best_epoch == history_other.best_epoch
    for name, value in weights.items():
        assert torch.equal(value, weights_other[name]), name


@pytest.mark.parametrize("make", [
    dl.Adam, lambda p, lr: dl.Adam(p, lr, fused=False, foreach=False), lambda p, lr: dl.SGD(p, lr, momentum=0.9), dl.AdamW,
], ids=["Adam", "Adam as it was", "SGD", "AdamW"])
def test_a_training_killed_at_random_steps_ends_as_if_it_had_run_through(tmp_path, make):
    whole = train(optimizer=make)
    path = tmp_path / "run.pt"
    for kill in np.random.default_rng(11).integers(1, 4 * STEPS, 3):
        try:
            train(path, kill=int(kill), optimizer=make)
        except Killed:
            pass
    assert_same(train(path, optimizer=make), whole)


def test_the_loss_scale_of_float16_is_resumed(tmp_path):
    whole = train(amp="float16")
    with pytest.raises(Killed):
        train(tmp_path / "run.pt", kill=30, amp="float16")
    assert_same(train(tmp_path / "run.pt", amp="float16"), whole)
    assert torch.load(tmp_path / "run.pt", weights_only=True)["scaler"]["scale"] > 0


def test_the_loss_scale_is_put_back():
    scales = []
    for first in (True, False):
        model = dl.Linear(4, 2)
        trainer = TorchTrainer(model, dl.CrossEntropyLoss(), dl.SGD(model.parameters()), device=torch.device("cpu"), amp="float16")
        trainer.scaler.scale(torch.ones(()))  # it begins with its first use
        if first:
            trainer.scaler.update(1024.0)
            kept = trainer.state_dict()
        else:
            trainer.load_state_dict(kept)
        scales.append(trainer.scaler.get_scale())
    assert scales == [1024.0, 1024.0]


def test_a_checkpoint_is_loaded_with_weights_only_and_its_model_is_a_state_dict(tmp_path):
    train(tmp_path / "run.pt", epochs=1)
    state = torch.load(tmp_path / "run.pt", weights_only=True)
    assert state["form"] == "dlkit.torch.fit" and list(state["model"])[:2] == ["0.weight", "0.bias"]


def test_a_damaged_or_foreign_file_is_one_clear_sentence(tmp_path):
    path = tmp_path / "run.pt"
    train(path, epochs=1)
    whole = path.read_bytes()
    torch.save(torch.nn.Linear(2, 2), pickled := tmp_path / "pickled.pt")
    torch.save({"weight": torch.ones(3)}, other := tmp_path / "other.pt")
    torch.save({"form": "a later one"}, later := tmp_path / "later.pt")
    for content in (b"", b"hello", whole[: len(whole) // 2], *(file.read_bytes() for file in (pickled, other, later))):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"run\.pt' is no checkpoint of dlkit\.torch\.fit, or it is damaged") as error:
            train(resume=path)
        assert "\n" not in str(error.value)


def test_a_checkpoint_of_the_other_backend_is_refused(tmp_path):
    import dlkit.numpy as dn

    for writer, reader in ((dl, dn), (dn, dl)):
        path = tmp_path / writer.__name__
        for backend, options in ((writer, {"callbacks": [writer.Checkpoint(path)]}), (reader, {"resume": path})):
            model = backend.Linear(4, 2)

            def fit():
                return backend.fit(model, backend.CrossEntropyLoss(), backend.SGD(model.parameters()), data(), epochs=1, batch_size=8, **options)  # noqa: B023

            if backend is writer:
                fit()
            else:
                with pytest.raises(ValueError, match=r"is no checkpoint of .* was it written by the other backend"):
                    fit()
