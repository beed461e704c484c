import copy

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
    lambda p: dl.AdamW(p, lr=0.1, weight_decay=0), lambda p: dl.Adagrad(p, lr=0.9),
    lambda p: dl.RMSprop(p, lr=0.1, alpha=0.9, eps=1.0, centered=True),  # with a small eps it ends within lr of it
    lambda p: dl.RMSprop(p, lr=0.05, alpha=0.9, eps=1.0, momentum=0.5),
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


MAKERS = [
    lambda p: dl.SGD(p, lr=0.05, momentum=0.9), lambda p: dl.Adam(p, lr=0.1), lambda p: dl.AdamW(p, lr=0.1),
    lambda p: dl.Adagrad(p, lr=0.5), lambda p: dl.RMSprop(p, momentum=0.5, centered=True),
]


@pytest.mark.parametrize("make", MAKERS)
def test_a_step_leaves_the_gradient_as_it_was(make):
    layer = bowl()
    optimizer = make(layer.parameters())
    layer(np.ones((1, 1)))
    layer.backward(np.ones((1, 1)))
    for _ in range(3):
        optimizer.step()
    assert layer.grads["weight"] == 1.0


@pytest.mark.parametrize("make", MAKERS)
def test_a_saved_state_stays_as_it_was_and_brings_the_options(make):
    layer = bowl()
    optimizer = make(layer.parameters())
    step(layer, optimizer)
    saved, lr = optimizer.state_dict(), optimizer.lr
    expected = copy.deepcopy(saved)
    step(layer, optimizer)
    assert saved == expected, "the optimizer it came from went on"
    optimizer.lr = 0.0
    optimizer.load_state_dict(saved)
    step(layer, optimizer)
    assert saved == expected and optimizer.lr == lr


def test_the_learning_rate_may_change_between_steps():
    layer = bowl()
    optimizer = dl.SGD(layer.parameters(), lr=0.1)
    optimizer.lr = 0.0
    before = layer.weight.copy()
    step(layer, optimizer)
    assert (layer.weight == before).all()


@pytest.mark.parametrize("make", [
    lambda p: dl.SGD(p, lr=0.05, momentum=0.9), lambda p: dl.Adam(p, lr=0.1), lambda p: dl.AdamW(p, lr=0.1),
    lambda p: dl.Adagrad(p, lr=0.5, lr_decay=0.1), lambda p: dl.RMSprop(p, momentum=0.5, centered=True),
])
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


def test_adamw_decays_the_weight_itself_and_adam_the_gradient():
    def after(make, grad, steps=3):
        layer = bowl()
        layer.weight[...] = 1.0
        optimizer = make(layer.parameters())
        for _ in range(steps):
            layer.grads = {"weight": np.full((1, 1), grad)}
            optimizer.step()
        return layer.weight[0, 0]

    lr, decay = 0.1, 0.5
    assert after(lambda p: dl.AdamW(p, lr, weight_decay=decay), 0.0) == pytest.approx((1 - lr * decay) ** 3)
    assert after(lambda p: dl.Adam(p, lr, weight_decay=decay), 0.0) == pytest.approx(1 - 3 * lr, abs=0.02)  # whatever λ is
    assert after(lambda p: dl.AdamW(p, lr, weight_decay=0), 0.7) == after(lambda p: dl.Adam(p, lr), 0.7)


def test_the_steps_of_adagrad_fall_as_one_over_the_root_of_their_number():
    layer = bowl()
    optimizer, walk = dl.Adagrad(layer.parameters(), lr=0.1), []
    for _ in range(9):
        layer.grads = {"weight": np.full((1, 1), 5.0)}
        before = layer.weight.copy()
        optimizer.step()
        walk.append(float((before - layer.weight)[0, 0]))
    assert_allclose(walk, 0.1 / np.sqrt(np.arange(1, 10)), rtol=1e-9)


def test_a_constant_gradient_moves_rmsprop_by_the_learning_rate_in_the_end():
    layer = bowl()
    optimizer = dl.RMSprop(layer.parameters(), lr=0.01, alpha=0.5)
    for _ in range(60):
        layer.grads = {"weight": np.full((1, 1), -300.0)}
        before = layer.weight.copy()
        optimizer.step()
    assert_allclose(layer.weight - before, 0.01, rtol=1e-6)


