"""A pass through a model of dlkit.numpy, and gradients between any two of its layers."""

import copy

import numpy as np


class WatchedNumPy:
    """Everything happens on a copy of the model: caches, gradients and running statistics of the original stay."""

    def __init__(self, owner, model, x):
        self.owner, self.model = owner, copy.deepcopy(model).eval()
        self.layers, self.calls = dict(self.model.named_modules()), {}
        self.inject, self.met = {}, {}
        for name, layer in self.layers.items():
            self._watch(name, layer)
        self.x_shape = np.shape(x)
        self.output = self.model(x)

    def output_of(self, name):
        return first(self.calls[name][1])

    def gradient(self, of, upstream, at=None):
        """∂⟨upstream, output of `of`⟩/∂(output of `at`), an array; with at=None the gradient of the input.

        The model's own output gets zeros, and at the layer `of` the upstream gradient is added to what arrives.
        """
        self.inject, self.met = {of: upstream}, {}
        outputs = self.output if isinstance(self.output, tuple) else (self.output,)
        grad_x = first(self.model.backward(*map(np.zeros_like, outputs)))
        return grad_x if at is None else self.met[at]

    def _watch(self, name, layer):
        forward, backward = layer.forward, layer.backward

        def watched_forward(*inputs, **options):
            outputs = forward(*inputs, **options)
            self.calls.pop(name, None)
            self.calls[name] = ([np.shape(x) for x in inputs if isinstance(x, np.ndarray)], outputs)
            return outputs

        def watched_backward(grad_y, *others):
            if name in self.inject:
                grad_y = grad_y + self.inject[name]
            self.met[name] = grad_y
            return backward(grad_y, *others)

        layer.forward, layer.backward = watched_forward, watched_backward


def first(outputs):
    """Of several outputs the first."""
    return outputs[0] if isinstance(outputs, tuple) else outputs
