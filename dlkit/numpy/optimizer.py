"""What all optimizers share: the parameters, the learning rate, the state."""

import copy

import numpy as np

from dlkit.numpy import validate


class Optimizer:
    """`optimizer.step()` moves every parameter that has a gradient; `lr` may be changed between steps.

    A subclass keeps its arrays in `self.state`, one dict a parameter, and names its numbers in `options`.
    """

    options = ("lr",)

    def __init__(self, params, lr):
        name = type(self).__name__
        if not hasattr(params, "__iter__"):
            raise TypeError(f"{name} takes model.parameters(), got params = {params!r}")
        self.params = list(params)
        if not self.params:
            raise ValueError(
                f"{name} got no parameters: pass model.parameters(), anew for every optimizer; it can be walked once"
            )
        if not all(hasattr(p, "data") and hasattr(p, "grad") for p in self.params):
            raise TypeError(
                f"{name} takes model.parameters(), got {type(self.params[0]).__name__} among them; "
                "are these named_parameters(), or the arrays themselves?"
            )
        validate.at_least(name, 0, lr=lr)
        self.lr = lr
        self.state = [{} for _ in self.params]

    def step(self):
        for parameter, state in zip(self.params, self.state):
            grad = parameter.grad
            if grad is not None:
                self.update(parameter.data, grad, state)

    def update(self, theta, grad, state):
        """Change `theta` in place, given ∂L/∂θ and this parameter's state."""
        raise NotImplementedError(f"{type(self).__name__} does not define update(theta, grad, state)")

    def zero_grad(self):
        """Forget the gradients of the optimizer's parameters."""
        for parameter in self.params:
            parameter.module.own_grads.pop(parameter.name, None)

    def state_dict(self):
        """PyTorch's layout: the arrays by number of the parameter, and one group of options; a copy."""
        group = {name: getattr(self, name) for name in self.options} | {"params": list(range(len(self.params)))}
        return {"state": {i: copy.deepcopy(s) for i, s in enumerate(self.state) if s}, "param_groups": [group]}

    def load_state_dict(self, state_dict):
        """Take over the options and arrays of a `state_dict()`; raises ValueError if it has other parameters."""
        name = type(self).__name__
        try:
            (group,), state = state_dict["param_groups"], state_dict["state"]
        except (TypeError, KeyError, ValueError) as error:
            raise ValueError(
                f"{name}.load_state_dict got a {type(state_dict).__name__} that is no state of {name}: it must be what "
                "state_dict() gives, a dict with 'state' and one of 'param_groups'"
            ) from error
        own = [parameter.data.shape for parameter in self.params]
        if missing := [name for name in self.options if name not in group]:
            raise ValueError(
                f"{name}.load_state_dict: the state has no {', '.join(missing)}; "
                "was it saved from another optimizer?"
            )
        if len(group["params"]) != len(own) or not all(self.fits(arrays, own[i]) for i, arrays in state.items()):
            raise ValueError(
                f"{name}.load_state_dict: the state belongs to {len(group['params'])} parameters that "
                f"are not of the shapes {own}; was it saved with another model?"
            )
        for name in self.options:
            setattr(self, name, group[name])
        self.state = [copy.deepcopy(state.get(i, {})) for i in range(len(own))]

    def fits(self, arrays, shape):
        """Whether the `arrays` of a saved state can belong to a parameter of this shape."""
        return all(np.shape(value) in ((), shape) for value in arrays.values())
