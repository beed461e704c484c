"""Plain functions of arrays."""

from tests.parity.kinds import Function

FUNCTIONS = [
    *[Function("sigmoid", {}, (4, 5), scale) for scale in (1.0, 1e4)],
    *[Function(name, {"dim": dim}, shape, scale) for name in ("softmax", "log_softmax", "logsumexp")
      for dim, shape, scale in [(1, (4, 5), 1.0), (0, (3, 2), 1e4), (-1, (2, 3, 7), 30.0), (1, (3, 1), 1.0)]],
    Function("logsumexp", {"dim": 1, "keepdim": True}),
]
