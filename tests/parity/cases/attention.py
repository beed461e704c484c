"""Attention, and layers of sets."""

import numpy as np

from tests.parity.kinds import Layer

ELSEWHERE = {"scaled_dot_product_attention": "test_attention_parity.py"}


def some(*shape, seed=1, share=0.6):
    """A boolean mask of which about `share` is True, no row all True or all False."""
    mask = np.random.default_rng(seed).random(shape) < share
    mask[..., 0], mask[..., -1] = True, False
    return mask


def attention(kwargs, *shapes, **options):
    return Layer("ScaledDotProductAttention", (), kwargs, x=list(shapes), options=options)


def multihead(embed_dim, num_heads, *shapes, options=None, **kwargs):
    """Query of the first shape, key and value of the second, or of the first where there is one only."""
    x = [shapes[0], shapes[-1], shapes[-1]]
    return Layer("MultiheadAttention", (embed_dim, num_heads), kwargs, x=x, options=options or {})


def deep_set(pooling):
    def make(dl, typed):
        phi = dl.Sequential(dl.Linear(3, 7, **typed), dl.Tanh(), dl.Linear(7, 4, **typed))
        return dl.DeepSet(phi, dl.Sequential(dl.Linear(4, 5, **typed), dl.Tanh(), dl.Linear(5, 2, **typed)), pooling)

    return make


PADDED = np.array([[False, False, True, True, True], [False] * 5])  # two sets: of two elements, of five
CAUSAL = np.triu(np.ones((5, 5), bool), 1)

LAYERS = [
    attention({}, (4, 3), (5, 3), (5, 7)),
    attention({"scale": 0.3}, (2, 3, 1, 5), (2, 3, 7, 5), (2, 3, 7, 5)),
    attention({"is_causal": True}, (2, 5, 3), (2, 5, 3), (2, 5, 3)),
    attention({"is_causal": True}, (1, 3, 4), (1, 7, 4), (1, 7, 4)),
    attention({"is_causal": True}, (7, 4), (3, 4), (3, 4)),
    attention({}, (3, 2, 5, 4), (3, 2, 7, 4), (3, 2, 7, 1), attn_mask=some(3, 1, 5, 7)),
    attention({}, (5, 4), (1, 4), (1, 4)),
    multihead(6, 1, (5, 3, 6)),
    multihead(6, 2, (5, 3, 6), (7, 3, 6)),
    multihead(9, 3, (1, 5, 9), (1, 3, 9), batch_first=True),
    multihead(4, 4, (5, 4), (3, 4), bias=False),
    multihead(8, 2, (2, 5, 8), batch_first=True, options={"key_padding_mask": PADDED}),
    multihead(8, 2, (5, 2, 8), options={"attn_mask": CAUSAL, "is_causal": True, "key_padding_mask": PADDED}),
    multihead(6, 3, (2, 7, 6), (2, 5, 6), batch_first=True,
              options={"attn_mask": some(6, 7, 5), "average_attn_weights": False}),
    multihead(6, 3, (7, 6), (5, 6), options={"key_padding_mask": PADDED[0], "attn_mask": np.zeros((7, 5), bool)}),
    multihead(6, 2, (5, 1, 6), options={"need_weights": False}),
    Layer("MAB", (6, 2), x=[(2, 3, 6), (2, 5, 6)], options={"padding_mask": PADDED}),
    Layer("MAB", (5, 1), {"hidden_dim": 7}, x=[(1, 4, 5), (1, 3, 5)]),
    Layer("SAB", (6, 3), x=(2, 5, 6), options={"padding_mask": PADDED}),
    Layer("SAB", (4, 1), {"hidden_dim": 9}, x=(1, 7, 4)),
    Layer("PMA", (6, 2), x=(2, 5, 6), options={"padding_mask": PADDED}),
    Layer("PMA", (4, 4), {"num_seeds": 3, "hidden_dim": 5}, x=(1, 7, 4)),
    *[Layer("DeepSet", make=deep_set(pooling), x=(2, 5, 3), options=options) for pooling in ("sum", "mean", "max")
      for options in ({}, {"padding_mask": PADDED})],
    Layer("DeepSet", make=deep_set("max"), x=(1, 1, 3)),
]
