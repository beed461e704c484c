"""Attention as a module: PyTorch has the function only."""

from torch import nn
from torch.nn.functional import scaled_dot_product_attention

from dlkit.numpy import validate


class ScaledDotProductAttention(nn.Module):
    """softmax(s Q Kᵀ + M) V by torch.nn.functional.scaled_dot_product_attention, dropping weights only while training."""

    def __init__(self, dropout_p=0.0, is_causal=False, scale=None):
        super().__init__()
        validate.probability("ScaledDotProductAttention", dropout_p=dropout_p)
        if scale is not None:
            validate.finite("ScaledDotProductAttention", scale=scale)
        self.dropout_p, self.is_causal, self.scale = dropout_p, is_causal, scale

    def forward(self, query, key, value, attn_mask=None):
        dropout_p = self.dropout_p if self.training else 0.0
        return scaled_dot_product_attention(query, key, value, attn_mask, dropout_p, self.is_causal, scale=self.scale)
