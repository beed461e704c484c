import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

import dlkit.numpy as dl
from dlkit.numpy import checkpoint_file
from dlkit.training import files

STEPS = 7  # of an epoch: six batches of 8, and one of 2


class Killed(Exception):
    pass


class KillAt(dl.Callback):
    """Break off after a step, in the middle of an epoch, as a power cut does; never for step 0."""

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


def train(path=None, kill=0, epochs=8, optimizer=dl.Adam, every=1, patience=9, batch_size=8, rng=5, resume=None, callbacks=()):
    """A training with all that draws or remembers, made anew at every call; returns weights and history."""
    draw = np.random.default_rng(1)
    model = dl.Sequential(
        dl.Linear(4, 12, rng=draw), dl.BatchNorm1d(12), dl.ReLU(), dl.Dropout(0.3, rng=draw), dl.Linear(12, 2, rng=draw),
        dl.GaussianNoise(0.1, rng=7),
    )
    optimizer = optimizer(model.parameters(), lr=0.03)
    saving = [] if path is None else [dl.Checkpoint(path, every=every, resume=resume is None)]
    history = dl.fit(
        model, dl.CrossEntropyLoss(weight=[1.0, 2.0]), optimizer, data(), validation=data(40, 1), epochs=epochs, batch_size=batch_size,
        metrics={"accuracy": dl.accuracy, "auc": dl.auc}, rng=rng, clip_norm=1.0, resume=resume,
        schedule=dl.OneCycleLR(optimizer, 0.05, total_steps=8 * STEPS, cycle_momentum=False), schedule_every="step",
        callbacks=[dl.EMA(0.9), dl.EarlyStopping(patience), KillAt(kill), *saving, *callbacks],
    )
    return {name: np.array(value) for name, value in model.state_dict().items()}, history


def assert_same(one, other):
    """The same weights and the same history, bit for bit."""
    (weights, history), (weights_other, history_other) = one, other
    assert dict(history) == dict(history_other) and history.best_epoch == history_other.best_epoch
    for name, value in weights.items():
        np.testing.assert_array_equal(value, weights_other[name], err_msg=name)


@pytest.mark.parametrize("make", [
    dl.Adam, lambda p, lr: dl.SGD(p, lr, momentum=0.9), dl.RMSprop, dl.Adagrad,
], ids=["Adam", "SGD", "RMSprop", "Adagrad"])
def test_a_training_killed_at_random_steps_ends_bit_for_bit_as_if_it_had_run_through(tmp_path, make):
    whole = train(optimizer=make)
    rng = np.random.default_rng(11)
    path = tmp_path / "run.npz"
    for kill in rng.integers(1, 4 * STEPS, 3):
        try:
            train(path, kill=int(kill), optimizer=make)
        except Killed:
            pass
    assert_same(train(path, optimizer=make), whole)


def test_a_process_killed_while_it_trains_goes_on_when_it_is_started_again(tmp_path):
    program = textwrap.dedent(f"""
        import os, signal, sys
        from tests.dlkit.test_checkpoint import train, dl
        import numpy as np

        class Kill(dl.Callback):
            left = int(sys.argv[1])
            def step_end(self, model, optimizer):
                self.left -= 1
                if self.left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        weights, history = train({str(tmp_path / "run.npz")!r}, callbacks=[Kill()])
        np.savez({str(tmp_path / "end.npz")!r}, **weights, loss=history["loss"])
    """)
    start = {"cwd": Path(__file__).parents[2], "capture_output": True, "text": True}
    for kill in (9, 17, 0):
        ended = subprocess.run([sys.executable, "-c", program, str(kill)], **start)
        assert ended.returncode == (-signal.SIGKILL if kill else 0), ended.stderr
    weights, history = train()
    with np.load(tmp_path / "end.npz") as saved:
        assert list(saved["loss"]) == history["loss"]
        for name, value in weights.items():
            np.testing.assert_array_equal(saved[name], value, err_msg=name)


