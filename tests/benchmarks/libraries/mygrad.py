"""MyGrad: an array tape over NumPy, with a few layers; no optimizers."""

import mygrad as mg
import numpy as np
from mygrad import nnet

mg.turn_memory_guarding_off()  # its documentation's advice for speed


def mlp_step(layers, x, y):
    def forward(parameters):
        h = x
        for i in range(0, len(parameters), 2):
            h = mg.matmul(nnet.relu(h) if i else h, parameters[i].T) + parameters[i + 1]
        return nnet.softmax_crossentropy(h, y)

    return _step(forward, layers)


def cnn_step(layers, x, y):
    def forward(parameters):
        *kernels, weight, bias = parameters
        h = x
        for kernel, kernel_bias in zip(kernels[::2], kernels[1::2]):
            h = nnet.max_pool(nnet.relu(_conv(h, kernel, kernel_bias, 1)), (2, 2), 2)
        return nnet.softmax_crossentropy(mg.matmul(h.reshape(len(x), -1), weight.T) + bias, y)

    return _step(forward, layers)


def _step(forward, layers):
    parameters = [mg.tensor(array, copy=True) for pair in layers for array in pair]
    velocities = [np.zeros_like(parameter.data) for parameter in parameters]

    def work():
        loss = forward(parameters)
        loss.backward()
        for parameter, velocity in zip(parameters, velocities):
            velocity *= 0.9
            velocity += parameter.grad
            parameter.data -= 0.01 * velocity
        return loss.data, parameters[0].data

    return work


def cross_entropy(z, y):
    z = mg.tensor(z)
    return _there_and_back(lambda: nnet.softmax_crossentropy(z, y), None, z)


def convolution(x, weight, bias, padding, grad_y):
    x, weight, bias = map(mg.tensor, (x, weight, bias))
    return _there_and_back(lambda: _conv(x, weight, bias, padding), grad_y, x, weight, bias)


def batch_norm(x, weight, bias, grad_y):
    x, weight, bias = map(mg.tensor, (x, weight, bias))
    return _there_and_back(lambda: nnet.batchnorm(x, gamma=weight, beta=bias, eps=1e-5), grad_y, x, weight, bias)


def _conv(x, weight, bias, padding):
    return nnet.conv_nd(x, weight, stride=1, padding=padding) + bias.reshape(1, -1, 1, 1)


def _there_and_back(forward, grad_y, *inputs):
    def work():
        y = forward()
        y.backward(grad_y)
        return y.data, *[x.grad for x in inputs]

    return work
