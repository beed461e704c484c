"""The loss of a network on a plane through its weights, in both backends."""

import copy
import pickle

import numpy as np
import pytest

import dlkit.numpy
from dlkit import plot

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(20, 3)).astype(np.float32), RNG.integers(0, 2, 20)


def numpy_case():
    dl = dlkit.numpy
    model = dl.Sequential(dl.Linear(3, 4, rng=0), dl.BatchNorm1d(4), dl.Tanh(), dl.Dropout(0.5, rng=1), dl.Linear(4, 2, rng=2))
    model(X)
    return model, lambda m: dl.CrossEntropyLoss()(m(X), Y)


def torch_case():
    torch = pytest.importorskip("torch")
    model, _ = numpy_case()
    same = torch.nn.Sequential(
        torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Tanh(), torch.nn.Dropout(0.5), torch.nn.Linear(4, 2)
    )
    same.load_state_dict(model.state_dict())
    x, y = torch.from_numpy(X), torch.from_numpy(Y)
    return same, lambda m: torch.nn.functional.cross_entropy(m(x), y)


CASES = {"numpy": numpy_case, "torch": torch_case}


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]()


def state_of(model):
    """{name: bytes} of everything in the state_dict."""
    return {name: np.asarray(value).tobytes() for name, value in model.state_dict().items()}


def moved(snapshot, by, seed):
    rng = np.random.default_rng(seed)
    return {name: value + by * rng.normal(size=value.shape) for name, value in snapshot.items()}


@pytest.fixture
def snapshots(case):
    now = plot.weights(case[0])
    return [moved(now, 0.5, 0), moved(now, 0.3, 1), moved(now, 0.2, 2), now]


def loss_at(case, snapshot):
    """The loss of a copy of the model with the weights of a snapshot, in evaluation mode."""
    model, loss = copy.deepcopy(case[0]), case[1]
    state = model.state_dict()
    for name, value in snapshot.items():
        state[name][...] = state[name].new_tensor(value) if hasattr(state[name], "new_tensor") else value
    value = loss(model.eval())
    return float(value.detach() if hasattr(value, "detach") else value)


def test_at_the_origin_is_the_loss_of_the_model_and_elsewhere_that_of_moved_weights(case, snapshots):
    now = snapshots[-1]
    u, v = ({name: other[name] - now[name] for name in now} for other in snapshots[:2])
    plane = plot.weight_plane(*case, directions=(u, v))
    assert plane((0, 0)) == pytest.approx(loss_at(case, now), rel=1e-6)
    assert plane((1, 0)) == pytest.approx(loss_at(case, snapshots[0]), rel=1e-5)
    assert plane((0, 1)) == pytest.approx(loss_at(case, snapshots[1]), rel=1e-5)
    mixed = {name: now[name] + 0.3 * u[name] - 0.7 * v[name] for name in now}
    assert plane((0.3, -0.7)) == pytest.approx(loss_at(case, mixed), rel=1e-5)
    np.testing.assert_allclose(plane.path([*snapshots[:2], now, mixed]), [[1, 0], [0, 1], [0, 0], [0.3, -0.7]], atol=1e-6)


def test_the_model_is_left_exactly_as_it_was(case, snapshots, axes):
    model, loss = case
    model.train()
    model[0].eval()
    if hasattr(model[0].weight, "requires_grad_"):
        model[0].bias.requires_grad_(False)
    modes = [module.training for module in model.modules()]
    before = state_of(model)
    pickled = pickle.dumps(model) if isinstance(model, dlkit.numpy.Module) else None
    plane = plot.weight_plane(model, loss, snapshots=snapshots)
    plot.loss_surface(plane, axes, resolution=4)
    assert state_of(model) == before
    assert [module.training for module in model.modules()] == modes
    if pickled:  # caches, gradients and generators too
        assert pickle.dumps(model) == pickled
    else:
        assert [p.requires_grad for p in model.parameters()] == [True, False] + 4 * [True]
        assert all(p.grad is None for p in model.parameters())


def test_a_loss_that_raises_leaves_the_model_as_it_was(case):
    model, _ = case
    before = state_of(model)
    plane = plot.weight_plane(model, lambda m: 1 / 0, rng=0)
    with pytest.raises(ZeroDivisionError):
        plane((1, 1))
    assert state_of(model) == before


def test_the_loss_is_the_same_each_time_it_is_asked(case):
    plane = plot.weight_plane(*case, rng=0)
    assert plane((0.2, 0.1)) == plane((0.2, 0.1))  # dropout is off, and batch norm uses what it has seen


def test_both_backends_see_the_same_surface():
    pytest.importorskip("torch")
    planes = [plot.weight_plane(*case(), rng=7) for case in CASES.values()]
    for point in [(0, 0), (1, -1), (0.3, 0.9)]:
        assert planes[0](point) == pytest.approx(planes[1](point), rel=1e-5)


