"""Linear, activations, flatten."""

from tests.parity.kinds import Layer

LAYERS = [
    Layer("Linear", (5, 3)),
    Layer("Linear", (5, 3), x=(1, 5)),
    Layer("Linear", (1, 7), x=(9, 1)),
    Layer("Linear", (5, 3), {"bias": False}),
    Layer("Linear", (5, 2), x=(3, 4, 5)),
    Layer("Linear", (5, 2), x=(5,)),
    *[Layer(name, x=shape) for name in ("ReLU", "Sigmoid", "Tanh") for shape in [(4, 5), (1, 1), (2, 3, 5, 7)]],
    Layer("Softmax", kwargs={"dim": 1}),
    Layer("Softmax", kwargs={"dim": -1}, x=(2, 3, 7)),
    Layer("Softmax", kwargs={"dim": 0}, x=(3, 1)),
    Layer("Flatten", x=(4, 3, 5, 7)),
    Layer("Flatten", x=(1, 6)),
    Layer("Flatten", (2,), x=(2, 3, 5, 7)),
    Layer("Flatten", (0, 1), x=(2, 3, 5)),
]
