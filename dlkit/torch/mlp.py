"""MLP: the multi-layer perceptron, built as a Sequential."""

from torch.nn import Dropout, Linear, Module, ReLU, Sequential

from dlkit.numpy import validate


def MLP(in_features, hidden, out_features, activation=ReLU, norm=None, dropout=0.0, bias=True):
    """aˡ = φ(Wˡ aˡ⁻¹ + bˡ) for every width of `hidden`, then a Linear without activation: a Sequential.

    The arguments are those of dlkit.numpy.MLP, the keys of the state_dict too.
    """
    if not isinstance(hidden, (tuple, list)):
        raise TypeError(f"MLP: hidden must be a tuple of widths such as (32, 16), or () for none, got {hidden!r}")
    validate.positive_int("MLP", in_features=in_features, out_features=out_features)
    for width in hidden:
        validate.positive_int("MLP", hidden=width)
    makers = {"activation": activation} if norm is None else {"activation": activation, "norm": norm}
    for name, maker in makers.items():
        if isinstance(maker, Module) or not callable(maker):
            raise TypeError(f"MLP: {name} must be what makes a layer, such as the class ReLU without (), got {maker!r}")
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
