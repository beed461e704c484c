"""numpy-ml: layers in NumPy, forward and backward, images as (n, height, width, channels)."""

import collections
import collections.abc
import warnings

import numpy as np

if not hasattr(collections, "Hashable"):
    collections.Hashable = collections.abc.Hashable  # numpy-ml 0.1.2 takes it from where it was up to Python 3.9
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it tells that gym is missing
    from numpy_ml.neural_nets.layers import BatchNorm1D, BatchNorm2D, Conv2D, FullyConnected, LayerNorm1D
    from numpy_ml.neural_nets.losses import CrossEntropy
    from numpy_ml.neural_nets.optimizers import SGD, Adam


def mlp_step(layers, x, y):
    model, targets = [], np.eye(len(layers[-1][1]), dtype=np.float32)[y]
    for i, (weight, bias) in enumerate(layers):
        act_fn = None if i == len(layers) - 1 else "ReLU"
        layer = FullyConnected(len(bias), act_fn, optimizer=SGD(lr=0.01, momentum=0.9))
        layer.n_in = weight.shape[1]
        model.append(_filled(layer, W=weight.T.copy(), b=bias[None]))

    def work():
        h = x
        for layer in model:
            h = layer.forward(h)
        value, grad = _cross_entropy(h, targets)
        for layer in reversed(model):
            grad = layer.backward(grad)
        for layer in model:
            layer.update()
        return value, model[0].parameters["W"].T

    return work


def cross_entropy(z, y):
    targets = np.eye(z.shape[1], dtype=np.float32)[y]
    return lambda: _cross_entropy(z, targets)


def _cross_entropy(z, targets):
    """The loss takes probabilities and gives the gradient of the logits, both as sums over the examples."""
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return CrossEntropy.loss(targets, p) / len(z), CrossEntropy.grad(targets, p) / np.float32(len(z))


def convolution(x, weight, bias, padding, grad_y):
    layer = Conv2D(len(bias), weight.shape[2:], pad=padding)
    layer.in_ch = x.shape[1]
    layer = _filled(layer, W=np.ascontiguousarray(weight.transpose(2, 3, 1, 0)), b=bias.reshape(1, 1, 1, -1))
    work = _there_and_back(layer, _channels_last(x), _channels_last(grad_y), "W", "b")

    def in_our_layout():
        y, grad_x, grad_weight, grad_bias = work()
        return y.transpose(0, 3, 1, 2), grad_x.transpose(0, 3, 1, 2), grad_weight.transpose(3, 2, 0, 1), grad_bias.ravel()

    return in_our_layout


def batch_norm(x, weight, bias, grad_y):
    if x.ndim == 2:
        return _normalisation(BatchNorm1D(epsilon=1e-5), x, weight, bias, grad_y)
    work = _normalisation(BatchNorm2D(epsilon=1e-5), _channels_last(x), weight, bias, _channels_last(grad_y))

    def in_our_layout():
        y, grad_x, *grads = work()
        return y.transpose(0, 3, 1, 2), grad_x.transpose(0, 3, 1, 2), *grads

    return in_our_layout


def layer_norm(x, weight, bias, grad_y):
    return _normalisation(LayerNorm1D(epsilon=1e-5), x, weight, bias, grad_y)


def _normalisation(layer, x, weight, bias, grad_y):
    layer.n_in = layer.n_out = layer.in_ch = layer.out_ch = x.shape[-1]
    return _there_and_back(_filled(layer, scaler=weight, intercept=bias), x, grad_y, "scaler", "intercept")


def _there_and_back(layer, x, grad_y, *names):
    def work():
        layer.flush_gradients()
        return layer.forward(x), layer.backward(grad_y), *[layer.gradients[name] for name in names]

    return work


def optimizer_step(name, options, layers, grads, form):
    if name == "SGD":
        optimizer = SGD(**options)
    elif name == "Adam":
        optimizer = Adam(lr=options["lr"], eps=1e-8)
    else:
        return None
    parameters, grads = ([array.copy() for pair in pairs for array in pair] for pairs in (layers, grads))

    def work():
        optimizer.step()
        for i, grad in enumerate(grads):
            parameters[i] = optimizer(parameters[i], grad, str(i))
        return (parameters[0],)

    return work


def _filled(layer, **arrays):
    layer._init_params()
    layer.parameters |= {name: array.copy() for name, array in arrays.items()}
    return layer


def _channels_last(x):
    return np.ascontiguousarray(x.transpose(0, 2, 3, 1))