def test_resume_goes_on_from_any_epoch_and_epochs_counts_them_all(tmp_path):
    whole = train(tmp_path / "run-{epoch}.npz", resume=None)
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"run-{i}.npz" for i in range(1, 9)]
    for epoch in (1, 4, 8):
        assert_same(train(resume=tmp_path / f"run-{epoch}.npz"), whole)
    assert_same(train(resume=tmp_path / "run-{epoch}.npz"), whole)


def test_a_training_that_early_stopping_ended_is_not_trained_further(tmp_path):
    whole = train(tmp_path / "run.npz", callbacks=[dl.EarlyStopping(1, "val_accuracy")])
    assert len(whole[1].epochs) < 8
    assert_same(train(tmp_path / "run.npz", callbacks=[dl.EarlyStopping(1, "val_accuracy")]), whole)


def test_every_and_keep_say_which_files_stay_and_the_last_epoch_is_always_written(tmp_path):
    class Names(dl.Callback):
        def epoch_saved(self, epoch, last, write):
            seen.append(sorted(p.name for p in tmp_path.iterdir()))

    seen = []
    train(tmp_path / "{epoch}.npz", every=3, callbacks=[Names()])
    assert seen[1] == [] and seen[-1] == ["3.npz", "6.npz", "8.npz"]
    model = dl.Linear(4, 2, rng=0)
    (tmp_path / "notes.npz").write_text("not ours")
    dl.fit(model, dl.CrossEntropyLoss(), dl.SGD(model.parameters()), data(), epochs=12, batch_size=50, rng=0,
           callbacks=[dl.Checkpoint(tmp_path / "{epoch}.npz", keep=2)])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["11.npz", "12.npz", "notes.npz"]


def test_a_checkpoint_is_an_npz_without_pickle_that_shows_its_weights_by_name(tmp_path):
    weights, _ = train(tmp_path / "run.npz", epochs=1)
    with np.load(tmp_path / "run.npz", allow_pickle=False) as saved:
        assert saved["model/0.weight"].shape == (12, 4) and saved["model/0.weight"].dtype == np.float32
        assert all(saved[name].dtype != object for name in saved.files)


def test_nested_state_comes_back_as_it_was(tmp_path):
    state = {
        "form": checkpoint_file.FORM, 0: [1, 2.5, (True, None, "x")], "nan": float("nan"), "inf": -float("inf"), "big": 2**127,
        "f32": np.float32(0.1), "empty": np.empty((0, 3)), "zero": np.array(3), "a/b": {"c": np.arange(3)}, "tenth": 0.1,
        "f64": np.array([0.1]),
    }
    checkpoint_file.write(tmp_path / "deep" / "state.npz", state)
    back = checkpoint_file.read(tmp_path / "deep" / "state.npz")
    assert list(back) == list(state) and back[0] == state[0] and back["big"] == 2**127 and back["tenth"] == 0.1
    assert back["f64"].dtype == np.float64 and back["f64"][0] == 0.1
    assert np.isnan(back["nan"]) and back["inf"] == -np.inf and back["empty"].shape == (0, 3)
    assert type(back["f32"]) is np.float32 and back["zero"].shape == () and list(back["a/b"]["c"]) == [0, 1, 2]
    with pytest.raises(TypeError, match=r"Checkpoint: thing is a set"):
        checkpoint_file.write(tmp_path / "state.npz", {"thing": {1}})
    assert not (tmp_path / "state.npz").exists()


def test_a_write_that_breaks_off_leaves_the_old_file_and_the_next_one_succeeds(tmp_path, monkeypatch):
    path = tmp_path / "run.npz"
    train(path, epochs=1)
    before = path.read_bytes()
    with pytest.raises(Killed), files.replacing(path) as file:
        file.write(b"half of")
        raise Killed
    assert path.read_bytes() == before

    def broken(*names):
        raise Killed

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(Killed), files.replacing(path) as file:
        file.write(b"all of it, but not yet in place")
    assert path.read_bytes() == before
    monkeypatch.undo()
    train(path, epochs=2)
    assert path.read_bytes() != before and [p.name for p in tmp_path.iterdir()] == ["run.npz"]


