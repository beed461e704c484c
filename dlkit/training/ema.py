"""EMA: an exponential moving average of the weights, smoother than the weights themselves."""

import copy

from dlkit.training.callback import Callback


class EMA(Callback):
    """θ̄ ← d θ̄ + (1 − d) θ after every step, with d = `decay`; the first θ̄ is θ after the first step.

    Floating-point buffers (running means) are averaged as the weights are, counters are copied. With
    `validate` the validation data are measured with θ̄, so that an EarlyStopping chooses among averages;
    with `keep` the model holds θ̄ at the end, unless an EarlyStopping restores its best epoch. The average
    is `average`, a state_dict. Polyak and Juditsky (1992); PyTorch's AveragedModel starts alike.
    """

    def __init__(self, decay=0.999, validate=True, keep=True):
        if isinstance(decay, bool) or not isinstance(decay, (int, float)) or not 0 <= decay < 1:
            raise ValueError(
                f"EMA: decay must be a number in [0, 1), got {decay!r}; 0.999 averages over some 1000 steps"
            )
        self.decay, self.validate, self.keep = decay, validate, keep
        self.average = None

    def fit_begin(self, model, optimizer):
        self.average = self.trained = None

    def step_end(self, model, optimizer):
        state = model.state_dict()
        if self.average is None:
            self.average = copy.deepcopy(state)
            return
        for name, mean in self.average.items():
            if _is_floating(mean):
                mean += (1 - self.decay) * (state[name] - mean)
            else:
                mean[...] = state[name]

    def evaluation_begin(self, model):
        if self.validate:
            self.trained = copy.deepcopy(model.state_dict())
            model.load_state_dict(self.average)

    def evaluation_end(self, model):
        if self.trained is not None:
            model.load_state_dict(self.trained)
            self.trained = None

    def training_end(self, model):
        if self.keep and self.average is not None:
            model.load_state_dict(self.average)

    def state_dict(self):
        return {"average": self.average}

    def load_state_dict(self, state):
        self.average = state["average"]


def _is_floating(value):
    """Whether an array or a tensor holds floating-point numbers."""
    return getattr(value.dtype, "is_floating_point", getattr(value.dtype, "kind", None) == "f")
