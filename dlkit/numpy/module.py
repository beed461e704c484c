"""Module: a piece of a network that knows its parameters, its gradients and its pieces."""

import textwrap
from collections.abc import Mapping

import numpy as np

from dlkit.numpy.state import StateArray, to_array


class Parameter:
    """One array of a layer and its gradient, as an optimizer sees them.

    `data` is the layer's own array, to be changed in place; `grad` is None before the first backward.
    """

    __slots__ = ("module", "name")

    def __init__(self, module, name):
        self.module, self.name = module, name

    @property
    def data(self):
        return getattr(self.module, self.name)

    @property
    def grad(self):
        return self.module.own_grads.get(self.name)

    def __repr__(self):
        return f"Parameter({self.name}, shape {self.data.shape}, {self.data.dtype})"


class Module:
    """Base of all layers: `y = layer(x)`, then `grad_x = layer.backward(grad_y)`.

    A subclass names its trainable arrays in `parameter_names` and its other state in `buffer_names`,
    computes y in `forward(x)`, keeps what it needs, and in `backward(grad_y)` sets `self.grads` and
    returns ∂L/∂x. `grads` belongs to the last backward: it is replaced, not added to. Attributes that
    are Modules are its pieces, in the order in which they were set. A layer of several inputs returns
    one gradient for each, in their order, as a tuple.
    """

    parameter_names = ()
    buffer_names = ()
    training = True

    def __init_subclass__(cls):
        if "backward" in vars(cls) and "backward_parameters" not in vars(cls):
            cls.backward_parameters = Module.backward_parameters  # an inherited one would be of another backward

    def __call__(self, *inputs, **options):
        return self.forward(*inputs, **options)

    def forward(self, *inputs):
        raise NotImplementedError(f"{type(self).__name__} does not define forward(x)")

    def backward(self, *grad_outputs):
        raise NotImplementedError(f"{type(self).__name__} does not define backward(grad_y)")

    def backward_parameters(self, *grad_outputs):
        """Set the gradients of the parameters as `backward` does; what saves work by it leaves ∂L/∂x out."""
        self.backward(*grad_outputs)

    def named_children(self):
        """(name, module) of the direct pieces."""
        return [(name, value) for name, value in vars(self).items() if isinstance(value, Module)]

    def named_modules(self, prefix=""):
        """(name, module) of this module and all within it; the name of this one is empty."""
        yield prefix, self
        for name, child in self.named_children():
            yield from child.named_modules(f"{prefix}.{name}" if prefix else name)

    def modules(self):
        return (module for _, module in self.named_modules())

    def _named(self, names):
        """(full name, module, attribute) of every array that `names(module)` lists and that exists."""
        for prefix, module in self.named_modules():
            for name in names(module):
                if getattr(module, name) is not None:
                    yield f"{prefix}.{name}" if prefix else name, module, name

    def named_parameters(self):
        """(name, Parameter) in the order of `state_dict()`."""
        for full, module, name in self._named(lambda m: m.parameter_names):
            yield full, Parameter(module, name)

    def parameters(self):
        return (parameter for _, parameter in self.named_parameters())

    @property
    def own_grads(self):
        """The gradients of this module's own parameters, without those of its pieces."""
        return self.__dict__.get("_grads", {})

    @property
    def grads(self):
        """{parameter name: ∂L/∂parameter} of the last backward, with the keys of `state_dict()`."""
        return {name: p.grad for name, p in self.named_parameters() if p.grad is not None}

    @grads.setter
    def grads(self, grads):
        self._grads = {name: grad for name, grad in grads.items() if grad is not None}

    def zero_grad(self):
        """Forget all gradients."""
        for module in self.modules():
            module._grads = {}

    def train(self, mode=True):
        """Switch to training mode (dropout drops, batch norm uses the batch); returns the module."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self):
        """Switch to evaluation mode; returns the module."""
        return self.train(False)

    def state_dict(self):
        """{name: array} of parameters and buffers, PyTorch's keys and shapes; the arrays are the live ones."""
        names = self._named(lambda m: (*m.parameter_names, *m.buffer_names))
        return {full: np.asarray(getattr(module, name)).view(StateArray) for full, module, name in names}

    def load_state_dict(self, state):
        """Copy arrays or tensors into this module's own, by name; all are checked before any is copied."""
        if not isinstance(state, Mapping):
            raise TypeError(
                f"{type(self).__name__}.load_state_dict got a {type(state).__name__}: it takes a dict of arrays or "
                "tensors, as state_dict() gives; is it the model itself, or a file's name?"
            )
        own = {full: (m, name) for full, m, name in self._named(lambda m: (*m.parameter_names, *m.buffer_names))}
        missing, unexpected = own.keys() - state.keys(), state.keys() - own.keys()
        if missing or unexpected:
            raise ValueError(
                f"{type(self).__name__}.load_state_dict: missing {sorted(missing)}, "
                f"unexpected {sorted(unexpected)}; was the state saved from another architecture?"
            )
        arrays = {full: to_array(value) for full, value in state.items()}
        for full, (module, name) in own.items():
            if arrays[full].shape != np.shape(getattr(module, name)):
                raise ValueError(
                    f"{type(self).__name__}.load_state_dict: {full} has shape {arrays[full].shape}, "
                    f"wanted {np.shape(getattr(module, name))}; was the state saved from another architecture?"
                )
        for full, (module, name) in own.items():
            getattr(module, name)[...] = arrays[full]

    def extra_repr(self):
        return ""

    def __repr__(self):
        lines = [f"({name}): {child!r}" for name, child in self.named_children()]
        inside = "\n" + textwrap.indent("\n".join(lines), "  ") + "\n" if lines else self.extra_repr()
        return f"{type(self).__name__}({inside})"
