"""A pass through a PyTorch model, and gradients between any two of its layers, by autograd."""

import torch

from dlkit.explain.watched_numpy import first


class WatchedTorch:
    """Hooks for the time of one pass; the modes of the model's parts are put back, and no .grad is touched."""

    def __init__(self, owner, model, x):
        self.owner, self.model = owner, model
        self.layers, self.calls = dict(model.named_modules()), {}
        parameter = next((p for p in model.parameters() if p.is_floating_point()), None)
        x = torch.as_tensor(x, device=None if parameter is None else parameter.device).detach()
        if parameter is not None and x.is_floating_point() and x.dtype != parameter.dtype:
            raise TypeError(
                f"{owner} got an input of {x.dtype} but the model's parameters are {parameter.dtype}: nothing is "
                "promoted silently; convert one of them"
            )
        self.x_shape = tuple(x.shape)
        self.x = x.clone().requires_grad_(x.is_floating_point())
        modes = {layer: layer.training for layer in model.modules()}
        handles = [layer.register_forward_hook(self._watch(name)) for name, layer in self.layers.items()]
        try:
            model.eval()
            with torch.enable_grad():
                self.kept = model(self.x)
        finally:
            for handle in handles:
                handle.remove()
            for layer, mode in modes.items():
                layer.training = mode
        self.output = as_array(self.kept)

    def output_of(self, name):
        return as_array(first(self.calls[name][1]))

    def gradient(self, of, upstream, at=None):
        """∂⟨upstream, output of `of`⟩/∂(output of `at`), an array; with at=None the gradient of the input."""
        y = first(self.calls[of][1])
        wanted = self.x if at is None else first(self.calls[at][1])
        upstream = torch.as_tensor(upstream, dtype=y.dtype, device=y.device)
        (grad,) = torch.autograd.grad(y, wanted, upstream, retain_graph=True, allow_unused=True)
        return as_array(torch.zeros_like(wanted) if grad is None else grad)

    def _watch(self, name):
        def after(layer, inputs, outputs):
            self.calls.pop(name, None)
            self.calls[name] = ([tuple(x.shape) for x in inputs if isinstance(x, torch.Tensor)], outputs)
            # a layer that works in place, such as ReLU(inplace=True), then changes the copy
            return outputs.clone() if isinstance(outputs, torch.Tensor) else outputs

        return after


def as_array(outputs):
    """Tensors as arrays, those of bfloat16 in float32, a tuple of them as a tuple."""
    if isinstance(outputs, tuple):
        return tuple(map(as_array, outputs))
    if not isinstance(outputs, torch.Tensor):
        return outputs
    return (outputs.float() if outputs.dtype == torch.bfloat16 else outputs).detach().cpu().numpy()
