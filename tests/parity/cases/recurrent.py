"""Recurrent cells and layers."""

from tests.parity.kinds import Layer

STACKED = {"num_layers": 2, "bidirectional": True}

LAYERS = [
    *[Layer(f"{name}Cell", (3, 5), kwargs, x=x) for name in ("RNN", "LSTM", "GRU")
      for kwargs, x in [({}, (4, 3)), ({"bias": False}, (1, 3)), ({}, (3,))]],
    Layer("RNNCell", (3, 5), {"nonlinearity": "relu"}, x=[(4, 3), (4, 5)]),
    Layer("GRUCell", (1, 1), x=[(7, 1), (7, 1)]),
    *[Layer(name, (3, 5), kwargs, x=x) for name in ("RNN", "LSTM", "GRU")
      for kwargs, x in [({}, (7, 2, 3)), ({"batch_first": True, "bias": False}, (1, 7, 3)), ({}, (4, 3)),
                        (STACKED, (5, 2, 3)), ({"num_layers": 3, "batch_first": True}, (2, 1, 3))]],
    Layer("RNN", (3, 4), {"nonlinearity": "relu"} | STACKED, x=[(5, 2, 3), (4, 2, 4)]),
    Layer("GRU", (3, 4), {"batch_first": True} | STACKED, x=[(2, 5, 3), (4, 2, 4)]),
    Layer("GRU", (3, 4), STACKED, x=[(5, 3), (4, 4)]),
    Layer("LSTM", (3, 4), {"dropout": 0.5} | STACKED, x=(5, 2, 3), random=True),
]
