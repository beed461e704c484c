"""A checkpoint as a file of torch.save: tensors, numbers and strings in dicts and lists. No pickled code is run."""

import torch

from dlkit.training.files import reading_checkpoint, replacing

FORM = "dlkit.torch.fit"


def write(path, state):
    """Write nested dicts and lists of tensors, numbers, strings, True, False and None, whole or not at all."""
    with replacing(path) as file:
        torch.save(state, file)


def read(path, device):
    """What `write` wrote, on `device`; raises FileNotFoundError for none, ValueError for a foreign or damaged one."""
    with reading_checkpoint(path, FORM) as file:
        state = torch.load(file, map_location=device, weights_only=True)
        if state["form"] != FORM:
            raise ValueError(state["form"])
    return state
