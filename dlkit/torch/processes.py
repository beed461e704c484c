"""Several processes that train one model, each on its share of every batch, as torchrun starts them."""

import atexit
import copy
import os

import torch
from torch import distributed
from torch.nn import CrossEntropyLoss, NLLLoss
from torch.nn.parallel import DistributedDataParallel

from dlkit.torch.one_process import OneProcess
from dlkit.training.trainer import measure


def join(device):
    """Join the processes that torchrun has started, if it has; returns their Processes, or OneProcess for one alone."""
    if not distributed.is_available():
        return OneProcess()
    if not distributed.is_initialized():
        if int(os.environ.get("WORLD_SIZE", 1)) < 2 or "RANK" not in os.environ:
            return OneProcess()
        distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
        atexit.register(lambda: distributed.is_initialized() and distributed.destroy_process_group())
    if device.type == "cuda":
        torch.cuda.set_device(device)
    return Processes() if distributed.get_world_size() > 1 else OneProcess()


class Processes:
    """This process, number `rank` of `size`, and its share of a batch.

    The loss of the joint batch is the sum of what `measure` gives in each process: with a mean over m
    examples, or labels of total class weight m, each process divides its sum by the m of all. Every
    process has all data, so it knows m without asking. DistributedDataParallel averages gradients
    over the processes, so they are to be multiplied by `size`.
    """

    def __init__(self):
        self.rank, self.size = distributed.get_rank(), distributed.get_world_size()

    def model(self, model, device):
        """The model whose backward averages the gradients of all processes; the weights become those of rank 0."""
        return DistributedDataParallel(model, device_ids=[device.index] if device.type == "cuda" else None)

    def gather(self, value):
        """[value of process 0, value of process 1, …], in every process."""
        values = [None] * self.size
        distributed.all_gather_object(values, value)
        return values

    def first(self, value):
        """The value of process 0, in every process."""
        return self.gather(value if self.rank == 0 else None)[0]

    def read(self, function):
        """What function() returns in process 0, in every process; its exception is raised in all of them."""
        result = error = None
        if self.rank == 0:
            try:
                result = function()
            except (OSError, ValueError) as caught:
                error = caught
        result, error = self.first((result, error))
        if error is not None:
            raise error
        return result

    def share_buffers(self, model):
        """Running statistics become those of process 0."""
        for buffer in model.buffers():
            distributed.broadcast(buffer, 0)

    def split(self, x, y):
        """This process's rows of a batch, as many as the others have or one fewer, and whether they count.

        Where the batch has too few for all, a process walks along on the first row, which counts for nothing.
        """
        start, stop = (len(x) * rank // self.size for rank in (self.rank, self.rank + 1))
        return (x[start:stop], y[start:stop], True) if stop > start else (x[:1], y[:1], False)

    def measure(self, loss, outputs, y, joint):
        """(loss, ŷ) of this process's rows; the losses of all add up to that of the batch, of targets `joint`."""
        reduction = getattr(loss, "reduction", "mean")
        if isinstance(loss, (CrossEntropyLoss, NLLLoss)) and reduction == "mean":
            total = copy.copy(loss)
            total.reduction = "sum"
            value, y_hat = measure(total, outputs, y)
            return value / _mass(loss, y_hat, joint), y_hat
        value, y_hat = measure(loss, outputs, y)
        return (value if reduction == "sum" else value * (len(y) / len(joint))), y_hat


def _mass(loss, y_hat, y):
    """What the mean of a cross-entropy divides by: the labels that count, by their weights."""
    if y.is_floating_point():  # probabilities of classes, on axis 1
        return y.numel() / y_hat.shape[1]
    kept = y != loss.ignore_index
    return kept.sum() if loss.weight is None else (loss.weight[torch.where(kept, y, 0)] * kept).sum()

