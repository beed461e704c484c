"""autograd (HIPS): derivatives of NumPy code; its layers are what one writes in NumPy, its convolution SciPy's."""

import autograd.numpy as anp
import numpy as np
from autograd import make_vjp, value_and_grad
from autograd.scipy.signal import convolve
from autograd.scipy.special import logsumexp


def mlp_step(layers, x, y):
    parameters = [array.copy() for pair in layers for array in pair]
    velocities = [np.zeros_like(parameter) for parameter in parameters]
    targets = _one_hot(y, len(parameters[-1]))

    def loss(parameters):
        h = x
        for i in range(0, len(parameters), 2):
            h = anp.dot(anp.maximum(h, 0) if i else h, parameters[i].T) + parameters[i + 1]
        return _cross_entropy(h, targets)

    loss_and_gradients = value_and_grad(loss)

    def work():
        value, grads = loss_and_gradients(parameters)
        for parameter, velocity, grad in zip(parameters, velocities, grads):
            velocity *= 0.9
            velocity += grad
            parameter -= 0.01 * velocity
        return value, parameters[0]

    return work


def cross_entropy(z, y):
    loss_and_gradient = value_and_grad(_cross_entropy)
    targets = _one_hot(y, z.shape[1])
    return lambda: loss_and_gradient(z, targets)


def convolution(x, weight, bias, padding, grad_y):
    widths = ((0, 0), (0, 0), (padding, padding), (padding, padding))

    def layer(inputs):
        x, weight, bias = inputs
        x = anp.pad(x, widths, "constant") if padding else x
        flipped = weight[:, :, ::-1, ::-1]  # the mathematician's convolution flips it back
        return convolve(x, flipped, axes=([2, 3], [2, 3]), dot_axes=([1], [1]), mode="valid") + bias[:, None, None]

    return _there_and_back(layer, (x, weight, bias), grad_y)


def batch_norm(x, weight, bias, grad_y):
    axes, shape = (0, *range(2, x.ndim)), (-1, *[1] * (x.ndim - 2))
    return _there_and_back(lambda inputs: _normalised(*inputs, axes, shape), (x, weight, bias), grad_y)


def layer_norm(x, weight, bias, grad_y):
    return _there_and_back(lambda inputs: _normalised(*inputs, 1, -1), (x, weight, bias), grad_y)


def _normalised(x, weight, bias, axes, shape):
    centred = x - anp.mean(x, axis=axes, keepdims=True)
    x_hat = centred / anp.sqrt(anp.mean(centred**2, axis=axes, keepdims=True) + 1e-5)
    return x_hat * anp.reshape(weight, shape) + anp.reshape(bias, shape)


def _there_and_back(layer, inputs, grad_y):
    def work():
        vjp, y = make_vjp(layer)(inputs)
        return y, *vjp(grad_y)

    return work


def _one_hot(y, n_classes):
    return (y[:, None] == np.arange(n_classes)).astype(np.float32)


def _cross_entropy(z, targets):
    return -anp.sum((z - logsumexp(z, axis=1, keepdims=True)) * targets) / len(z)
