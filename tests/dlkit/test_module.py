import copy

import numpy as np
import pytest

import dlkit.numpy as dl


def network():
    return dl.Sequential(dl.Linear(4, 5, rng=0), dl.ReLU(), dl.Sequential(dl.Linear(5, 3, rng=1, bias=False)))


def test_parameters_are_named_as_in_the_state_dict():
    model = network()
    assert [name for name, _ in model.named_parameters()] == ["0.weight", "0.bias", "2.0.weight"] == list(model.state_dict())


def test_grads_have_the_names_and_shapes_of_the_parameters():
    model = network()
    model(np.ones((2, 4), np.float32))
    assert model.grads == {}
    model.backward(np.ones((2, 3), np.float32))
    assert {k: g.shape for k, g in model.grads.items()} == {k: p.data.shape for k, p in model.named_parameters()}
    model.zero_grad()
    assert model.grads == {} and all(p.grad is None for p in model.parameters())


def test_a_module_made_of_attributes_finds_its_pieces():
    class TwoHeads(dl.Module):
        def __init__(self):
            self.body, self.head = dl.Linear(2, 3, rng=0), dl.Linear(3, 1, rng=1)

    assert list(TwoHeads().state_dict()) == ["body.weight", "body.bias", "head.weight", "head.bias"]
    assert not TwoHeads().eval().head.training


def test_an_equal_seed_gives_equal_weights_and_no_global_state_is_used():
    before = np.random.get_state()[1].copy()
    a, b, c = dl.Linear(4, 5, rng=0), dl.Linear(4, 5, rng=0), dl.Linear(4, 5, rng=1)
    assert (a.weight == b.weight).all() and (a.weight != c.weight).any()
    assert (np.random.get_state()[1] == before).all()


def test_the_state_dict_is_live_and_loading_copies():
    model, other = network(), network()
    model.state_dict()["0.bias"][...] = 7
    assert (model[0].bias == 7).all()
    other.load_state_dict(model.state_dict())
    model[0].bias[...] = 0
    assert (other[0].bias == 7).all()


def test_load_state_dict_refuses_other_architectures_and_changes_nothing():
    model = network()
    before = copy.deepcopy(model.state_dict())
    wrong_shape = {**before, "2.0.weight": np.zeros((3, 6))}
    with pytest.raises(ValueError, match=r"2\.0\.weight has shape \(3, 6\), wanted \(3, 5\)"):
        model.load_state_dict(wrong_shape | {"0.bias": np.ones(5)})
    with pytest.raises(ValueError, match=r"missing \['0.bias'\], unexpected \['0.b'\]"):
        model.load_state_dict({("0.b" if k == "0.bias" else k): v for k, v in before.items()})
    with pytest.raises(ValueError, match=r"missing \[\], unexpected \['3.bias'\]"):
        model.load_state_dict({**before, "3.bias": np.ones(3)})
    assert all((model.state_dict()[k] == v).all() for k, v in before.items())


def test_repr_shows_the_nesting():
    assert repr(network()) == (
        "Sequential(\n  (0): Linear(in_features=4, out_features=5, bias=True)\n  (1): ReLU()\n  (2): Sequential(\n"
        "    (0): Linear(in_features=5, out_features=3, bias=False)\n  )\n)"
    )


def test_sequential_is_a_list_of_layers():
    model = network()
    assert len(model) == 3 and isinstance(model[1], dl.ReLU) and len(model[:2]) == 2
    assert [type(layer).__name__ for layer in model] == ["Linear", "ReLU", "Sequential"]
    with pytest.raises(TypeError, match=r"argument 1 must be a layer, got the class ReLU; add \(\)"):
        dl.Sequential(dl.Linear(2, 2), dl.ReLU)
