"""What dlkit.torch.fit does with device, compile, amp, deterministic and rng, as far as a CPU shows it."""

import copy

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import dlkit.torch as dl  # noqa: E402
from dlkit.torch import device as devices  # noqa: E402


def data(n=70, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 6)).astype(np.float32)
    return x, (x[:, 0] > 0).astype(np.int64)


def make(dropout=0.0):
    torch.manual_seed(0)
    return dl.Sequential(dl.Linear(6, 16), dl.ReLU(), dl.Dropout(dropout), dl.Linear(16, 2))


def train(model, optimizer=None, **options):
    optimizer = optimizer or dl.Adam(model.parameters(), lr=0.02)
    return dl.fit(model, dl.CrossEntropyLoss(), optimizer, data(), **{"epochs": 4, "batch_size": 16, "rng": 0} | options)


def test_rng_determines_dropout_too_and_pytorchs_own_generator_is_left_as_it_was():
    torch.manual_seed(42)
    before = torch.get_rng_state()
    losses = []
    for rng in (0, 0, 1, np.random.default_rng(0)):
        model = make(0.5)
        torch.set_rng_state(before)
        losses.append(train(model, rng=rng)["loss"])
        assert torch.equal(torch.get_rng_state(), before)
    assert losses[0] == losses[1] == losses[3] != losses[2]


def test_without_rng_dropout_follows_pytorchs_own_generator():
    before = torch.get_rng_state()
    train(make(0.5), rng=None)
    assert not torch.equal(torch.get_rng_state(), before)


def test_short_batches_are_walked_apart_from_the_compiled_code(monkeypatch):
    shapes = []

    def compiled(function, **options):
        assert options == {"dynamic": False, "mode": "reduce-overhead"}

        def counted(x, *rest):
            shapes.append(tuple(x.shape))
            return function(x, *rest)

        return counted

    monkeypatch.setattr(torch, "compile", compiled)
    history = train(make(), compile={"mode": "reduce-overhead"})
    assert shapes == [(16, 6)] * 16, "four full batches in each of four epochs; the short one is not compiled"
    assert history["loss"] == train(make())["loss"]


def test_compiled_code_gives_the_same_history():
    plain, compiled = make(), make()
    histories = [train(plain), train(compiled, compile={"backend": "aot_eager"})]
    np.testing.assert_allclose(histories[0]["loss"], histories[1]["loss"], rtol=1e-5)
    assert list(compiled.state_dict()) == list(plain.state_dict())


@pytest.mark.parametrize("amp", [True, "bfloat16", "float16"])
def test_amp_trains_in_half_precision_and_measures_in_full(amp):
    seen = set()

    def watched(y_hat, y):
        seen.add(y_hat.dtype)
        return dl.accuracy(y_hat, y)

    model = make()
    inner = set()
    model[0].register_forward_hook(lambda layer, inputs, output: inner.add(output.dtype))
    history = train(model, amp=amp, epochs=20, metrics={"accuracy": watched, "auc": dl.auc}, validation=data(30, 1))
    assert inner == {torch.float16 if amp == "float16" else torch.bfloat16} and seen == {torch.float32}
    assert history["accuracy"][-1] > 0.9 and model[0].weight.dtype == torch.float32


def test_clipping_sees_the_gradients_without_the_loss_scale():
    """With a loss scale of 65536 a norm of 0.1 would otherwise be clipped by 65536 times too much: SGD would not move."""
    weights = []
    for amp in (False, "float16"):
        model = make()
        train(model, dl.SGD(model.parameters(), lr=0.1), amp=amp, clip_norm=0.1)
        weights.append(model[0].weight.detach().clone())
    moved = (weights[0] - make()[0].weight.detach()).abs().max()
    assert (weights[0] - weights[1]).abs().max() < 0.05 * moved


def test_deterministic_holds_inside_fit_and_is_put_back_after_it_even_when_it_breaks_off():
    class Look(dl.Callback):
        def epoch_end(self, model, optimizer, history):
            seen.append(torch.are_deterministic_algorithms_enabled())
            if len(seen) == 2:
                raise KeyboardInterrupt

    seen = []
    train(make(), epochs=1, deterministic=True, callbacks=[Look()])
    with pytest.raises(KeyboardInterrupt):
        train(make(), epochs=1, deterministic=True, callbacks=[Look()])
    assert seen == [True, True] and not torch.are_deterministic_algorithms_enabled()


def test_adam_is_fused_unless_its_user_decided_or_it_has_begun():
    model = make()
    for optimizer, fused in [
        (dl.Adam(model.parameters()), True), (dl.AdamW(model.parameters()), True), (dl.SGD(model.parameters(), lr=0.1), True),
        (dl.Adam(model.parameters(), foreach=True), None), (dl.Adam(model.parameters(), fused=False), False),
        (dl.RMSprop(model.parameters()), None), (dl.Adam(model.parameters(), capturable=True), None),
    ]:
        devices.fuse(model, optimizer, torch.device("cpu"))
        assert optimizer.param_groups[0].get("fused") == fused
    begun = dl.Adam(model.parameters())
    model(torch.zeros(2, 6)).sum().backward()
    begun.step()
    devices.fuse(model, begun, torch.device("cpu"))
    assert begun.param_groups[0]["fused"] is None


