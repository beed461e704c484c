"""What MultiheadAttention takes: its inputs checked, its masks made one."""

import numpy as np

from dlkit.numpy import validate


def check(layer, query, key, value):
    """Raise unless query, key and value fit each other and the layer, and say so."""
    dtype, embed_dim = layer.in_proj_weight.dtype, layer.in_proj_weight.shape[1]
    for name, x in (("query", query), ("key", key), ("value", value)):
        validate.float_array(f"{owner(layer)}: {name}", x, dtype)
    shapes = f"{owner(layer)} got query {query.shape}, key {key.shape}, value {value.shape}"
    if query.ndim not in (2, 3) or not query.ndim == key.ndim == value.ndim:
        raise ValueError(f"{shapes}: each must have 3 axes, or each 2 (no batch); {layout(layer)}")
    if not query.shape[-1] == key.shape[-1] == value.shape[-1] == embed_dim:
        raise ValueError(
            f"{shapes}: the last axis must be {embed_dim}; was the Linear or Embedding before it of this width?"
        )
    if key.shape != value.shape:
        raise ValueError(f"{shapes}: every key has one value, so their shapes must agree; were they cut differently?")
    batch = 0 if layer.batch_first else 1
    if query.ndim == 3 and query.shape[batch] != key.shape[batch]:
        raise ValueError(f"{shapes}: query and key must have one batch size, on axis {batch}; {layout(layer)}")


def joint_mask(layer, attn_mask, key_padding_mask, n, n_queries, n_keys, batched):
    """What both masks add to the scores (n, H, n_queries, n_keys), broadcastable to them, or None."""
    masks = []
    if attn_mask is not None:
        attn_mask, n_heads = _numbers(layer, "attn_mask", attn_mask), layer.num_heads
        if attn_mask.shape not in ((n_queries, n_keys), (n * n_heads, n_queries, n_keys)):
            raise ValueError(
                f"{owner(layer)} got an attn_mask {attn_mask.shape} for {n_queries} queries and {n_keys} keys: it must "
                f"be {(n_queries, n_keys)}, or {(n * n_heads, n_queries, n_keys)} with one for every example and head; is "
                f"it transposed? what hides keys of single examples is a key_padding_mask; {layout(layer)}"
            )
        masks.append(attn_mask if attn_mask.ndim == 2 else attn_mask.reshape(n, n_heads, n_queries, n_keys))
    if key_padding_mask is not None:
        key_padding_mask = _numbers(layer, "key_padding_mask", key_padding_mask)
        wanted = (n, n_keys) if batched else (n_keys,)
        if key_padding_mask.shape != wanted:
            raise ValueError(
                f"{owner(layer)} got a key_padding_mask {key_padding_mask.shape}: it must be {wanted}, the batch first "
                f"and then the keys in either layout; {layout(layer)}"
            )
        masks.append(key_padding_mask.reshape(n, 1, 1, n_keys))
    return sum(masks) if masks else None


def _numbers(layer, name, mask):
    """The mask as numbers to be added to the scores: −∞ where a boolean one is True."""
    dtype = layer.in_proj_weight.dtype
    if not isinstance(mask, np.ndarray) or mask.dtype not in (bool, dtype):
        came = mask.dtype if isinstance(mask, np.ndarray) else type(mask).__name__
        raise TypeError(
            f"{owner(layer)} got {name} of {came}: it takes booleans, True where a key does not take part, or numbers "
            f"of {dtype} to be added to the scores; convert with {name}.astype(bool)"
        )
    return np.where(mask, dtype.type(-np.inf), dtype.type(0)) if mask.dtype == bool else mask


def layout(layer):
    """A sentence about the order of axes, the likely cause of most shape errors."""
    if layer.batch_first:
        return "with batch_first=True inputs are (batch, length, features)"
    return (
        "with batch_first=False inputs are (length, batch, features); are yours (batch, length, features)? then build "
        "the layer with batch_first=True"
    )


def owner(layer):
    """The name that a message about `layer` begins with."""
    return f"MultiheadAttention({layer.in_proj_weight.shape[1]}, {layer.num_heads})"
