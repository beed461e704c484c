"""Domain-adversarial training: its gradients, its schedule, and rotated moons."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from dlkit import data
from dlkit.shift.dann import DANN, fit_dann, reversal_strength


def network(seed, width=32):
    torch.manual_seed(seed)
    nn = torch.nn
    features = nn.Sequential(nn.Linear(2, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU())
    domain_head = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
    return DANN(features, nn.Linear(width, 2), domain_head)


def rotated_moons(n, degrees, rng):
    x, y = data.two_moons(n, rng=rng)
    a = np.deg2rad(degrees)
    x = (x - [0.5, 0.25]) @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    return x.astype(np.float32), y


def trained(seed, lambda_max, epochs=60, degrees=35):
    """Target accuracy, history and model after training on upright moons and rotated ones without labels."""
    source, (x_target, y_target) = rotated_moons(600, 0, seed), rotated_moons(600, degrees, seed + 100)
    model = network(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    options = {"epochs": epochs, "batch_size": 64, "lambda_max": lambda_max, "rng": seed}
    history = fit_dann(model, optimizer, source, x_target, **options)
    with torch.no_grad():
        accuracy = (model(torch.as_tensor(x_target)).argmax(dim=1).numpy() == y_target).mean()
    return accuracy, history, model


def test_the_schedule_rises_from_zero_to_almost_one():
    strengths = [reversal_strength(p) for p in (0, 0.1, 0.5, 1)]
    assert_allclose(strengths, [0, np.tanh(0.5), np.tanh(2.5), np.tanh(5)], rtol=1e-12)  # 2σ(10p) − 1 = tanh 5p
    assert reversal_strength(0.3, lambda_max=2) == 2 * reversal_strength(0.3)


def test_features_go_up_the_domain_loss_and_the_domain_head_goes_down():
    model, x = network(0).double(), torch.randn(8, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    model.reversal.lambda_ = 0.3
    labels, domains = model.both(x)
    upstream = torch.randn(8, 1, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    reached = [*model.features.parameters()], [*model.domain_head.parameters()]
    reversed_, kept = (torch.autograd.grad((domains * upstream).sum(), p, retain_graph=True) for p in reached)
    plain = model.domain_head(model.features(x))
    up, down = (torch.autograd.grad((plain * upstream).sum(), p, retain_graph=True) for p in reached)
    for got, wanted in zip(reversed_, up):
        assert_allclose(got, -0.3 * wanted, atol=1e-14)
    for got, wanted in zip(kept, down):
        assert_allclose(got, wanted, atol=1e-14)
    assert_allclose(labels.detach(), model(x).detach())
    assert_allclose(domains.detach(), model.domain_logits(x).detach())


def test_without_reversal_the_target_changes_neither_features_nor_label_head():
    _, _, one = trained(0, lambda_max=0, epochs=2)
    _, _, other = trained(0, lambda_max=0, epochs=2, degrees=70)
    for name, value in one.state_dict().items():
        same = torch.allclose(value, other.state_dict()[name], atol=1e-6)
        assert same != name.startswith("domain_head"), name


def test_every_batch_is_half_source_and_half_target():
    model = network(0)
    torch.nn.init.zeros_(model.domain_head[2].weight)
    torch.nn.init.constant_(model.domain_head[2].bias, 2.0)  # this logit for all: log(1 + e²) for a source, less 2 for a target
    still = torch.optim.SGD(model.parameters(), lr=0.0)
    history = fit_dann(model, still, rotated_moons(5, 0, 0), rotated_moons(5, 35, 1)[0], epochs=1, batch_size=2, rng=0)
    assert history["domain_loss"][0] == pytest.approx(np.log1p(np.exp(2)) - 1, rel=1e-5)


def test_an_epoch_walks_every_row_once_in_training_mode_and_in_an_order_of_its_own():
    model, seen = network(0).eval(), []
    model.features.register_forward_pre_hook(lambda layer, inputs: seen.append((layer.training, inputs[0][:, 0].clone())))
    x = np.stack([np.arange(12), np.zeros(12)], axis=1).astype(np.float32)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    fit_dann(model, optimizer, (x, np.arange(12) % 2), x, epochs=2, batch_size=4, rng=0)
    assert all(training for training, _ in seen)
    for half in (slice(0, 4), slice(4, 8)):
        first, second = (torch.cat([rows[half] for _, rows in seen[epoch]]).tolist() for epoch in (slice(0, 3), slice(3, 6)))
        assert sorted(first) == sorted(second) == list(range(12))
        assert first != second and first != sorted(first) != second


def test_the_same_seed_trains_the_same_model():
    one, other = (trained(1, lambda_max=1, epochs=2)[2].state_dict() for _ in range(2))
    assert all(torch.equal(one[name], other[name]) for name in one)


@pytest.fixture(scope="module")
def moons():
    return [(trained(seed, 0)[:2], trained(seed, 1)[:2]) for seed in range(3)]


def test_dann_adapts_to_rotated_moons(moons):
    gains = [adapted - plain for (plain, _), (adapted, _) in moons]
    assert np.mean(gains) > 0.1, gains


def test_dann_keeps_the_domains_harder_to_tell_apart_and_the_labels_learned(moons):
    for (_, plain), (_, adapted) in moons:
        assert adapted["domain_loss"][-1] > plain["domain_loss"][-1] + 0.1
        assert adapted["loss"][-1] < 0.2
        assert plain["lambda"] == [0] * 60 and adapted["lambda"][-1] > 0.999


def test_a_short_target_and_a_last_short_batch_are_walked():
    x, y = rotated_moons(50, 0, 0)
    model = network(0)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    history = fit_dann(model, optimizer, (x, y), x[:7], epochs=2, batch_size=16, rng=0)
    assert history.epochs == [1, 2] and history["lambda"][0] == reversal_strength(3 / 8)


X, Y = rotated_moons(20, 0, 0)


@pytest.mark.parametrize(
    "arguments, options, error, words",
    [
        ((torch.nn.Linear(2, 2), (X, Y), X), {}, TypeError, "got a model of Linear: DANN"),
        ((None, X, X), {}, TypeError, "source of ndarray: a pair"),
        ((None, (X, Y[:5]), X), {}, ValueError, "20 source inputs, 5 labels"),
        ((None, (X, Y), X[:0]), {}, ValueError, "0 target inputs"),
        ((None, (X, Y), X[:, :1]), {}, ValueError, r"\(20, 2\).*\(20, 1\).*one shape"),
        ((None, (X, Y), X.astype(float)), {}, ValueError, "float32.*float64"),
        ((None, (X, Y), X), {"epochs": 0}, ValueError, "epochs=0"),
        ((None, (X, Y), X), {"lambda_max": -1}, ValueError, "lambda_max=-1"),
        ((None, (X, Y), X), {"rng": None}, TypeError, "fit_dann got rng=None.*seed"),
        ((None, (X * np.nan, Y), X), {}, FloatingPointError, "epoch 1 is not finite.*NaN"),
    ],
)
def test_what_cannot_be_trained_is_refused(arguments, options, error, words):
    model, source, x_target = arguments
    model = network(0) if model is None else model
    options = {"epochs": 1, "batch_size": 8, "rng": 0} | options
    with pytest.raises(error, match=words):
        fit_dann(model, torch.optim.SGD(model.parameters(), lr=0.1), source, x_target, **options)


def test_a_domain_head_of_two_logits_is_refused():
    model = DANN(torch.nn.Identity(), torch.nn.Linear(2, 2), torch.nn.Linear(2, 2))
    with pytest.raises(ValueError, match=r"domain logits \(20, 2\): \(n, 1\)"):
        model.domain_logits(torch.as_tensor(X))
