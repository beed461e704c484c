"""Backpropagation on numbers: a value remembers what it was made of, and the slope in each of its parts.

    x, w = Value(2.0, "x"), Value(-3.0, "w")
    y = (w * x + 1).tanh()
    y.backward()
    w.grad  # ∂y/∂w

Nothing but Python's math module is needed. After micrograd by Andrej Karpathy.
"""

import math
import numbers


class Value:
    """A number `data`, and after y.backward() its `grad` ∂y/∂(this number); `name` is for pictures.

    `parents` are pairs (value, ∂self/∂value): the slopes are numbers taken when the operation is done, so that
    changing `data` afterwards, as a descent step does, cannot falsify a gradient. A number met by an operation
    becomes a Value. Raises ValueError where an operation or its slope is not a finite real number.
    """

    __slots__ = ("data", "grad", "name", "operation", "parents")

    def __init__(self, data, name="", parents=(), operation=""):
        if not isinstance(data, numbers.Real):
            raise TypeError(f"Value takes a number, got {type(data).__name__}; arrays are for dlkit.autodiff.Tensor")
        self.data, self.name, self.parents, self.operation = float(data), name, parents, operation
        self.grad = None

    def backward(self):
        """Set `grad` of every value that this one was made of to ∂self/∂value, by the chain rule from here down.

        Slopes of several paths add. What an earlier call left there is replaced, not added to.
        """
        order = topological_order(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.parents:
                parent.grad += slope * node.grad

    def __add__(self, other):
        return _node(lambda x, y: (x + y, 1.0, 1.0), "+", self, other)

    def __sub__(self, other):
        return _node(lambda x, y: (x - y, 1.0, -1.0), "−", self, other)

    def __mul__(self, other):
        return _node(lambda x, y: (x * y, y, x), "×", self, other)

    def __truediv__(self, other):
        return _node(lambda x, y: (x / y, 1 / y, -x / y / y), "÷", self, other)

    def __pow__(self, other):
        if isinstance(other, Value):
            return _node(lambda x, y: (x**y, y * x ** (y - 1), x**y * _log(x)), "power", self, other)
        n = Value(other).data
        return _node(lambda x: (x**n, n * x ** (n - 1) if n else 0.0), f"power {n:g}", self)

    def __neg__(self):
        return _node(lambda x: (-x, -1.0), "negative", self)

    def __radd__(self, other):
        return Value(other) + self

    def __rsub__(self, other):
        return Value(other) - self

    def __rmul__(self, other):
        return Value(other) * self

    def __rtruediv__(self, other):
        return Value(other) / self

    def __rpow__(self, other):
        return Value(other) ** self

    def exp(self):
        return _node(lambda x: (math.exp(x), math.exp(x)), "exp", self)

    def log(self):
        return _node(lambda x: (_log(x), 1 / x), "log", self)

    def sin(self):
        return _node(lambda x: (math.sin(x), math.cos(x)), "sin", self)

    def cos(self):
        return _node(lambda x: (math.cos(x), -math.sin(x)), "cos", self)

    def tanh(self):
        return _node(lambda x: (math.tanh(x), 1 - math.tanh(x) ** 2), "tanh", self)

    def sigmoid(self):
        return _node(lambda x: (_sigmoid(x), _sigmoid(x) * _sigmoid(-x)), "sigmoid", self)

    def relu(self):
        return _node(lambda x: (max(x, 0.0), 1.0 if x > 0 else 0.0), "ReLU", self)

    def __repr__(self):
        return f"Value({self.data:g}{f', {self.name!r}' if self.name else ''})"


def topological_order(root):
    """Every node that `root` was made of, parents before what was made of them, `root` last.

    A stack instead of recursion: a chain of 100,000 nodes is deeper than Python calls may be nested.
    """
    if not hasattr(root, "parents"):
        raise TypeError(f"topological_order takes a Value or a Tensor, got root = {root!r}")
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        node, parents_done = stack.pop()
        if parents_done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((parent, False) for parent, _ in reversed(node.parents))
    return order


def _node(function, operation, *operands):
    """The Value of `function`, which returns a number and its slope in each of the operands."""
    operands = [operand if isinstance(operand, Value) else Value(operand) for operand in operands]
    numbers_in = [operand.data for operand in operands]
    try:
        data, *slopes = function(*numbers_in)
        if isinstance(data, complex) or not all(map(math.isfinite, (data, *slopes))):
            raise ValueError("it is complex" if isinstance(data, complex) else "it overflows")
    except (ArithmeticError, ValueError) as error:
        shown = " and ".join(f"{number:g}" for number in numbers_in)
        raise ValueError(f"{operation} of {shown}: the value or its slope is no finite real number ({error})") from error
    return Value(data, parents=tuple(zip(operands, slopes)), operation=operation)


def _log(x):
    if x <= 0:
        raise ValueError("log wants a number above 0; is it a probability that came out as 0?")
    return math.log(x)


def _sigmoid(x):
    e = math.exp(-abs(x))  # at most 1: it cannot overflow
    return (1.0 if x >= 0 else e) / (1 + e)
