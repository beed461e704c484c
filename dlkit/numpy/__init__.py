"""The reference backend: layers, losses and optimizers as equations, forward and backward, in NumPy.

    import dlkit.numpy as dl
    model = dl.Sequential(dl.Linear(64, 32, rng=0), dl.ReLU(), dl.Linear(32, 10, rng=1))

Names, arguments, defaults, shapes and state_dict keys are PyTorch's; `dtype` and `rng` are added.
"""

from dlkit.numpy import init
from dlkit.numpy.activations import ReLU, Sigmoid, Tanh
from dlkit.numpy.adagrad import Adagrad
from dlkit.numpy.adam import Adam, AdamW
from dlkit.numpy.adaptive_avg_pool import AdaptiveAvgPool1d, AdaptiveAvgPool2d
from dlkit.numpy.attention import ScaledDotProductAttention, scaled_dot_product_attention
from dlkit.numpy.autoencoder import Autoencoder
from dlkit.numpy.avg_pool import AvgPool1d, AvgPool2d
from dlkit.numpy.batch_norm import BatchNorm1d, BatchNorm2d
from dlkit.numpy.binary_cross_entropy import BCELoss, BCEWithLogitsLoss
from dlkit.numpy.clip import clip_grad_norm_, clip_grad_value_
from dlkit.numpy.conv import Conv1d, Conv2d
from dlkit.numpy.conv_transpose import ConvTranspose1d, ConvTranspose2d
from dlkit.numpy.cross_entropy import CrossEntropyLoss
from dlkit.numpy.dense_block import DenseBlock
from dlkit.numpy.dropout import Dropout
from dlkit.numpy.elbo import ELBO
from dlkit.numpy.embedding import Embedding
from dlkit.numpy.fit import evaluate, fit, predict
from dlkit.numpy.flatten import Flatten
from dlkit.numpy.functional import log_softmax, logsumexp, sigmoid, softmax
from dlkit.numpy.gaussian_nll import GaussianNLLLoss
from dlkit.numpy.gaussian_noise import GaussianNoise
from dlkit.numpy.global_pool import GlobalAvgPool2d, GlobalMaxPool2d
from dlkit.numpy.gradient_reversal import GradientReversal
from dlkit.numpy.kl_div import KLDivLoss
from dlkit.numpy.laplace_nll import LaplaceNLLLoss
from dlkit.numpy.layer_norm import LayerNorm
from dlkit.numpy.lbfgs import LBFGS
from dlkit.numpy.linear import Linear
from dlkit.numpy.max_pool import MaxPool1d, MaxPool2d
from dlkit.numpy.mlp import MLP
from dlkit.numpy.module import Module
from dlkit.numpy.multihead_attention import MultiheadAttention
from dlkit.numpy.nll import NLLLoss
from dlkit.numpy.one_cycle import OneCycleLR
from dlkit.numpy.rectifiers import ELU, Hardtanh, LeakyReLU
from dlkit.numpy.recurrent import GRU, LSTM, RNN
from dlkit.numpy.recurrent_cells import GRUCell, LSTMCell, RNNCell
from dlkit.numpy.regression_losses import HuberLoss, L1Loss, MSELoss
from dlkit.numpy.residual import Residual
from dlkit.numpy.rmsprop import RMSprop
from dlkit.numpy.schedules import CosineAnnealingLR, ExponentialLR, LinearLR, SequentialLR, StepLR
from dlkit.numpy.sequential import Sequential
from dlkit.numpy.sets import MAB, PMA, SAB, DeepSet
from dlkit.numpy.sgd import SGD
from dlkit.numpy.smooth_activations import GELU, SiLU, Softplus
from dlkit.numpy.softmax_activations import LogSoftmax, Softmax
from dlkit.numpy.unflatten import Unflatten
from dlkit.numpy.upsample import Upsample
from dlkit.numpy.vae import VAE
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