@pytest.mark.parametrize("make_optimizer", [
    lambda p, **o: dl.Adam(p, lr=0.02, weight_decay=0.1, **o), lambda p, **o: dl.AdamW(p, lr=0.02, **o),
    lambda p, **o: dl.SGD(p, lr=0.1, momentum=0.9, nesterov=True, **o), lambda p, **o: dl.Adagrad(p, lr=0.1, **o),
], ids=["Adam", "AdamW", "SGD", "Adagrad"])
def test_fused_steps_are_the_steps(make_optimizer):
    weights = []
    for options in ({}, {"foreach": False}):
        model = make().double()
        optimizer = make_optimizer(model.parameters(), **options)
        x, y = data()
        dl.fit(model, dl.CrossEntropyLoss(), optimizer, (x.astype(np.float64), y), epochs=4, batch_size=16, rng=0)
        weights.append(model[0].weight.detach())
    np.testing.assert_allclose(weights[0], weights[1], rtol=1e-9, atol=1e-12)


def test_sparse_gradients_are_not_fused():
    model = dl.Sequential(torch.nn.Embedding(5, 4, sparse=True), dl.Flatten(), dl.Linear(8, 2))
    x = np.random.default_rng(0).integers(0, 5, (20, 2))
    history = dl.fit(model, dl.CrossEntropyLoss(), dl.SGD(model.parameters(), lr=0.1), (x, x[:, 0] % 2), epochs=5, batch_size=8, rng=0)
    assert history["loss"][-1] < history["loss"][0]


def test_nothing_is_read_from_the_device_between_the_steps(monkeypatch):
    """Reading a value of a tensor goes through item, __bool__, __float__, tolist or cpu; an epoch's steps call none of them."""
    reads, steps = [], []

    class Count(dl.Callback):
        def step_end(self, model, optimizer):
            steps.append(len(reads))

    for name in ("item", "__bool__", "__float__", "__int__", "tolist", "cpu", "numpy"):
        original = getattr(torch.Tensor, name)
        monkeypatch.setattr(torch.Tensor, name, lambda self, *a, _o=original, _n=name, **k: (reads.append(_n), _o(self, *a, **k))[1])
    train(make(), metrics={"accuracy": dl.accuracy, "top1": lambda z, y: dl.top_k_accuracy(z, y, 1)}, epochs=2, callbacks=[Count()])
    assert len(set(steps[:5])) == 1 and len(set(steps[5:])) == 1 and steps[5] > steps[0], (steps, reads)


def test_a_loss_that_is_not_finite_is_followed_through_dropout_momentum_schedule_and_compiled_code():
    """The epoch is walked again from its start with the same masks, moments and rates, or the step would be another."""
    x, y = data(64)
    model = make(0.5)
    optimizer = dl.SGD(model.parameters(), lr=40.0, momentum=0.99)
    seen = []

    class Losses(dl.Callback):
        def step_end(self, model, optimizer):
            seen.append(bool(torch.stack([p.isfinite().all() for p in model.parameters()]).all()))

    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 8.0)
    with pytest.raises(FloatingPointError) as error:
        dl.fit(model, dl.CrossEntropyLoss(), optimizer, (x, y), epochs=20, batch_size=8, rng=0, callbacks=[Losses()],
               schedule=schedule, schedule_every="step", compile={"backend": "eager"})
    lost = seen.index(False)  # the step after which weights were gone
    epoch, step = lost // 8 + 1, lost % 8 + 1
    message = str(error.value)
    assert any(f"step {s} of epoch {e}:" in message for s, e in [(step, epoch), (step % 8 + 1, epoch + (step == 8))]), (message, step, epoch)
    assert "walked again" not in message


def test_a_model_too_large_to_copy_still_says_the_step(monkeypatch):
    from dlkit.torch import trainer

    monkeypatch.setattr(trainer, "LARGEST", 10)
    x, y = data()
    x[np.random.default_rng(0).permutation(70)[40]] = np.nan
    model = make()
    with pytest.raises(FloatingPointError, match=r"step 3 of epoch 1: the loss became nan; the model is too large for a copy to go back to"):
        dl.fit(model, dl.CrossEntropyLoss(), dl.SGD(model.parameters(), lr=0.1), (x, y), epochs=1, batch_size=16, rng=0)


def test_the_start_of_an_epoch_is_walked_again_exactly():
    """Put back and walked again, an epoch gives the same losses and weights bit for bit."""
    from dlkit.torch.trainer import TorchTrainer

    model = make(0.5)
    optimizer = dl.Adam(model.parameters(), lr=0.02)
    schedule = dl.StepLR(optimizer, 2)
    trainer = TorchTrainer(model, dl.CrossEntropyLoss(), optimizer, device=torch.device("cpu"), batch_size=16, schedule=schedule, schedule_every="step")
    x, y = (torch.from_numpy(a) for a in data())
    for _ in range(2):
        trainer.epoch_begin()
        first = [trainer.train_batch(x[i : i + 16], y[i : i + 16])[0] for i in range(0, 64, 16)]
        weights = copy.deepcopy(model.state_dict())
        trainer.load_state_dict(trainer.start)
        again = [trainer.train_batch(x[i : i + 16], y[i : i + 16])[0] for i in range(0, 64, 16)]
        assert first == again and all(torch.equal(weights[name], value) for name, value in model.state_dict().items())


BAD = [
    ({"device": "tpu!"}, r"device must be 'auto', 'cpu', 'cuda', 'cuda:1', 'mps' or None, got 'tpu!'"),
    ({"amp": "float8"}, r"amp must be True, False, 'bfloat16' or 'float16', got 'float8'"),
]


@pytest.mark.parametrize("options, message", BAD, ids=[m for _, m in BAD])
def test_bad_arguments_are_named(options, message):
    with pytest.raises(ValueError, match=message):
        train(make(), **options)


@pytest.mark.skipif(torch.cuda.is_available(), reason="here is a GPU")
def test_a_gpu_that_is_not_there_is_named():
    with pytest.raises(ValueError, match=r"device 'cuda:0' was asked for, but PyTorch finds none here; 'auto' takes what there is"):
        train(make(), device="cuda:0")
    assert devices.choose("auto", make()).type in ("cpu", "mps")
