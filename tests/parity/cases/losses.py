"""Losses."""

from tests.parity.kinds import Loss

LOSSES = [
    *[Loss(name, {"reduction": r}, shape) for name in ("MSELoss", "L1Loss")
      for r, shape in [("mean", (6, 4)), ("sum", (1, 3)), ("none", (5,)), ("mean", (2, 3, 5))]],
    *[Loss("BCEWithLogitsLoss", {"reduction": r}, (7, 3), "probability") for r in ("mean", "sum", "none")],
    Loss("BCEWithLogitsLoss", {}, (5,), "binary", scale=1e4),
    Loss("BCEWithLogitsLoss", {"pos_weight": [0.5, 2.0, 3.0]}, (7, 3), "binary"),
    Loss("BCEWithLogitsLoss", {"weight": [[1.0], [2.0]], "pos_weight": [3.0]}, (2, 4), "binary"),
    *[Loss("CrossEntropyLoss", {"reduction": r}, (7, 4), "label") for r in ("mean", "sum", "none")],
    Loss("CrossEntropyLoss", {}, (1, 4), "label"),
    Loss("CrossEntropyLoss", {}, (5, 1), "label"),
    Loss("CrossEntropyLoss", {}, (7, 4), "label", scale=1e4),
    Loss("CrossEntropyLoss", {}, (2, 3, 5, 7), "label"),
    Loss("CrossEntropyLoss", {"reduction": "none"}, (2, 3, 5), "label"),
    Loss("CrossEntropyLoss", {"weight": [1.0, 0.2, 3.0]}, (8, 3), "label"),
    Loss("CrossEntropyLoss", {"weight": [1.0, 0.2, 3.0], "label_smoothing": 0.2}, (8, 3), "label"),
    Loss("CrossEntropyLoss", {"ignore_index": 1}, (9, 3), "label"),
    Loss("CrossEntropyLoss", {"ignore_index": 1, "weight": [1.0, 0.2, 3.0], "label_smoothing": 0.1}, (9, 3, 2), "label"),
    Loss("CrossEntropyLoss", {"label_smoothing": 0.1}, (6, 5), "label"),
    Loss("CrossEntropyLoss", {}, (6, 5), "distribution"),
    Loss("CrossEntropyLoss", {"weight": [1.0, 0.2, 3.0], "label_smoothing": 0.2}, (6, 3), "distribution"),
]
