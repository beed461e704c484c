"""A NumPy layer or loss as a function of tensors, for torch.autograd.gradcheck: torch differentiates, dlkit computes."""

import copy

import numpy as np
import torch


class _Wrapped(torch.autograd.Function):
    """forward calls `call(*arrays)`; backward calls it again, for its object keeps only the last call, then `pull`."""

    @staticmethod
    def forward(ctx, call, pull, *tensors):
        ctx.call, ctx.pull = call, pull
        ctx.save_for_backward(*tensors)
        outputs = [torch.from_numpy(np.array(array)) for array in leaves(call(*arrays_of(tensors)))]
        ctx.mark_non_differentiable(*[output for output in outputs if not output.is_floating_point()])
        return tuple(outputs)

    @staticmethod
    def backward(ctx, *grad_outputs):
        outputs = ctx.call(*arrays_of(ctx.saved_tensors))
        grads = ctx.pull(*_filled(outputs, iter(grad_outputs)))
        return None, None, *[None if grad is None else torch.from_numpy(np.array(grad)) for grad in grads]


def layer_function(layer, n_inputs, options):
    """f(*inputs, *parameters) → the outputs of a NumPy layer, of all its inputs and parameters in their order.

    A layer that draws is put back to where its generators were before every call, so that it draws the same.
    """
    parameters = dict(layer.named_parameters())
    before = [copy.deepcopy(generator.bit_generator.state) for generator in _generators(layer)]
    floating = []

    def call(*arrays):
        floating[:] = [array.dtype.kind == "f" for array in arrays[:n_inputs]]
        for parameter, array in zip(parameters.values(), arrays[n_inputs:], strict=True):
            parameter.data[...] = array
        for generator, state in zip(_generators(layer), before, strict=True):
            generator.bit_generator.state = copy.deepcopy(state)
        return layer(*arrays[:n_inputs], **options)

    def pull(*grads):
        while grads[-1] is None:  # of indices, say; not every backward has a place for it
            grads = grads[:-1]
        of_inputs = iter(leaves(layer.backward(*grads)))
        return [*[next(of_inputs) if is_floating else None for is_floating in floating],
                *[layer.grads[name] for name in parameters]]

    return lambda *tensors: _Wrapped.apply(call, pull, *tensors)


def loss_function(loss, n_inputs, differentiable):
    """f(*inputs) → the value of a NumPy loss; gradients for the inputs whose numbers are in `differentiable`."""

    def pull(grad_value):
        of_inputs = leaves(loss.backward(grad_value if loss.reduction == "none" else float(grad_value)))
        grads = dict(zip(differentiable, of_inputs, strict=True))
        return [grads.get(i) for i in range(n_inputs)]

    return lambda *tensors: _Wrapped.apply(loss, pull, *tensors)


def leaves(outputs):
    """The arrays of an output in their order: tuples in tuples opened, None left out."""
    if isinstance(outputs, tuple):
        return tuple(array for part in outputs for array in leaves(part))
    return () if outputs is None else (outputs,)


def arrays_of(tensors):
    return [tensor.detach().numpy() for tensor in tensors]


def _filled(outputs, grads):
    """The gradients in the form of the outputs: in tuples of tuples, None for what has no gradient."""
    parts = outputs if isinstance(outputs, tuple) else (outputs,)
    return tuple(_filled(part, grads) if isinstance(part, tuple) else _gradient(part, grads) for part in parts)


def _gradient(output, grads):
    if output is None:
        return None
    grad = next(grads)
    return grad.numpy() if np.asarray(output).dtype.kind == "f" else None


def _generators(layer):
    return [value for module in layer.modules() for value in vars(module).values()
            if isinstance(value, np.random.Generator)]
