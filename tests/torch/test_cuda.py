"""dlkit.torch.fit on a GPU; skipped where there is none."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import dlkit.torch as dl  # noqa: E402

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU")


def data(n=300, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 1, 8, 8)).astype(np.float32)
    return x, (x.mean(axis=(1, 2, 3)) > 0).astype(np.int64)


def make(dropout=0.0):
    torch.manual_seed(0)
    return dl.Sequential(dl.Conv2d(1, 8, 3, padding=1), dl.BatchNorm2d(8), dl.ReLU(), dl.Flatten(), dl.Dropout(dropout), dl.Linear(8 * 64, 2))


def train(model, **options):
    options = {"epochs": 5, "batch_size": 64, "rng": 0, "device": "cuda", "validation": data(100, 1), "metrics": {"accuracy": dl.accuracy}} | options
    return dl.fit(model, dl.CrossEntropyLoss(), dl.Adam(model.parameters(), lr=0.01), data(), **options)


def test_cpu_and_cuda_give_the_same_history_in_float64():
    x, y = data()
    histories = []
    for device in ("cpu", "cuda"):
        model = make().double()
        histories.append(dl.fit(
            model, dl.CrossEntropyLoss(), dl.Adam(model.parameters(), lr=0.01), (x.astype(np.float64), y), epochs=5, batch_size=64, rng=0, device=device,
            callbacks=[dl.EMA(0.9)], clip_norm=1.0, metrics={"accuracy": dl.accuracy, "auc": dl.auc},
        ))
        assert next(model.parameters()).device.type == device
    for name in histories[0]:
        np.testing.assert_allclose(histories[0][name], histories[1][name], rtol=1e-6, err_msg=name)


def test_cpu_and_cuda_agree_in_float32():
    histories = [train(make(), device=device) for device in ("cpu", "cuda")]
    np.testing.assert_allclose(histories[0]["loss"], histories[1]["loss"], rtol=5e-2)
    assert dl.predict(make().cuda(), data()[0]).shape == (300, 2)


def test_an_optimizer_that_has_begun_on_the_cpu_moves_with_its_model():
    model = make()
    optimizer = dl.Adam(model.parameters(), lr=0.01)
    for device in ("cpu", "cuda", "cpu"):
        dl.fit(model, dl.CrossEntropyLoss(), optimizer, data(), epochs=2, batch_size=64, rng=0, device=device)
        assert optimizer.state[next(model.parameters())]["exp_avg"].device.type == device


@pytest.mark.parametrize("options", [{}, {"mode": "reduce-overhead"}], ids=["default", "CUDA graphs"])
def test_compiled_code_gives_the_same_history(options):
    plain, compiled = train(make()), train(make(), compile=options or True)
    np.testing.assert_allclose(plain["loss"], compiled["loss"], rtol=5e-2)


@pytest.mark.parametrize("amp", [True, "bfloat16", "float16"])
def test_amp_learns(amp):
    model = make()
    history = train(model, amp=amp, epochs=15)
    assert history["accuracy"][-1] > 0.9 and model[0].weight.dtype == torch.float32


def test_deterministic_gives_the_same_bits_twice():
    models = [make(0.5), make(0.5)]
    histories = [train(model, deterministic=True) for model in models]
    assert dict(histories[0]) == dict(histories[1])
    for one, other in zip(models[0].state_dict().values(), models[1].state_dict().values()):
        assert torch.equal(one, other)


def test_no_step_waits_for_the_gpu():
    """Between the first step of an epoch and its last nothing synchronises: PyTorch raises if something does."""

    class Watch(dl.Callback):
        steps = 0

        def step_end(self, model, optimizer):
            self.steps += 1
            torch.cuda.set_sync_debug_mode("default" if self.steps % 5 == 0 else "error")

    watch = Watch()
    try:
        train(make(0.2), callbacks=[watch, dl.EMA(0.9)], clip_norm=1.0)
    finally:
        torch.cuda.set_sync_debug_mode("default")
    assert watch.steps == 25


def test_a_killed_training_is_resumed_on_the_gpu(tmp_path):
    class Kill(dl.Callback):
        def __init__(self, step):
            self.step = step

        def step_end(self, model, optimizer):
            self.step -= 1
            if self.step == 0:
                raise KeyboardInterrupt

    def run(kill, *saving):
        return train(make(0.5), deterministic=True, callbacks=[dl.EMA(0.9), Kill(kill), *saving])

    whole, saving = run(0), dl.Checkpoint(tmp_path / "run.pt", resume=True)
    with pytest.raises(KeyboardInterrupt):
        run(13, saving)
    assert dict(run(0, saving)) == dict(whole)


def test_a_loss_that_is_not_finite_is_followed_on_the_gpu():
    x, y = data()
    x[np.random.default_rng(0).permutation(300)[70]] = np.nan
    model = make()
    with pytest.raises(FloatingPointError, match=r"step 2 of epoch 1: the loss became nan; an input of its batch is not finite"):
        dl.fit(model, dl.CrossEntropyLoss(), dl.Adam(model.parameters()), (x, y), epochs=1, batch_size=64, rng=0, device="auto")


def test_a_step_is_fused():
    model = make()
    optimizer = dl.Adam(model.parameters())
    dl.fit(model, dl.CrossEntropyLoss(), optimizer, data(), epochs=1, batch_size=64, rng=0, device="cuda")
    assert optimizer.param_groups[0]["fused"] is True
