"""A checkpoint as an .npz file: arrays under the names of their places, all else as JSON. No pickle."""

import json

import numpy as np

from dlkit.training.files import reading_checkpoint, replacing

FORM = "dlkit.numpy.fit"


def write(path, state):
    """Write nested dicts and lists of arrays, numbers, strings, True, False and None, whole or not at all."""
    arrays = {}
    layout = json.dumps(_pack(state, arrays, ""))
    with replacing(path) as file:
        np.savez(file, **arrays, layout=np.array(layout))


def read(path):
    """What `write` wrote; raises FileNotFoundError for no file, ValueError for one that is foreign or damaged."""
    with reading_checkpoint(path, FORM) as file, np.load(file, allow_pickle=False) as arrays:
        state = _unpack(json.loads(str(arrays["layout"])), arrays)
        if state["form"] != FORM:
            raise ValueError(state["form"])
    return state


def _pack(value, arrays, place):
    """`value` as JSON can hold it; its arrays go to `arrays`, and their places are left in their stead."""
    if isinstance(value, (np.ndarray, np.generic)):
        arrays[place] = np.asarray(value)
        return {"array" if isinstance(value, np.ndarray) else "scalar": place}
    if isinstance(value, dict):  # as pairs, for keys may be numbers
        return {"dict": [[key, _pack(v, arrays, f"{place}/{key}".lstrip("/"))] for key, v in value.items()]}
    if isinstance(value, (list, tuple)):
        return {type(value).__name__: [_pack(v, arrays, f"{place}/{i}") for i, v in enumerate(value)]}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(
        f"Checkpoint: {place} is a {type(value).__name__}; it holds arrays, numbers and strings in dicts and lists"
    )


def _unpack(packed, arrays):
    if not isinstance(packed, dict):
        return packed
    ((kind, value),) = packed.items()
    if kind == "dict":
        return {key: _unpack(v, arrays) for key, v in value}
    if kind in ("list", "tuple"):
        return {"list": list, "tuple": tuple}[kind](_unpack(v, arrays) for v in value)
    return arrays[value] if kind == "array" else arrays[value][()]
