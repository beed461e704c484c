"""Schedules: the learning rate as a function of the step, or epoch, t = 0, 1, 2, …

    schedule = dl.CosineAnnealingLR(optimizer, T_max=20)
    for epoch in range(20):
        ...
        schedule.step()

Names, arguments and values are PyTorch's. Each is a formula in t and the rate η that the optimizer had before its
first schedule; so two of them cannot act at once, but SequentialLR puts one after the other.
"""

import math

from dlkit.numpy import validate


class Schedule:
    """Base of schedules: sets `optimizer.lr` to `lr_at(t)`, at once for t = last_epoch + 1, then one on at every step().

    A subclass defines lr_at(t), where `self.base_lr` is η. `last_epoch` is t, and `get_last_lr()` is [lr].
    """

    def __init__(self, optimizer, last_epoch=-1):
        name = type(self).__name__
        check_optimizer(name, optimizer)
        validate.integer(name, last_epoch=last_epoch)
        if last_epoch != -1 and not hasattr(optimizer, "initial_lr"):
            raise ValueError(
                f"{name}: last_epoch={last_epoch} continues an earlier schedule, but this optimizer had none: it must be -1"
            )
        if not hasattr(optimizer, "initial_lr"):
            optimizer.initial_lr = optimizer.lr
        self.optimizer, self.base_lr = optimizer, optimizer.initial_lr
        self._go_to(last_epoch + 1)

    def step(self):
        """Go on to the next t; after optimizer.step(), or at the end of an epoch."""
        if self.optimizer.lr != self.last_lr:
            raise RuntimeError(
                f"{type(self).__name__}.step found the learning rate {self.optimizer.lr:g}, but had set "
                f"{self.last_lr:g}: did a second schedule change it, or the program? SequentialLR puts schedules "
                "one after another"
            )
        self._go_to(self.last_epoch + 1)

    def lr_at(self, t):
        raise NotImplementedError(f"{type(self).__name__} does not define lr_at(t)")

    def apply(self, t):
        """Set what the schedule changes of the optimizer."""
        self.optimizer.lr = self.lr_at(t)

    def get_last_lr(self):
        return [self.last_lr]

    def state_dict(self):
        return {"last_epoch": self.last_epoch, "base_lr": self.base_lr}

    def load_state_dict(self, state_dict):
        """Go to where the saved schedule was; the optimizer gets the learning rate of there."""
        if not isinstance(state_dict, dict) or not {"last_epoch", "base_lr"} <= state_dict.keys():
            raise ValueError(
                f"{type(self).__name__}.load_state_dict got a {type(state_dict).__name__}: it must be what state_dict() "
                "gives, a dict with 'last_epoch' and 'base_lr'"
            )
        self.base_lr = state_dict["base_lr"]
        self._go_to(state_dict["last_epoch"])

    def _go_to(self, t):
        self.apply(t)
        self.last_epoch, self.last_lr = t, self.optimizer.lr


def check_optimizer(owner, optimizer):
    """Raise TypeError unless `optimizer` has a learning rate to be set."""
    if not hasattr(optimizer, "lr"):
        raise TypeError(
            f"{owner} got a {type(optimizer).__name__}: it takes an optimizer of dlkit.numpy, which "
            "has an lr; for one of PyTorch there are the schedules of dlkit.torch"
        )


class StepLR(Schedule):
    """η γ^⌊t / step_size⌋: a fall by γ every step_size."""

    def __init__(self, optimizer, step_size, gamma=0.1, last_epoch=-1):
        validate.count("StepLR", step_size=step_size)
        validate.at_least("StepLR", 0, gamma=gamma)
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def lr_at(self, t):
        return self.base_lr * self.gamma ** (t // self.step_size)


class ExponentialLR(Schedule):
    """η γᵗ."""

    def __init__(self, optimizer, gamma, last_epoch=-1):
        validate.at_least("ExponentialLR", 0, gamma=gamma)
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def lr_at(self, t):
        return self.base_lr * self.gamma**t


class CosineAnnealingLR(Schedule):
    """η_min + (η − η_min) (1 + cos(π t / T_max)) / 2: from η to η_min in T_max, and up again after.

    Loshchilov and Hutter (2017), without restarts.
    """

    def __init__(self, optimizer, T_max, eta_min=0.0, last_epoch=-1):
        validate.count("CosineAnnealingLR", T_max=T_max)
        validate.at_least("CosineAnnealingLR", 0, eta_min=eta_min)
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer, last_epoch)

    def lr_at(self, t):
        return self.eta_min + (self.base_lr - self.eta_min) * (1 + math.cos(math.pi * t / self.T_max)) / 2


class LinearLR(Schedule):
    """η (a + (b − a) min(t, T) / T), with a = start_factor, b = end_factor, T = total_iters: by default a warm-up."""

    def __init__(self, optimizer, start_factor=1.0 / 3, end_factor=1.0, total_iters=5, last_epoch=-1):
        validate.count("LinearLR", total_iters=total_iters)
        validate.finite("LinearLR", start_factor=start_factor, end_factor=end_factor)
        if not 0 < start_factor <= 1 or not 0 <= end_factor <= 1:
            raise ValueError(
                "LinearLR: start_factor must lie in (0, 1] and end_factor in [0, 1], "
                f"got {start_factor!r} and {end_factor!r}"
            )
        self.start_factor, self.end_factor, self.total_iters = start_factor, end_factor, total_iters
        super().__init__(optimizer, last_epoch)

    def lr_at(self, t):
        a, b = self.start_factor, self.end_factor
        return self.base_lr * (a + (b - a) * min(t, self.total_iters) / self.total_iters)


class SequentialLR(Schedule):
    """One schedule after another, such as a warm-up and then a cosine.

    Number i acts from milestones[i − 1] on, where its t is 0.
    """

    def __init__(self, optimizer, schedulers, milestones, last_epoch=-1):
        if not isinstance(schedulers, (tuple, list)) or not all(isinstance(s, Schedule) for s in schedulers):
            raise TypeError(f"SequentialLR takes a list of schedules of this optimizer, got schedulers = {schedulers!r}")
        if not isinstance(milestones, (tuple, list)):
            raise TypeError(f"SequentialLR: milestones must be a list of integers, got {milestones!r}")
        for milestone in milestones:
            validate.count("SequentialLR", **{"each of milestones": milestone})
        if len(milestones) != len(schedulers) - 1 or sorted(set(milestones)) != list(milestones):
            raise ValueError(
                f"SequentialLR: between {len(schedulers)} schedules there must be {len(schedulers) - 1} milestones "
                f"that grow, got {list(milestones)}"
            )
        if any(schedule.optimizer is not optimizer for schedule in schedulers):
            raise ValueError("SequentialLR: all schedules must belong to the optimizer that it gets itself")
        self.schedulers, self.starts = list(schedulers), [0, *milestones]
        super().__init__(optimizer, last_epoch)

    def apply(self, t):
        schedule, start = [pair for pair in zip(self.schedulers, self.starts) if pair[1] <= t][-1]
        schedule.apply(t - start)