def test_the_file_is_on_the_disk_before_it_takes_the_place_of_the_old_one(tmp_path, monkeypatch):
    calls = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda fd: (calls.append("fsync"), fsync(fd)))
    monkeypatch.setattr(os, "replace", lambda *names: (calls.append("replace"), replace(*names)))
    with files.replacing(tmp_path / "file") as file:
        file.write(b"x")
    assert calls[:2] == ["fsync", "replace"] and calls[2:] in ([], ["fsync"])


def test_a_damaged_or_foreign_file_is_one_clear_sentence(tmp_path):
    path = tmp_path / "run.npz"
    train(path, epochs=1)
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 255
    np.save(array := tmp_path / "array.npy", np.arange(3))
    np.savez(other := tmp_path / "other.npz", x=np.arange(3))
    checkpoint_file.write(alien := tmp_path / "alien.npz", {"form": "another"})
    contents = [b"", b"hello", whole[: len(whole) // 2], whole[:-1], bytes(flipped), array.read_bytes(), other.read_bytes(), alien.read_bytes()]
    for content in contents:
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"run\.npz' is no checkpoint of dlkit\.numpy\.fit, or it is damaged") as error:
            train(resume=path)
        assert "\n" not in str(error.value)
    with pytest.raises(FileNotFoundError, match=r"there is no checkpoint .*nowhere\.npz"):
        train(resume=tmp_path / "nowhere.npz")


def test_a_checkpoint_of_another_training_is_refused(tmp_path):
    path = tmp_path / "run.npz"
    train(path, epochs=1)
    for change, message in [
        ({"batch_size": 5}, r"written with batch_size 8, but fit was called with 5"),
        ({"callbacks": [dl.EMA()]}, r"written with callbacks \['EMA', 'EarlyStopping', 'KillAt'\], but"),
        ({"rng": np.random.Generator(np.random.MT19937(0))}, r"a Generator of PCG64, but this one is of MT19937"),
        ({"optimizer": lambda p, lr: dl.SGD(p, lr, momentum=0.9)}, r"SGD.load_state_dict: the state has no"),
    ]:
        with pytest.raises(ValueError, match=message):
            train(resume=path, **change)
    model = dl.Linear(4, 2)
    with pytest.raises(ValueError, match=r"written with a schedule, but fit was called with none"):
        dl.fit(model, dl.CrossEntropyLoss(), dl.Adam(model.parameters()), data(), epochs=2, batch_size=8, resume=path,
               callbacks=[dl.EMA(0.9), dl.EarlyStopping(), KillAt(0)])


def test_every_kind_of_generator_is_resumed(tmp_path):
    def run(**options):
        model = dl.Linear(4, 2, rng=0)
        generator = np.random.Generator(np.random.MT19937(3))
        return dl.fit(model, dl.CrossEntropyLoss(), dl.SGD(model.parameters(), lr=0.5), data(), batch_size=8, rng=generator, **options)

    path = tmp_path / "run.npz"
    run(epochs=2, callbacks=[dl.Checkpoint(path)])
    assert run(epochs=5, resume=path)["loss"] == run(epochs=5)["loss"]


BAD = [
    (dict(every=0), r"Checkpoint: every must be an integer of at least 1, got 0"),
    (dict(keep=2), r"keep=2 needs a file for each epoch, got path 'run.npz': put \{epoch\} into its name"),
    (dict(path="{epoch}/run.npz"), r"\{epoch\} belongs into the name of the file"),
]


@pytest.mark.parametrize("options, message", BAD, ids=[m for _, m in BAD])
def test_bad_arguments_are_named(options, message):
    with pytest.raises(ValueError, match=message):
        dl.Checkpoint(**{"path": "run.npz"} | options)
