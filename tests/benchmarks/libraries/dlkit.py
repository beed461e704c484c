"""dlkit: the NumPy backend, and dlkit.torch.fit."""

import numpy as np

import dlkit.numpy as dl
from tests.benchmarks.libraries import models


def mlp_step(layers, x, y):
    return _step(models.mlp(dl, layers), x, y)


def cnn_step(layers, x, y):
    return _step(models.cnn(dl, layers), x, y)


def _step(model, x, y):
    loss, optimizer = dl.CrossEntropyLoss(), dl.SGD(model.parameters(), lr=0.01, momentum=0.9)
    first = next(model.parameters())

    def work():
        value = loss(model(x), y)
        model.backward_parameters(loss.backward())
        optimizer.step()
        return value, first.data

    return work


def cross_entropy(z, y):
    loss = dl.CrossEntropyLoss()
    return lambda: (loss(z, y), loss.backward())


def convolution(x, weight, bias, padding, grad_y):
    return _there_and_back(_conv(weight, bias, padding), x, grad_y)


def convolution_forward(x, weight, bias, padding, grad_y):
    conv = _conv(weight, bias, padding)
    return lambda: (conv(x),)


def convolution_backward(x, weight, bias, padding, grad_y):
    conv = _conv(weight, bias, padding)
    conv(x)
    return lambda: (conv.backward(grad_y), *conv.own_grads.values())


def _conv(weight, bias, padding):
    conv = dl.Conv2d(weight.shape[1], weight.shape[0], weight.shape[2:], padding=padding)
    conv.load_state_dict({"weight": weight, "bias": bias})
    return conv


def max_pool(x, grad_y):
    return _there_and_back(dl.MaxPool2d(2), x, grad_y)


def batch_norm(x, weight, bias, grad_y):
    layer = (dl.BatchNorm1d if x.ndim == 2 else dl.BatchNorm2d)(len(weight))
    layer.weight[...], layer.bias[...] = weight, bias
    return _there_and_back(layer, x, grad_y)


def layer_norm(x, weight, bias, grad_y):
    layer = dl.LayerNorm(len(weight))
    layer.load_state_dict({"weight": weight, "bias": bias})
    return _there_and_back(layer, x, grad_y)


def _there_and_back(layer, x, grad_y):
    """(y, x̄, the gradients of the layer's own parameters)"""
    return lambda: (layer(x), layer.backward(grad_y), *layer.own_grads.values())


def attention(state, heads, x, grad_y):
    layer = dl.MultiheadAttention(x.shape[-1], heads, batch_first=True)
    layer.load_state_dict(state)
    return lambda: (layer(x, x, x, need_weights=False)[0], sum(layer.backward(grad_y)), layer.grads["in_proj_weight"])


def lstm(state, width, x, grad_y):
    layer = dl.LSTM(x.shape[-1], width)
    layer.load_state_dict(state)

    def work():
        y, _ = layer(x)
        return y, layer.backward(grad_y), layer.grads["weight_hh_l0"]

    return work


def optimizer_step(name, options, layers, grads, form):
    model = models.mlp(dl, layers)
    optimizer = getattr(dl, name)(model.parameters(), **options)
    for layer, (weight, bias) in zip(model.layers[::2], grads):
        layer.grads = {"weight": weight, "bias": bias}

    def work():
        optimizer.step()
        return (optimizer.params[0].data,)

    return work


def fit(build, layers, x, y, epochs, batch_size):
    model = getattr(models, build)(dl, layers)
    return lambda: _fit(dl, model, x, y, epochs, batch_size)


def fit_on_pytorch(layers, x, y, epochs, batch_size):
    import torch

    import dlkit.torch as dt

    x, y = torch.tensor(x), torch.tensor(y)
    return lambda: _fit(dt, models.mlp(dt, layers), x, y, epochs, batch_size)


def _fit(backend, model, x, y, epochs, batch_size):
    optimizer = backend.Adam(model.parameters())
    history = backend.fit(
        model, backend.CrossEntropyLoss(), optimizer, (x, y), epochs=epochs, batch_size=batch_size, rng=0, progress=False,
    )
    return (np.array(history["loss"]),)
