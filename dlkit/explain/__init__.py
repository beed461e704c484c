"""dlkit.explain: what a network looks at, as plain arrays. Models of dlkit.numpy and of PyTorch; dlkit.plot draws.

    activations               the output of one layer for given inputs
    saliency                  |∂ score/∂ input| of a class
    class_activation_map      where the evidence for a class lies, for networks that end in global average pooling
    grad_cam                  the same for any layer of any network, through the gradient
    receptive_fields          what one unit of each layer can see: size, jump, start, from the layers' arithmetic
    effective_receptive_field  what one unit does see, through the gradient
    structure                 the layers of a network with their shapes and parameter counts

All look at the model in evaluation mode and leave it as it was: its mode, its gradients, its running statistics.
A layer is named as in `named_modules()`, "0" or "encoder.2"; an integer is the same without quotes.
"""

from dlkit.explain.activations import activations
from dlkit.explain.class_activation import class_activation_map, grad_cam
from dlkit.explain.effective_field import effective_receptive_field
from dlkit.explain.receptive_field import ReceptiveField, receptive_fields
from dlkit.explain.saliency import saliency
from dlkit.explain.structure import Layer, structure

__all__ = [
    "Layer",
    "ReceptiveField",
    "activations",
    "class_activation_map",
    "effective_receptive_field",
    "grad_cam",
    "receptive_fields",
    "saliency",
    "structure",
]
