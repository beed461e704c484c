"""MLP: the multi-layer perceptron, built as a Sequential."""

from torch.nn import Dropout, Linear, Module, ReLU, Sequential

from dlkit.numpy.mlp import check_arguments


def MLP(in_features, hidden, out_features, activation=ReLU, norm=None, dropout=0.0, bias=True):
    """aˡ = φ(Wˡ aˡ⁻¹ + bˡ) for every width of `hidden`, then a Linear without activation: a Sequential.

    The arguments are those of dlkit.numpy.MLP, the keys of the state_dict too.
    """
    check_arguments(in_features, hidden, out_features, activation, norm, dropout, Module)
    layers, width_in = [], in_features
    for width in hidden:
        layers.append(Linear(width_in, width, bias))
        if norm is not None:
            layers.append(norm(width))
        layers.append(activation())
        if dropout != 0:
            layers.append(Dropout(dropout))
        width_in = width
    return Sequential(*layers, Linear(width_in, out_features, bias))
