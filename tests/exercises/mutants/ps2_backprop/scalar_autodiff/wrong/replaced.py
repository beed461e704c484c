# Replaces what has arrived.
# message: x is a parent twice, and one slope got lost
import itertools
import math


class Value:
    numbers = itertools.count()

    def __init__(self, data, parents=()):
        self.data, self.parents, self.grad = float(data), parents, 0.0
        self.number = next(Value.numbers)

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def exp(self):
        e = math.exp(self.data)
        return Value(e, ((self, e),))

    def log(self):
        return Value(math.log(self.data), ((self, 1 / self.data),))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def __pow__(self, n):
        return Value(self.data**n, ((self, n * self.data ** (n - 1)),))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, ((self, 1 - t**2),))

    def backward(self):
        seen, to_do = {self}, [self]
        while to_do:
            for parent, _ in to_do.pop().parents:
                if parent not in seen:
                    seen.add(parent)
                    to_do.append(parent)
        for value in seen:
            value.grad = 0.0
        self.grad = 1.0
        for value in sorted(seen, key=lambda value: value.number, reverse=True):
            for parent, slope in value.parents:
                parent.grad = slope * value.grad

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other

    __radd__, __rmul__ = __add__, __mul__
