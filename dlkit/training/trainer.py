"""Trainer: what the training loop asks of a backend."""

import inspect
import math
import numbers

import numpy as np


class Trainer:
    """A model, its loss and optimizer, and one step with them on this backend; without optimizer it only measures.

    Values and predictions stay what the backend makes them (floats and arrays, or tensors on a device)
    until `read` is called, once an epoch. The arguments are those of fit. Where several processes train
    together, the joint_… methods bring together what each of them has; here there is one.
    """

    form = None  # what its checkpoints call themselves
    writes = True  # whether this process is the one that writes files and shows the bar

    def __init__(
        self, model, loss, optimizer=None, clip_norm=None, clip_value=None, schedule=None, schedule_every="epoch",
    ):
        for name, value in (("clip_norm", clip_norm), ("clip_value", clip_value)):
            if value is not None and not (isinstance(value, numbers.Real) and 0 < value < math.inf):
                raise ValueError(f"fit: {name} must be a number above 0, or None for no clipping, got {value!r}")
        if schedule_every not in ("epoch", "step"):
            raise ValueError(f"fit: schedule_every must be 'epoch' or 'step', got {schedule_every!r}")
        if schedule is not None:
            _check_schedule(schedule, optimizer)
        self.model, self.loss, self.optimizer = model, loss, optimizer
        self.clip_norm, self.clip_value = clip_norm, clip_value
        self.schedule, self.schedule_every = schedule, schedule_every

    def train_batch(self, x, y):
        """One step; returns the loss, predictions, and the targets that these belong to."""
        raise NotImplementedError

    def batch_loss(self, x, y):
        """Loss, predictions and targets of a batch, without a step."""
        raise NotImplementedError

    def epoch_begin(self):
        """Before the batches of every epoch."""
        self.model.train()

    def batches_end(self):
        """After the batches of every epoch."""

    def index(self, order):
        """A permutation of the examples (an int64 array), where the data are."""
        return order

    def read(self, values):
        """{name: list of values} as {name: float64 array}."""
        return {name: np.array(value, np.float64) for name, value in values.items()}

    def joint(self, sums):
        """{name: sum over all processes}."""
        return sums

    def joint_array(self, parts):
        """The arrays or tensors of all batches as one NumPy array, those of all processes."""
        return np.concatenate(parts)

    def joint_first(self, step):
        """The earliest step that any process names; None where none does."""
        return step

    def trace(self, batch_of, step, value):
        """The Fault behind the loss `value` of `step` (from 0); batch_of(step) is the batch of a step of this epoch."""
        raise NotImplementedError

    def weights_are_finite(self):
        raise NotImplementedError

    def lr(self):
        raise NotImplementedError

    def step_schedule(self, every):
        """Step the schedule, if there is one and it goes by `every`, "step" or "epoch"."""
        if self.schedule is not None and self.schedule_every == every:
            self.schedule.step()

    def write_checkpoint(self, path, state):
        """Write a state; returns whether this process did."""
        raise NotImplementedError

    def read_checkpoint(self, path):
        raise NotImplementedError

    def state_dict(self):
        """What a checkpoint keeps of all this."""
        return {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": None if self.schedule is None else self.schedule.state_dict(),
            "random": self.random_state(),
        }

    def load_state_dict(self, state):
        if (self.schedule is None) != (state["schedule"] is None):
            had, has = ("a", "none") if state["schedule"] is not None else ("no", "one")
            raise ValueError(f"fit: the checkpoint was written with {had} schedule, but fit was called with {has}")
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        if self.schedule is not None:
            self.schedule.load_state_dict(state["schedule"])
        self.load_random_state(state["random"])


def _required(function):
    """The names of the arguments that must be given."""
    named = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    parameters = inspect.signature(function).parameters.values()
    return [p.name for p in parameters if p.kind in named and p.default is inspect.Parameter.empty]


def measure(loss, outputs, y):
    """(loss, ŷ) of a model's outputs: loss(ŷ, y), or loss(ŷ, y, *rest) where it gives a tuple, as a VAE does."""
    y_hat, *rest = outputs if isinstance(outputs, tuple) else (outputs,)
    return loss(y_hat, y, *rest), y_hat


def one_number(value):
    """The loss of a batch, if it is one number."""
    if getattr(value, "ndim", 0):
        raise ValueError(
            f"fit: the loss of a batch must be one number, got shape {tuple(value.shape)}; "
            "was it made with reduction='none'?"
        )
    return value


def _check_schedule(schedule, optimizer):
    if not hasattr(schedule, "step") or isinstance(schedule, type):
        raise TypeError(f"fit: schedule must be a schedule such as StepLR(optimizer, 10), got {schedule!r}")
    if getattr(schedule, "optimizer", optimizer) is not optimizer:
        raise ValueError("fit: the schedule belongs to another optimizer than the one given to fit")
    wanted = _required(schedule.step)
    if wanted:
        raise TypeError(
            f"fit: the step of {type(schedule).__name__} wants {', '.join(wanted)}: fit calls step() of a schedule; "
            "call this one in the epoch_end of a Callback"
        )
