"""How a NumPy state_dict crosses into PyTorch."""

import numpy as np


class StateArray(np.ndarray):
    """An ndarray that PyTorch's `load_state_dict` accepts as it is.

    `Module.load_state_dict` of PyTorch takes whatever implements `__torch_function__` and copies it
    into its parameter; this class answers that call by handing over a tensor on the same memory.
    Everything else about it is an ordinary array.
    """

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        import torch  # only PyTorch calls this method, so it is loaded already

        def tensor(value):
            return torch.from_numpy(value.view(np.ndarray)) if isinstance(value, cls) else value

        return function(*map(tensor, args), **{name: tensor(v) for name, v in (kwargs or {}).items()})


def to_array(value):
    """A NumPy array of an array or of a PyTorch tensor, on whatever device it is."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    return np.asarray(value)
