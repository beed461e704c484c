"""PyTorch on the CPU, as its users write it."""

import numpy as np
import torch

import dlkit.torch as dl
from tests.benchmarks.libraries import models


def mlp_step(layers, x, y):
    return _step(models.mlp(dl, layers), x, y)


def cnn_step(layers, x, y):
    return _step(models.cnn(dl, layers), x, y)


def _step(model, x, y):
    x, y, loss = torch.tensor(x), torch.tensor(y), torch.nn.CrossEntropyLoss()
    optimizer, first = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9), next(model.parameters())

    def work():
        optimizer.zero_grad()
        value = loss(model(x), y)
        value.backward()
        optimizer.step()
        return value.detach(), first.detach()

    return work


def cross_entropy(z, y):
    z, y, loss = torch.tensor(z, requires_grad=True), torch.tensor(y), torch.nn.CrossEntropyLoss()

    def work():
        z.grad = None
        value = loss(z, y)
        value.backward()
        return value.detach(), z.grad

    return work


def convolution(x, weight, bias, padding, grad_y):
    return _there_and_back(_conv(weight, bias, padding), x, grad_y)


def convolution_forward(x, weight, bias, padding, grad_y):
    conv, x = _conv(weight, bias, padding), torch.tensor(x, requires_grad=True)
    return lambda: (conv(x).detach(),)


def convolution_backward(x, weight, bias, padding, grad_y):
    conv, x, grad_y = _conv(weight, bias, padding), torch.tensor(x, requires_grad=True), torch.tensor(grad_y)
    y = conv(x)

    def work():
        conv.zero_grad()
        x.grad = None
        y.backward(grad_y, retain_graph=True)
        return x.grad, conv.weight.grad, conv.bias.grad

    return work


def _conv(weight, bias, padding):
    return _filled(torch.nn.Conv2d(weight.shape[1], weight.shape[0], weight.shape[2:], padding=padding), weight, bias)


def max_pool(x, grad_y):
    return _there_and_back(torch.nn.MaxPool2d(2), x, grad_y)


def batch_norm(x, weight, bias, grad_y):
    layer = (torch.nn.BatchNorm1d if x.ndim == 2 else torch.nn.BatchNorm2d)(len(weight))
    return _there_and_back(_filled(layer, weight, bias), x, grad_y)


def layer_norm(x, weight, bias, grad_y):
    return _there_and_back(_filled(torch.nn.LayerNorm(len(weight)), weight, bias), x, grad_y)


def _there_and_back(layer, x, grad_y):
    x, grad_y = torch.tensor(x, requires_grad=True), torch.tensor(grad_y)

    def work():
        layer.zero_grad()
        x.grad = None
        y = layer(x)
        y.backward(grad_y)
        return y.detach(), x.grad, *[parameter.grad for parameter in layer.parameters()]

    return work


@torch.no_grad()
def _filled(layer, weight, bias):
    layer.weight.copy_(torch.tensor(weight))
    layer.bias.copy_(torch.tensor(bias))
    return layer


def attention(state, heads, x, grad_y):
    layer = torch.nn.MultiheadAttention(x.shape[-1], heads, batch_first=True)
    layer.load_state_dict({name: torch.tensor(array) for name, array in state.items()})
    return _sequence(lambda x: layer(x, x, x, need_weights=False)[0], layer, layer.in_proj_weight, x, grad_y)


def lstm(state, width, x, grad_y):
    layer = torch.nn.LSTM(x.shape[-1], width)
    layer.load_state_dict({name: torch.tensor(array) for name, array in state.items()})
    return _sequence(lambda x: layer(x)[0], layer, layer.weight_hh_l0, x, grad_y)


def _sequence(forward, layer, weight, x, grad_y):
    x, grad_y = torch.tensor(x, requires_grad=True), torch.tensor(grad_y)

    def work():
        layer.zero_grad()
        x.grad = None
        y = forward(x)
        y.backward(grad_y)
        return y.detach(), x.grad, weight.grad

    return work


def optimizer_step(name, options, layers, grads, form):
    model = models.mlp(dl, layers)
    optimizer = getattr(torch.optim, name)(model.parameters(), **options, **{form: True})
    for parameter, grad in zip(model.parameters(), [array for pair in grads for array in pair]):
        parameter.grad = torch.tensor(grad)
    first = next(model.parameters())

    def work():
        optimizer.step()
        return (first.detach(),)

    return work


def fit(build, layers, x, y, epochs, batch_size):
    model, x, y = getattr(models, build)(dl, layers), torch.tensor(x), torch.tensor(y)
    return lambda: _fit(model, x, y, epochs, batch_size)


def fit_on_pytorch(layers, x, y, epochs, batch_size):
    x, y = torch.tensor(x), torch.tensor(y)
    return lambda: _fit(models.mlp(dl, layers), x, y, epochs, batch_size)


def _fit(model, x, y, epochs, batch_size):
    """The loop one writes by hand, over the batches that dlkit's fit walks with rng=0."""
    loss, optimizer = torch.nn.CrossEntropyLoss(), torch.optim.Adam(model.parameters())
    rng, losses = np.random.default_rng(0), []
    for _ in range(epochs):
        order, total = torch.from_numpy(rng.permutation(len(x))), 0.0
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            optimizer.zero_grad()
            value = loss(model(x[batch]), y[batch])
            value.backward()
            optimizer.step()
            total += value.detach() * len(batch)
        losses.append(float(total / len(x)))
    return (np.array(losses),)