def test_a_random_direction_has_each_filter_as_long_as_the_models_and_leaves_biases_alone(case):
    plane = plot.weight_plane(*case, rng=3)
    parts = np.split(plane.directions[0], np.cumsum([array.size for array in plot.weights(case[0]).values()])[:-1])
    for (name, theta), part in zip(plot.weights(case[0]).items(), parts):
        if theta.ndim == 1:
            assert not part.any(), name
        else:
            lengths = np.linalg.norm(part.reshape(len(theta), -1), axis=1)
            np.testing.assert_allclose(lengths, np.linalg.norm(theta, axis=1), rtol=1e-5)
    assert abs(plane.directions[0] @ plane.directions[1]) < 0.9 * (plane.directions[0] ** 2).sum()


def test_snapshots_of_a_way_in_a_plane_are_found_again_and_lie_in_the_box(case, snapshots):
    now, other, third = snapshots[-1], snapshots[0], snapshots[1]
    way = [
        {name: now[name] + a * (other[name] - now[name]) + b * (third[name] - now[name]) for name in now}
        for a, b in [(3, 0), (2, 0.5), (1, 0.4), (0, 0)]
    ]
    plane = plot.weight_plane(*case, snapshots=way)
    path = plane.path(way)
    np.testing.assert_allclose(path[-1], 0, atol=1e-9)
    assert plane(path[1]) == pytest.approx(loss_at(case, way[1]), rel=1e-4)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-9)
    flat = [np.concatenate([snapshot[name].ravel() for name in now]) for snapshot in way]
    np.testing.assert_allclose(np.linalg.norm(path[0] - path[2]), np.linalg.norm(flat[0] - flat[2]), rtol=1e-6)
    (low_x, high_x), (low_y, high_y) = plane.box
    assert ((path > [low_x, low_y]) & (path < [high_x, high_y])).all()
    assert (path[0] >= 0).all()
    assert "of the way" in plane.names[0]


def test_shares_of_the_way_are_those_of_the_squared_lengths(case, snapshots):
    plane = plot.weight_plane(*case, snapshots=snapshots)
    now = snapshots[-1]
    flat = np.stack([np.concatenate([(s[name] - now[name]).ravel() for name in now]) for s in snapshots[:-1]])
    share = ((flat @ plane.directions[0]) ** 2).sum() / (flat**2).sum()
    assert plane.names[0] == f"direction 1, {share:.0%} of the way"


def test_weights_are_copies(case):
    model, _ = case
    snapshot = plot.weights(model)
    kept = {name: value.copy() for name, value in snapshot.items()}
    for parameter in model.parameters():
        parameter.data[...] += 1
    assert snapshot.keys() == dict(model.named_parameters()).keys()
    for name, value in snapshot.items():
        np.testing.assert_array_equal(value, kept[name])


def test_a_loss_that_does_not_use_the_model_it_is_given_is_noticed(case, axes):
    model, loss = case
    with pytest.raises(ValueError, match="everywhere in the box.*does it use the point, or the model"):
        plot.loss_surface(plot.weight_plane(model, lambda m: loss(model.eval()), rng=0), axes, resolution=3)


def test_snapshots_that_span_no_plane_are_refused(case, snapshots):
    model, loss = case
    now = snapshots[-1]
    line = [{name: value * factor for name, value in now.items()} for factor in (1, 2, 3)]
    live = [model.state_dict() for _ in range(3)]
    for wrong, message in [(snapshots[:2], "got 2 snapshots: three or more"), ([], "got 0 snapshots"), (line, "on one line"),
                           (live, r"all equal: are they state_dict\(\)")]:
        with pytest.raises(ValueError, match=message):
            plot.weight_plane(model, loss, snapshots=wrong)


def test_directions_of_another_model_are_refused(case):
    model, loss = case
    u, v = moved(plot.weights(model), 1, 0), moved(plot.weights(model), 1, 1)
    turned = {name: value.T for name, value in v.items()}
    lacking = {name: value for name, value in v.items() if name != "4.bias"}
    for wrong, message in [((u,), "got 1 directions"), ((u, turned), r"0.weight has shape \(3, 4\)"), ((u, lacking), "lack the parameter '4.bias'"),
                           ((u, u), "span no plane"), ((u, {name: 0 * value for name, value in u.items()}), "span no plane")]:
        with pytest.raises(ValueError, match=message):
            plot.weight_plane(model, loss, directions=wrong)
    with pytest.raises(ValueError, match="one of them decides"):
        plot.weight_plane(model, loss, directions=(u, v), snapshots=[u, v])
