"""A process that trains alone: the same questions as to Processes, answered without asking anyone."""

from dlkit.training.trainer import measure


class OneProcess:
    """Number 0 of 1; every example is its own."""

    rank, size = 0, 1

    def model(self, model, device):
        return model

    def gather(self, value):
        return [value]

    def first(self, value):
        return value

    def read(self, function):
        return function()

    def share_buffers(self, model):
        """There is no one to share them with."""

    def split(self, x, y):
        return x, y, True

    def measure(self, loss, outputs, y, joint):
        return measure(loss, outputs, y)
