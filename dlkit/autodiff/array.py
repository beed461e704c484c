"""Backpropagation on arrays: a tensor remembers what it was made of, and how to pull a gradient back to each part.

    x, w = np.ones((5, 3)), Tensor(np.zeros((2, 3)), "w")
    y = (x @ w.T).tanh().sum()
    y.backward()
    w.grad  # ∂y/∂w, the shape of w

Pullbacks are made of tensor operations themselves, so gradients can be differentiated again.
"""

import numpy as np

from dlkit.autodiff import operations
from dlkit.autodiff.operands import along
from dlkit.autodiff.scalar import topological_order


class Tensor:
    """An array `data` of floating-point numbers, and after y.backward() its `grad` ∂y/∂data, of the same shape.

    `parents` are pairs (tensor, pullback), with pullback(grad_y, y) → the gradient of that tensor. Arrays and numbers
    met by an operation are constants. Operations broadcast as NumPy's do, and np.exp(x) means x.exp(). Nothing is
    promoted: float32 meeting float64 raises TypeError.
    `data` and `grad` are read-only, so nothing changes unseen between forward and backward. A descent step binds a
    new array, w.data = w.data − lr · w.grad; a graph made before that refuses to go backward.
    """

    def __init__(self, data, name=""):
        came = data
        try:
            data = np.array(data)  # a copy: the caller's array may change later
        except ValueError as error:
            raise ValueError(f"Tensor takes an array of floating-point numbers, got {came!r}: {error}") from error
        if data.dtype.kind in "iub":
            data = data.astype(np.float64)
        if data.dtype.kind != "f":
            raise TypeError(f"Tensor takes floating-point numbers, got {data.dtype}, data = {came!r}")
        self.name, self.operation, self.parents, self.used = name, "", (), ()
        self.grad = None
        self._keep(data)

    @classmethod
    def made(cls, operation, data, *parents):
        """The result of an operation: its array, and the pairs (tensor, pullback) it was made of."""
        self = cls.__new__(cls)
        self.name, self.operation, self.parents, self.grad = "", operation, parents, None
        self.used = tuple(parent.data for parent, _ in parents)
        self._keep(np.asarray(data))
        return self

    def _keep(self, data):
        data.setflags(write=False)
        self._data = data

    @property
    def data(self):
        return self._data

    @data.setter
    def data(self, data):
        if self.parents:
            raise ValueError(f"the data of a result ({self.operation}) cannot be set, only those of a Tensor(…) itself")
        if np.shape(data) != self.shape:
            raise ValueError(f"a Tensor of shape {self.shape} got data of shape {np.shape(data)}: the shape must stay")
        self._keep(np.array(data, dtype=self.dtype))

    shape = property(lambda self: self.data.shape)
    ndim = property(lambda self: self.data.ndim)
    dtype = property(lambda self: self.data.dtype)
    T = property(lambda self: self.transpose())

    def backward(self, upstream=None):
        """Set `grad` of every tensor that this one was made of to ∂⟨upstream, self⟩/∂tensor.

        What an earlier call left there is replaced, not added to. `upstream` has the shape of this tensor; a single
        number needs none. Raises ValueError for another shape, RuntimeError if data were set since the forward pass.
        """
        if upstream is None and self.shape != ():
            raise ValueError(
                f"backward of a tensor of shape {self.shape}: only a single number goes without an upstream gradient, "
                "which is an array of the tensor's shape; is a .sum() or .mean() missing?"
            )
        grads = cotangents(self, 1.0 if upstream is None else upstream)
        for node in topological_order(self):
            node.grad = grads[id(node)].data

    def sum(self, axis=None, keepdims=False):
        return operations.total(self, axis, keepdims)

    def mean(self, axis=None, keepdims=False):
        total = self.sum(axis, keepdims)
        return total / (self.data.size // max(total.data.size, 1))

    def logsumexp(self, axis=None, keepdims=False):
        """log Σ e^x along `axis`; the largest exponent formed is 0."""
        largest = along("logsumexp", self, "max", axis, keepdims=True)
        value = (self - largest).exp().sum(axis, keepdims=True).log() + largest
        return value if keepdims else value.sum(axis)  # a sum over axes of length 1 takes them away

    def reshape(self, *shape):
        return operations.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes):
        """The axes in the order given, or reversed."""
        axes = axes[0] if len(axes) == 1 and not isinstance(axes[0], int) else axes
        return operations.transpose(self, axes or tuple(reversed(range(self.ndim))))

    def __getitem__(self, index):
        return operations.take(self, index)

    def __len__(self):
        return len(self.data)

    def __pow__(self, exponent):
        return operations.power(self, exponent)

    def __neg__(self):
        return operations.multiply(self, -1.0)

    exp, log, tanh, sigmoid, relu = (operations.exp, operations.log, operations.tanh, operations.sigmoid, operations.relu)
    sin, cos = operations.sin, operations.cos
    __add__, __sub__, __mul__ = operations.add, operations.subtract, operations.multiply
    __truediv__, __matmul__ = operations.divide, operations.matmul

    def __radd__(self, other):
        return operations.add(other, self)

    def __rsub__(self, other):
        return operations.subtract(other, self)

    def __rmul__(self, other):
        return operations.multiply(other, self)

    def __rtruediv__(self, other):
        return operations.divide(other, self)

    def __rmatmul__(self, other):
        return operations.matmul(other, self)

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        if method != "__call__" or options or ufunc.__name__ not in operations.UFUNCS:
            raise TypeError(
                f"np.{ufunc.__name__}{'' if method == '__call__' else '.' + method} is not known to Tensor, or not in this "
                f"form: it knows {', '.join(operations.UFUNCS)}, without further arguments"
            )
        return operations.UFUNCS[ufunc.__name__](*inputs)

    def __array_function__(self, function, types, args, kwargs):
        raise TypeError(f"np.{function.__name__} knows no Tensor: use the tensor's own methods, such as x.sum()")

    def __array__(self, dtype=None, copy=None):
        raise TypeError("a Tensor is no array: tensor.data is, but what is computed with it has no gradient")

    def __repr__(self):
        return f"Tensor({np.array2string(self.data, precision=4, threshold=8)}{f', {self.name!r}' if self.name else ''})"


def cotangents(y, upstream):
    """{id(tensor): ∂⟨upstream, y⟩/∂tensor} for every tensor that y was made of, as tensors themselves."""
    if not isinstance(upstream, Tensor):
        if np.asarray(upstream).dtype.kind not in "fiub":
            raise TypeError(f"backward takes an upstream gradient of numbers, of shape {y.shape}, got {upstream!r}")
        upstream = Tensor(np.array(upstream, dtype=y.dtype))
    if upstream.shape != y.shape:
        raise ValueError(f"backward got an upstream gradient of shape {upstream.shape}: it must have the tensor's, {y.shape}")
    grads = {id(y): upstream}
    for node in reversed(topological_order(y)):
        for (parent, pullback), data in zip(node.parents, node.used):
            if parent.data is not data:
                raise RuntimeError(
                    f"the data of {parent!r} were set after the forward pass that used them: compute the loss anew"
                )
            part = pullback(grads[id(node)], node)
            grads[id(parent)] = grads[id(parent)] + part if id(parent) in grads else part
    return grads
