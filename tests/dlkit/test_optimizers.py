import numpy as np
import pytest
from numpy.testing import assert_allclose

import dlkit.numpy as dl


def bowl():
    """A layer whose output for input 1 is its weight: ℓ = mean (w − 3)²."""
    return dl.Linear(1, 1, bias=False, dtype=np.float64, rng=0)


def step(layer, optimizer):
    loss = dl.MSELoss()
    value = loss(layer(np.ones((1, 1))), np.full((1, 1), 3.0))
    layer.backward(loss.backward())
    optimizer.step()
    return value


@pytest.mark.parametrize("make", [
    lambda p: dl.SGD(p, lr=0.1), lambda p: dl.SGD(p, lr=0.05, momentum=0.8),
    lambda p: dl.SGD(p, lr=0.05, momentum=0.8, nesterov=True), lambda p: dl.Adam(p, lr=0.1),
])
def test_every_optimizer_reaches_the_minimum_of_a_parabola(make):
    layer = bowl()
    optimizer = make(layer.parameters())
    for _ in range(400):
        step(layer, optimizer)
    assert layer.weight[0, 0] == pytest.approx(3.0, abs=1e-6)


def test_gradient_descent_diverges_above_two_over_the_curvature():
    for lr, grows in [(0.99, False), (1.01, True)]:  # the curvature of (w − 3)² is 2
        layer = bowl()
        optimizer = dl.SGD(layer.parameters(), lr=lr)
        values = [step(layer, optimizer) for _ in range(20)]
        assert (values[-1] > values[0]) == grows


def test_the_first_step_of_adam_has_the_length_of_the_learning_rate_whatever_the_gradient():
    for scale in (1e-3, 1.0, 1e3):
        layer = bowl()
        before = layer.weight.copy()
        layer(np.full((1, 1), scale))
        layer.backward(np.ones((1, 1)))
        dl.Adam(layer.parameters(), lr=0.01).step()
        assert_allclose(np.abs(layer.weight - before), 0.01, rtol=1e-4)


def test_the_learning_rate_may_change_between_steps():
    layer = bowl()
    optimizer = dl.SGD(layer.parameters(), lr=0.1)
    optimizer.lr = 0.0
    before = layer.weight.copy()
    step(layer, optimizer)
    assert (layer.weight == before).all()


@pytest.mark.parametrize("make", [lambda p: dl.SGD(p, lr=0.05, momentum=0.9), lambda p: dl.Adam(p, lr=0.1)])
def test_a_saved_optimizer_goes_on_where_it_was(make):
    a, b = bowl(), bowl()
    optimizer_a = make(a.parameters())
    for _ in range(5):
        step(a, optimizer_a)
    b.load_state_dict(a.state_dict())
    optimizer_b = make(b.parameters())
    optimizer_b.load_state_dict(optimizer_a.state_dict())
    for _ in range(5):
        step(a, optimizer_a)
        step(b, optimizer_b)
    assert a.weight == b.weight


def test_a_parameter_without_gradient_is_left_alone():
    model = dl.Sequential(dl.Linear(2, 2, rng=0), dl.Linear(2, 2, rng=1))
    optimizer = dl.Adam(model.parameters())
    model[1].grads = {"weight": np.ones((2, 2), np.float32)}
    before = model[0].weight.copy()
    optimizer.step()
    assert (model[0].weight == before).all()
    optimizer.zero_grad()
    assert model.grads == {}


def test_weights_keep_their_type_and_place():
    layer = dl.Linear(2, 2, rng=0)
    array = layer.weight
    optimizer = dl.Adam(layer.parameters(), weight_decay=0.1)
    layer.backward(np.ones_like(layer(np.ones((3, 2), np.float32))))
    optimizer.step()
    assert layer.weight is array and array.dtype == np.float32


BAD = [
    (lambda p: dl.SGD(p, lr=-1), r"SGD: lr must be a number of at least 0, got -1"),
    (lambda p: dl.SGD(p, momentum=-0.1), r"SGD: momentum must be"),
    (lambda p: dl.SGD(p, nesterov=True), r"Nesterov needs a momentum above 0"),
    (lambda p: dl.Adam(p, lr=float("nan")), r"Adam: lr must be"),
    (lambda p: dl.Adam(p, betas=(0.9, 1.0)), r"Adam: betas must be two numbers in \[0, 1\)"),
    (lambda p: dl.Adam([]), r"Adam got no parameters"),
    (lambda p: dl.Adam(p).load_state_dict(dl.Adam(dl.Linear(2, 2).parameters()).state_dict()), r"belongs to 2 parameters"),
]


@pytest.mark.parametrize("make, message", BAD, ids=[m for _, m in BAD])
def test_bad_options_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make(bowl().parameters())


def test_arrays_instead_of_parameters_are_refused():
    with pytest.raises(TypeError, match=r"takes model.parameters\(\), got tuple"):
        dl.Adam(bowl().named_parameters())