def least_squares(dtype=np.float64, n=12, d=4, scale=1.0):
    """A linear model, its closure, and the weights that solve it."""
    rng = np.random.default_rng(0)
    x, y = (rng.normal(size=(n, d)) * np.geomspace(1, scale, d)).astype(dtype), rng.normal(size=(n, 1)).astype(dtype)
    layer, loss = dl.Linear(d, 1, bias=False, dtype=dtype, rng=0), dl.MSELoss()

    def closure():
        value = loss(layer(x), y)
        layer.backward(loss.backward())
        return value

    return layer, closure, np.linalg.lstsq(x, y)[0].T


@pytest.mark.parametrize("line_search", [None, "strong_wolfe"])
def test_one_step_of_lbfgs_solves_ill_conditioned_least_squares(line_search):
    layer, closure, solution = least_squares(scale=30.0)
    before = closure()
    optimizer = dl.LBFGS(layer.parameters(), max_iter=60, tolerance_change=1e-14, line_search_fn=line_search)
    assert optimizer.step(closure) == before
    assert_allclose(layer.weight, solution, atol=1e-6)


def test_lbfgs_goes_on_from_its_saved_state_and_refuses_that_of_another_model():
    a, closure_a, _ = least_squares()
    b, closure_b, _ = least_squares()
    optimizer_a, optimizer_b = (dl.LBFGS(m.parameters(), max_iter=2, history_size=3) for m in (a, b))
    optimizer_a.step(closure_a)
    b.load_state_dict(a.state_dict())
    optimizer_b.load_state_dict(optimizer_a.state_dict())
    for _ in range(3):
        optimizer_a.step(closure_a)
        optimizer_b.step(closure_b)
    np.testing.assert_array_equal(a.weight, b.weight)
    other = dl.LBFGS(dl.Linear(3, 1, bias=False).parameters())
    with pytest.raises(ValueError, match=r"belongs to 1 parameters that are not of the shapes \[\(1, 3\)\]"):
        other.load_state_dict(optimizer_a.state_dict())


def test_lbfgs_keeps_type_and_place_of_the_weights_and_leaves_one_without_gradient():
    layer, closure, _ = least_squares(np.float32)
    alone = dl.Linear(2, 2, rng=1)
    array, before = layer.weight, alone.weight.copy()
    optimizer = dl.LBFGS([*layer.parameters(), *alone.parameters()], line_search_fn="strong_wolfe")
    first, last = optimizer.step(closure), closure()
    assert last < first and layer.weight is array and array.dtype == np.float32
    assert (alone.weight == before).all()


def test_lbfgs_stops_when_the_gradient_is_flat_and_calls_no_more_often_than_it_may():
    layer, closure, solution = least_squares()
    layer.weight[...] = solution
    calls = []
    dl.LBFGS(layer.parameters()).step(lambda: calls.append(1) or closure())
    assert len(calls) == 1
    layer.weight[...] = 0
    dl.LBFGS(layer.parameters(), max_iter=20, max_eval=4).step(lambda: calls.append(1) or closure())
    assert len(calls) == 5


def test_lbfgs_says_what_its_closure_must_be():
    optimizer = dl.LBFGS(bowl().parameters())
    with pytest.raises(TypeError, match=r"LBFGS.step got NoneType: it takes a function without arguments"):
        optimizer.step()
    with pytest.raises(TypeError, match=r"the closure must return the loss, a number, got NoneType"):
        optimizer.step(lambda: None)


BAD = [
    (lambda p: dl.AdamW(p, weight_decay=-1), r"AdamW: weight_decay must be"),
    (lambda p: dl.AdamW(p, betas=(1.0, 0.9)), r"AdamW: betas must be"),
    (lambda p: dl.Adagrad(p, lr_decay=-1), r"Adagrad: lr_decay must be"),
    (lambda p: dl.Adagrad(p, initial_accumulator_value=-1), r"Adagrad: initial_accumulator_value must be"),
    (lambda p: dl.RMSprop(p, alpha=1.0), r"RMSprop: alpha must lie in \[0, 1\), got 1.0"),
    (lambda p: dl.RMSprop(p, momentum=-0.1), r"RMSprop: momentum must be"),
    (lambda p: dl.LBFGS(p, max_iter=0), r"LBFGS: max_iter must be an integer of at least 1, got 0"),
    (lambda p: dl.LBFGS(p, history_size=2.5), r"LBFGS: history_size must be"),
    (lambda p: dl.LBFGS(p, tolerance_grad=-1), r"LBFGS: tolerance_grad must be"),
    (lambda p: dl.LBFGS(p, line_search_fn="armijo"), r"LBFGS: line_search_fn must be None or 'strong_wolfe', got 'armijo'"),
    (lambda p: dl.RMSprop(p).load_state_dict(dl.Adam(bowl().parameters()).state_dict()), r"the state has no alpha, momentum, centered; was it saved from another optimizer"),
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
