"""Saliency, class activation maps and activations: properties, and the same on both backends."""

import copy

import numpy as np
import pytest

import dlkit.numpy as dl
from dlkit import explain
from tests.dlkit.explain.networks import MODELS, X, cnn, mlp, numpy_model, torch_model

LABELS = np.array([0, 1, 2, 0, 1])
QUESTIONS = {
    "activations": lambda model: explain.activations(model, X, "4.0"),
    "activations of a container": lambda model: explain.activations(model, X, 4),
    "saliency": lambda model: explain.saliency(model, X, LABELS),
    "class activation": lambda model: explain.class_activation_map(model, X, LABELS),
    "grad-cam": lambda model: explain.grad_cam(model, X, LABELS),
    "grad-cam of an early layer": lambda model: explain.grad_cam(model, X, 1, "0"),
    "effective receptive field": lambda model: explain.effective_receptive_field(model, X, 4),
}


@pytest.fixture(params=MODELS)
def model(request):
    return MODELS[request.param]()


def scores(model, x):
    """The scores of a NumPy model in evaluation mode."""
    return copy.deepcopy(model).eval()(x)


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_backends_give_the_same(question):
    ours, theirs = (QUESTIONS[question](make()) for make in MODELS.values())
    assert np.abs(ours).max() > 1e-3, "nothing is compared with nothing"
    assert ours.dtype == theirs.dtype == np.float64
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-10)


def test_saliency_is_the_slope_of_the_score():
    model = numpy_model(mlp)
    h = 1e-6
    slopes = np.empty(X.shape)
    for i in np.ndindex(X.shape[1:]):
        step = np.zeros(X.shape)
        step[:, *i] = h
        slopes[:, *i] = (scores(model, X + step) - scores(model, X - step))[:, 0] / (2 * h)
    np.testing.assert_allclose(explain.saliency(model, X, 1), np.abs(slopes)[:, 0], atol=1e-8)


def test_saliency_takes_the_largest_channel_of_an_image_and_keeps_other_shapes():
    linear = dl.Sequential(dl.Flatten(), dl.Linear(8, 2, dtype=np.float64, rng=0))
    x = X[:, :, :2, :4].reshape(5, 2, 2, 2)
    slopes = np.abs(linear[1].weight[1]).reshape(2, 2, 2)
    np.testing.assert_allclose(explain.saliency(linear, x, 1), np.broadcast_to(slopes.max(axis=0), (5, 2, 2)))
    np.testing.assert_allclose(explain.saliency(linear, x.reshape(5, 8), 1)[3], slopes.ravel())


def test_the_mean_of_a_class_activation_map_and_the_bias_are_the_score():
    model = numpy_model()
    for label in range(3):
        maps = explain.class_activation_map(model, X, label)
        assert maps.shape == (5, 4, 4) and maps.min() < 0 < maps.max()
        np.testing.assert_allclose(maps.mean(axis=(1, 2)) + model[-1].bias[label], scores(model, X)[:, label])


def test_grad_cam_is_the_positive_part_of_the_class_activation_map_over_the_number_of_pixels():
    model = numpy_model()
    maps = explain.class_activation_map(model, X, LABELS)
    np.testing.assert_allclose(explain.grad_cam(model, X, LABELS), np.maximum(maps, 0) / 16, atol=1e-15)


def test_a_label_for_each_example_is_as_one_at_a_time(model):
    together = explain.grad_cam(model, X, LABELS)
    alone = [explain.grad_cam(model, X[[i]], int(label))[0] for i, label in enumerate(LABELS)]
    np.testing.assert_allclose(together, alone, atol=1e-15)


def test_with_a_single_output_class_0_is_the_negative_of_class_1():
    def network(d):
        return d.Sequential(
            d.Conv2d(1, 4, 3, dtype=np.float64, rng=0), d.GlobalAvgPool2d(), d.Linear(4, 1, dtype=np.float64, rng=1)
        )

    model = network(dl)
    for_it, against_it = (explain.class_activation_map(model, X, label) for label in (1, 0))
    np.testing.assert_allclose(for_it, -against_it)
    np.testing.assert_allclose(for_it.mean(axis=(1, 2)) + model[-1].bias[0], scores(model, X)[:, 0])


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_model_is_left_as_it_was(question):
    model = numpy_model()
    y = model(X)
    model.backward(np.ones_like(y))
    before = copy.deepcopy((model.grads, dict(model.state_dict())))
    QUESTIONS[question](model)
    assert all(layer.training for layer in model.modules())
    for was, now in zip(before, (model.grads, dict(model.state_dict()))):
        assert was.keys() == now.keys()
        for name in was:
            np.testing.assert_array_equal(was[name], now[name])


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_pytorch_model_is_left_as_it_was(question):
    model = torch_model()
    model[5].eval()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    QUESTIONS[question](model)
    assert [name for name, layer in model.named_modules() if not layer.training] == ["5"]
    assert all(parameter.grad is None for parameter in model.parameters())
    assert not any(layer._forward_hooks for layer in model.modules())
    assert all((before[name] == value).all() for name, value in model.state_dict().items())


