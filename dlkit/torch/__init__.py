"""The PyTorch backend: the names of dlkit.numpy, PyTorch inside; on the CPU or on CUDA.

    import dlkit.torch as dl
    model = dl.Sequential(dl.Linear(64, 32), dl.ReLU(), dl.Linear(32, 10))

Where PyTorch has the same thing, this is PyTorch's own class; added is only what it lacks.
"""

try:
    import torch  # noqa: F401
except ImportError as error:
    raise ImportError("dlkit.torch needs PyTorch, which is not installed here: pip install torch") from error

from torch import log_softmax, logsumexp, sigmoid, softmax
from torch.nn import (
    ELU,
    GELU,
    GRU,
    LSTM,
    RNN,
    AdaptiveAvgPool1d,
    AdaptiveAvgPool2d,
    AvgPool1d,
    AvgPool2d,
    BatchNorm1d,
    BatchNorm2d,
    BCELoss,
    BCEWithLogitsLoss,
    Conv1d,
    Conv2d,
    ConvTranspose1d,
    ConvTranspose2d,
    CrossEntropyLoss,
    Dropout,
    Embedding,
    Flatten,
    GaussianNLLLoss,
    GRUCell,
    Hardtanh,
    HuberLoss,
    KLDivLoss,
    L1Loss,
    LayerNorm,
    LeakyReLU,
    Linear,
    LogSoftmax,
    LSTMCell,
    MaxPool1d,
    MaxPool2d,
    Module,
    MSELoss,
    MultiheadAttention,
    NLLLoss,
    ReLU,
    RNNCell,
    Sequential,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Tanh,
    Unflatten,
    Upsample,
)
from torch.nn.functional import scaled_dot_product_attention
from torch.nn.utils import clip_grad_norm_, clip_grad_value_
from torch.optim import LBFGS, SGD, Adagrad, Adam, AdamW, RMSprop
from torch.optim.lr_scheduler import CosineAnnealingLR, ExponentialLR, LinearLR, OneCycleLR, SequentialLR, StepLR

from dlkit.torch import init
from dlkit.torch.attention import ScaledDotProductAttention
from dlkit.torch.autoencoder import Autoencoder
from dlkit.torch.dense_block import DenseBlock
from dlkit.torch.elbo import ELBO
from dlkit.torch.fit import evaluate, fit, predict
from dlkit.torch.gaussian_noise import GaussianNoise
from dlkit.torch.gradient_reversal import GradientReversal
from dlkit.torch.laplace_nll import LaplaceNLLLoss
from dlkit.torch.mlp import MLP
from dlkit.torch.pooling import GlobalAvgPool2d, GlobalMaxPool2d
from dlkit.torch.residual import Residual
from dlkit.torch.sets import MAB, PMA, SAB, DeepSet
from dlkit.torch.vae import VAE
from dlkit.training import (
    EMA,
    Callback,
    Checkpoint,
    EarlyStopping,
    History,
    accuracy,
    auc,
    mean_absolute_error,
    mean_squared_error,
    r2,
    top_k_accuracy,
    whole_set,
)

__all__ = [
    "Adagrad",
    "Adam",
    "AdamW",
    "AdaptiveAvgPool1d",
    "AdaptiveAvgPool2d",
    "Autoencoder",
    "AvgPool1d",
    "AvgPool2d",
    "BCELoss",
    "BCEWithLogitsLoss",
    "BatchNorm1d",
    "BatchNorm2d",
    "Callback",
    "Checkpoint",
    "Conv1d",
    "Conv2d",
    "ConvTranspose1d",
    "ConvTranspose2d",
    "CosineAnnealingLR",
    "CrossEntropyLoss",
    "DeepSet",
    "DenseBlock",
    "Dropout",
    "ELBO",
    "ELU",
    "EMA",
    "EarlyStopping",
    "Embedding",
    "ExponentialLR",
    "Flatten",
    "GELU",
    "GRU",
    "GRUCell",
    "GaussianNLLLoss",
    "GaussianNoise",
    "GlobalAvgPool2d",
    "GlobalMaxPool2d",
    "GradientReversal",
    "Hardtanh",
    "History",
    "HuberLoss",
    "KLDivLoss",
    "L1Loss",
    "LBFGS",
    "LSTM",
    "LSTMCell",
    "LaplaceNLLLoss",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LinearLR",
    "LogSoftmax",
    "MAB",
    "MLP",
    "MSELoss",
    "MaxPool1d",
    "MaxPool2d",
    "Module",
    "MultiheadAttention",
    "NLLLoss",
    "OneCycleLR",
    "PMA",
    "RMSprop",
    "RNN",
    "RNNCell",
    "ReLU",
    "Residual",
    "SAB",
    "SGD",
    "ScaledDotProductAttention",
    "Sequential",
    "SequentialLR",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "StepLR",
    "Tanh",
    "Unflatten",
    "Upsample",
    "VAE",
    "accuracy",
    "auc",
    "clip_grad_norm_",
    "clip_grad_value_",
    "evaluate",
    "fit",
    "init",
    "log_softmax",
    "logsumexp",
    "mean_absolute_error",
    "mean_squared_error",
    "predict",
    "r2",
    "scaled_dot_product_attention",
    "sigmoid",
    "softmax",
    "top_k_accuracy",
    "whole_set",
]
