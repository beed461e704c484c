"""backward_parameters: the gradients of the parameters as backward leaves them, without that of the input."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import dlkit.numpy as dl
from tests.parity.cases import LAYERS
from tests.parity.kinds import numpy_layer


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def gradients(layer, backward, *grad_outputs):
    layer.zero_grad()
    backward(*grad_outputs)
    return {name: grad.copy() for name, grad in layer.grads.items()}


@pytest.mark.parametrize("case", LAYERS, ids=str)
def test_every_layer_gives_its_parameters_the_same_gradients_either_way(case):
    layer = numpy_layer(case)
    y = layer(*case.inputs(np.random.default_rng(0)), **case.options)
    while isinstance(y, tuple):
        y = y[0]
    grad_y = np.random.default_rng(1).normal(size=y.shape)
    wanted = gradients(layer, layer.backward, grad_y)
    found = gradients(layer, layer.backward_parameters, grad_y)
    assert found.keys() == wanted.keys() == dict(layer.named_parameters()).keys()
    for name in wanted:
        assert_array_equal(found[name], wanted[name], err_msg=name)


@pytest.mark.parametrize("name, shape", [("Conv2d", (2, 3, 5, 4)), ("Conv1d", (2, 3, 7))])
def test_a_first_convolution_folds_no_gradient_of_its_image(name, shape, monkeypatch):
    model = dl.Sequential(getattr(dl, name)(3, 2, 3, padding=1, rng=0), dl.ReLU())
    grad_y = draw(*model(draw(*shape)).shape, seed=1)
    monkeypatch.setattr("dlkit.numpy.conv.fold", lambda *args: pytest.fail("the gradient of the image was computed"))
    model.backward_parameters(grad_y)
    assert model.grads.keys() == {"0.weight", "0.bias"}


def test_a_convolution_refuses_a_gradient_of_another_shape_here_too():
    layer = dl.Conv2d(1, 2, 3, rng=0)
    layer(draw(2, 1, 5, 4))
    with pytest.raises(ValueError, match=r"Conv2d.backward got a gradient of shape \(2, 2, 5, 4\).*\(2, 2, 3, 2\)"):
        layer.backward_parameters(draw(2, 2, 5, 4))


@pytest.mark.parametrize("container, code", [(dl.Autoencoder, 2), (dl.VAE, 4)])
def test_an_autoencoder_ends_its_way_back_in_the_encoder(container, code, monkeypatch):
    model = container(dl.Linear(5, code, rng=0), dl.Linear(2, 5, rng=1))
    outputs = model(draw(3, 5))
    grad_outputs = [draw(*y.shape, seed=i) for i, y in enumerate(outputs if isinstance(outputs, tuple) else (outputs,))]
    wanted = gradients(model, model.backward, *grad_outputs)
    monkeypatch.setattr(model.encoder, "backward", lambda grad: pytest.fail("the gradient of the input was computed"))
    found = gradients(model, model.backward_parameters, *grad_outputs)
    assert found.keys() == wanted.keys()
    for name in wanted:
        assert_array_equal(found[name], wanted[name], err_msg=name)


def test_a_subclass_with_a_backward_of_its_own_is_trained_by_that_one():
    class Doubled(dl.Sequential):
        def forward(self, x):
            return 2 * super().forward(x)

        def backward(self, grad_y):
            return super().backward(2 * grad_y)

    model, plain = Doubled(dl.Linear(3, 2, rng=0)), dl.Sequential(dl.Linear(3, 2, rng=0))
    for layer in (model, plain):
        layer(draw(4, 3))
        layer.backward_parameters(draw(4, 2, seed=1))
    assert_array_equal(model.grads["0.weight"], 2 * plain.grads["0.weight"])


def test_fit_trains_a_network_that_begins_with_a_dense_block():
    x, y = draw(20, 4), np.random.default_rng(1).integers(0, 2, 20)
    model = dl.Sequential(dl.DenseBlock(dl.Linear(4, 3, rng=0)), dl.Linear(7, 2, rng=1))
    history = dl.fit(model, dl.CrossEntropyLoss(), dl.Adam(model.parameters(), lr=0.05), (x, y), epochs=20, batch_size=5, rng=0, progress=False)
    assert history["loss"][-1] < 0.8 * history["loss"][0]