def test_pytorch_is_watched_without_grad_mode_and_with_layers_that_work_in_place():
    torch = pytest.importorskip("torch")
    model, careless = torch_model(), torch_model()
    careless[2] = torch.nn.ReLU(inplace=True)
    with torch.no_grad():
        for question in (lambda m: explain.grad_cam(m, X, 1, 1), lambda m: explain.activations(m, torch.tensor(X), 1)):
            np.testing.assert_array_equal(question(model), question(careless))
    assert explain.activations(careless, X, 1).min() < 0


def test_of_several_outputs_the_first_is_taken():
    assert explain.activations(dl.SAB(4, 2, rng=0), np.ones((2, 3, 4), np.float32), "attention").shape == (2, 3, 4)


REFUSED = [
    (lambda m: explain.activations(m, X, 9), ValueError, "no layer '9' in this Sequential: it must be one of '0' Conv2d, '1' BatchNorm2d"),
    (lambda m: explain.activations(m, X, ""), ValueError, "no layer ''"),
    (lambda m: explain.saliency(m, X, 3), ValueError, r"got label 3, but the model's scores \(5, 3\) have the classes 0 … 2"),
    (lambda m: explain.saliency(m, X, -1), ValueError, "got label -1"),
    (lambda m: explain.saliency(m, X, 1.0), TypeError, "got a label of type float: it must be an integer"),
    (lambda m: explain.saliency(m, X, [0, 1]), ValueError, r"got labels \(2,\) for 5 examples"),
    (lambda m: explain.saliency(m[:1], X, 0), ValueError, r"the model gave \(5, 4, 9, 8\) for an input of 5 rows; wanted are scores"),
    (lambda m: explain.grad_cam(m, X, 0, 7), ValueError, r"layer '7' gives \(5, 3\), wanted are images .* '0', '1'"),
    (lambda m: explain.class_activation_map(m, X, 5), ValueError, "got label 5"),
    (lambda m: explain.effective_receptive_field(m, X, 7), ValueError, r"layer '7' gives \(5, 3\)"),
    (lambda m: explain.effective_receptive_field(m, X, 4, (4, 0)), ValueError, r"got unit = \(4, 0\): it must be one of the 4 × 4 units of layer '4'"),
]  # fmt: skip


@pytest.mark.parametrize("backend", MODELS)
@pytest.mark.parametrize(("question", "error", "message"), REFUSED)
def test_what_cannot_be_answered_is_refused(backend, question, error, message):
    with pytest.raises(error, match=message):
        question(MODELS[backend]())


@pytest.mark.parametrize("make", MODELS.values())
def test_cam_refuses_a_network_that_does_not_end_so_and_grad_cam_one_without_images(make):
    with pytest.raises(ValueError, match="must end in GlobalAvgPool2d and Linear; explain.grad_cam takes any network"):
        explain.class_activation_map(make(mlp), X, 0)
    with pytest.raises(ValueError, match="no layer of this network gives images"):
        explain.grad_cam(make(mlp), X, 0)


def test_cam_is_not_fooled_by_a_maximum_in_place_of_the_mean():
    model = numpy_model()
    other = dl.Sequential(*model[:6], dl.GlobalMaxPool2d(), model[7])
    with pytest.raises(ValueError, match="must end in GlobalAvgPool2d"):
        explain.class_activation_map(other, X, 0)


def test_a_single_image_without_its_batch_axis_is_refused_on_both_backends():
    with pytest.raises(ValueError, match="is the batch axis missing"):
        explain.saliency(numpy_model(), X[0], 0)
    torch = pytest.importorskip("torch")
    model = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.Flatten(0), torch.nn.Linear(84, 3)).double()
    with pytest.raises(ValueError, match=r"the model gave \(3,\).*is the batch axis of the input missing"):
        explain.saliency(model, X[0], 0)


def test_another_dtype_than_the_models_and_what_is_no_model_are_refused():
    with pytest.raises(TypeError, match="explain.saliency got an input of torch.float32 but the model's parameters are"):
        explain.saliency(torch_model(), X.astype(np.float32), 0)
    with pytest.raises(TypeError, match="nothing is promoted silently"):
        explain.saliency(numpy_model(), X.astype(np.float32), 0)
    with pytest.raises(TypeError, match="explain.saliency got a function: it takes a model of dlkit.numpy or of PyTorch"):
        explain.saliency(cnn, X, 0)
    with pytest.raises(TypeError, match=r"got the class ReLU; add \(\)"):
        explain.saliency(dl.ReLU, X, 0)
