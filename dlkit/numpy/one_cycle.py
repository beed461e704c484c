"""One-cycle: the learning rate up and down again once, the momentum down and up."""

import math

from dlkit.numpy import validate
from dlkit.numpy.schedules import Schedule, check_optimizer


class OneCycleLR(Schedule):
    """From max_lr/div_factor up to max_lr and down to max_lr/(div_factor · final_div_factor), in total_steps steps.

    The way up takes the share pct_start of the steps. Between two ends a and b it goes as b + (a − b)(1 + cos πs)/2,
    s from 0 to 1, or with anneal_strategy="linear" straight. With cycle_momentum the momentum (Adam's β₁) goes from
    max_momentum down to base_momentum and back at the same time. three_phase=True comes down in as many steps as up,
    to where it started, before the last fall. total_steps may be given as epochs · steps_per_epoch.
    Raises ValueError when stepped further than total_steps. Smith and Topin (2019).
    """

    def __init__(self, optimizer, max_lr, total_steps=None, epochs=None, steps_per_epoch=None, pct_start=0.3,
                 anneal_strategy="cos", cycle_momentum=True, base_momentum=0.85, max_momentum=0.95,
                 div_factor=25.0, final_div_factor=1e4, three_phase=False, last_epoch=-1):
        if total_steps is None:
            validate.count("OneCycleLR without total_steps", epochs=epochs, steps_per_epoch=steps_per_epoch)
            total_steps = epochs * steps_per_epoch
        validate.count("OneCycleLR", total_steps=total_steps)
        validate.above("OneCycleLR", 0, max_lr=max_lr, div_factor=div_factor, final_div_factor=final_div_factor)
        validate.between("OneCycleLR", 0, 1, pct_start=pct_start, base_momentum=base_momentum, max_momentum=max_momentum)
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(f"OneCycleLR: anneal_strategy must be 'cos' or 'linear', got {anneal_strategy!r}")
        check_optimizer("OneCycleLR", optimizer)
        self.has_betas = hasattr(optimizer, "betas")
        if cycle_momentum and not self.has_betas and not hasattr(optimizer, "momentum"):
            raise ValueError(f"OneCycleLR: {type(optimizer).__name__} has no momentum; pass cycle_momentum=False")
        self.total_steps, self.anneal_strategy, self.cycle_momentum = total_steps, anneal_strategy, cycle_momentum
        start, end = max_lr / div_factor, max_lr / div_factor / final_div_factor
        up, last = float(pct_start * total_steps) - 1, total_steps - 1
        # (last step, learning rates at both ends, momenta at both ends) of every phase
        self.phases = [(up, (start, max_lr), (max_momentum, base_momentum))]
        if three_phase:
            self.phases += [
                (float(2 * pct_start * total_steps) - 2, (max_lr, start), (base_momentum, max_momentum)),
                (last, (start, end), (max_momentum, max_momentum)),
            ]
        else:
            self.phases += [(last, (max_lr, end), (base_momentum, max_momentum))]
        if last_epoch == -1:
            optimizer.initial_lr = start
        super().__init__(optimizer, last_epoch)

    def apply(self, t):
        if t > self.total_steps:
            raise ValueError(
                f"OneCycleLR was made for total_steps={self.total_steps} and stepped once more; "
                "is total_steps the number of batches in all epochs?"
            )
        rates, momenta, s = self._phase(t)
        self.optimizer.lr = self._between(*rates, s)
        if self.cycle_momentum and self.has_betas:
            self.optimizer.betas = (self._between(*momenta, s), *self.optimizer.betas[1:])
        elif self.cycle_momentum:
            self.optimizer.momentum = self._between(*momenta, s)

    def _phase(self, t):
        """Learning rates and momenta at both ends of the phase of step t, and the share s of it that is over."""
        begin = 0.0
        for end, rates, momenta in self.phases:
            if t <= end or end == self.phases[-1][0]:
                return rates, momenta, (t - begin) / (end - begin) if end > begin else 1.0
            begin = end

    def _between(self, a, b, s):
        if self.anneal_strategy == "linear":
            return a + (b - a) * s
        return b + (a - b) * (1 + math.cos(math.pi * s)) / 2
