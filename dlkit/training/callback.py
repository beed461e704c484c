"""Callback: code that fit calls while it trains."""


class Callback:
    """Base of callbacks; each method does nothing until a subclass defines it.

    In every epoch fit calls step_end after each step of the optimizer, then evaluation_begin, measures
    the validation data, epoch_end, evaluation_end, and last epoch_saved. What a callback must remember
    to go on after an interruption is its `state_dict`.
    """

    def fit_begin(self, model, optimizer):
        """Before the first epoch."""

    def step_end(self, model, optimizer):
        """After every step of the optimizer."""

    def evaluation_begin(self, model):
        """Before the model is measured on the validation data: other weights may be put into it."""

    def epoch_end(self, model, optimizer, history):
        """After every epoch, with the weights that were measured; True stops the training."""
        return False

    def evaluation_end(self, model):
        """After every epoch_end: the weights that are trained are put back."""

    def epoch_saved(self, epoch, last, write):
        """At the very end of an epoch; write(path) writes the whole training to a file."""

    def training_end(self, model):
        """After the last epoch, before any fit_end."""

    def fit_end(self, model, optimizer, history):
        """Last of all."""

    def state_dict(self):
        """What a checkpoint keeps of this callback: numbers, strings, arrays or tensors, in dicts and lists."""
        return {}

    def load_state_dict(self, state):
        """Take over a `state_dict()`; called after fit_begin."""
