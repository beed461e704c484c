"""How the NumPy backend does one training step: forward, loss, backward, clip, step."""

import math

import numpy as np

from dlkit.numpy import checkpoint_file
from dlkit.numpy.clip import clip_grad_norm_, clip_grad_value_
from dlkit.numpy.lbfgs import LBFGS
from dlkit.numpy.trace import trace
from dlkit.training.resume import generator_state, load_generator_state
from dlkit.training.trainer import Trainer, measure, one_number


class NumPyTrainer(Trainer):
    """One step of training, and its state, for models of dlkit.numpy; losses are Python floats."""

    form = checkpoint_file.FORM

    def __init__(self, model, loss, optimizer=None, **options):
        super().__init__(model, loss, optimizer, **options)
        if optimizer is None:
            return
        layers = {id(layer) for layer in model.modules()}
        if not any(id(parameter.module) in layers for parameter in optimizer.params):
            raise ValueError("fit: the optimizer has none of the model's parameters; was it made for another model?")

    def train_batch(self, x, y):
        first, several = [], isinstance(self.optimizer, LBFGS)

        def gradients():
            """The loss, with the gradients of all parameters left in the layers."""
            value, y_hat, _ = self.batch_loss(x, y)
            if several or math.isfinite(value):
                grad_outputs = self.loss.backward()
                self.model.backward_parameters(*(grad_outputs if isinstance(grad_outputs, tuple) else (grad_outputs,)))
                self._clip()
            first.append((value, y_hat))
            return value

        if several:
            self.optimizer.step(gradients)
        elif math.isfinite(gradients()):  # else the weights stay, for trace to look at
            self.optimizer.step()
        value, y_hat = first[0]
        self.step_schedule("step")
        return value, y_hat, y

    def _clip(self):
        if self.clip_norm is not None:
            clip_grad_norm_(self.model.parameters(), self.clip_norm)
        if self.clip_value is not None:
            clip_grad_value_(self.model.parameters(), self.clip_value)

    def batch_loss(self, x, y):
        value, y_hat = measure(self.loss, self.model(x), y)
        return float(one_number(value)), y_hat, y

    def trace(self, batch_of, step, value):
        return trace(self.model, self.loss, *batch_of(step), step, value)

    def weights_are_finite(self):
        return all(np.isfinite(parameter.data).all() for parameter in self.model.parameters())

    def lr(self):
        return self.optimizer.lr

    def write_checkpoint(self, path, state):
        checkpoint_file.write(path, state)
        return True

    def read_checkpoint(self, path):
        return checkpoint_file.read(path)

    def random_state(self):
        return {place: generator_state(generator) for place, generator in self._generators()}

    def load_random_state(self, state):
        for place, generator in self._generators():
            load_generator_state(generator, state[place])

    def _generators(self):
        """(place, Generator) of all layers that draw."""
        for prefix, layer in self.model.named_modules():
            for name, value in vars(layer).items():
                if isinstance(value, np.random.Generator):
                    yield f"{prefix}.{name}", value
