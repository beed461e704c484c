"""The loss of a network on a plane through its weights, for either backend."""

import copy
from collections.abc import Mapping

import numpy as np

from dlkit.explain.watched import is_torch
from dlkit.numpy.validate import generator
from dlkit.plot import validate

OWNER = "plot.weight_plane"


def weights(model):
    """{name: copy} of the parameters of a model of dlkit.numpy or of PyTorch, as NumPy arrays: one snapshot.

    A copy, because the arrays of a `state_dict()` are the live ones and go on changing.
    """
    is_torch("plot.weights", model)
    return {name: validate.as_array(parameter.data).copy() for name, parameter in model.named_parameters()}


def weight_plane(model, loss, *, snapshots=None, directions=None, rng=None):
    """The loss on a plane through a network's weights θ: f(a, b) = loss(model with weights θ₀ + a u + b v).

    `loss` maps a model to a number, such as lambda m: criterion(m(x), y). The plane is one of three:
    `snapshots`, mappings as `plot.weights` makes them: θ₀ is the last of them, u and v the two directions, of length
        1, in which the others lie from it (principal components of θ_k − θ₀); the box holds the whole way;
    `directions`, two mappings u and v, such as differences of snapshots: θ₀ is the model's weights now, the box
        −0.5 … 1.5, which for differences to two other snapshots holds all three;
    else u and v are drawn by `rng`, each filter (row along the first axis) as long as that of the model's weights,
        biases and all else of one axis left alone: θ₀ is the model's weights now, the box −1 … 1.

    Returns a WeightPlane: call it at a point (2,), draw it with `plot.loss_surface`, project snapshots with `.path`.
    The model itself is never touched: all is computed on a copy of it, in evaluation mode.

    Raises ValueError for snapshots or directions that lack a parameter, have another shape, or span no plane.
    Li et al. (2018), "Visualizing the loss landscape of neural nets".
    """
    is_torch(OWNER, model)
    validate.function(OWNER, loss=loss)
    for name, given in (("snapshots", snapshots), ("directions", directions)):
        if given is not None and (not np.iterable(given) or isinstance(given, (str, Mapping))):
            raise TypeError(
                f"{OWNER} got {name} of type {type(given).__name__}: they must be a list of what plot.weights gives"
            )
    if snapshots is not None and directions is not None:
        raise ValueError(f"{OWNER} got snapshots and directions: one of them decides the plane")
    now = weights(model)
    if snapshots is not None:
        way = [_vector(snapshot, now, "snapshots") for snapshot in snapshots]
        u, v, shares = _principal(way)
        origin = way[-1]
        names = [f"direction {i + 1}, {share:.0%} of the way" for i, share in enumerate(shares)]
        across = (np.stack(way) - origin) @ np.stack([u, v]).T
        low, high = across.min(axis=0), across.max(axis=0)
        pad = 0.15 * np.maximum(high - low, 0.3 * (high - low).max())
        box = tuple(zip(low - pad, high + pad))
    elif directions is not None:
        directions = list(directions)
        if len(directions) != 2:
            raise ValueError(f"{OWNER} got {len(directions)} directions: a plane must have two")
        origin = _vector(now, now, "model")
        u, v = (_vector(direction, now, "directions") for direction in directions)
        names, box = ["first direction", "second direction"], ((-0.5, 1.5), (-0.5, 1.5))
    else:
        rng = generator(OWNER, rng)
        origin = _vector(now, now, "model")
        u, v = (_vector(_filter_normalized(now, rng), now, "model") for _ in range(2))
        names, box = ["first random direction", "second random direction"], ((-1.0, 1.0), (-1.0, 1.0))
    return WeightPlane(model, loss, origin, u, v, box, names)


class WeightPlane:
    """f(a, b) = loss(model with weights origin + a u + b v); origin, u and v are vectors of all parameters."""

    def __init__(self, model, loss, origin, u, v, box, names):
        self.directions = np.stack([u, v])
        cosine = abs(u @ v) / max(np.linalg.norm(u) * np.linalg.norm(v), 1e-300)
        if not np.isfinite(self.directions).all() or not min(np.linalg.norm(u), np.linalg.norm(v)) > 0 or cosine > 1 - 1e-9:
            raise ValueError(f"{OWNER}: the two directions span no plane: one is zero, or they are parallel")
        self.origin, self.loss, self.box, self.names = origin, loss, box, names
        self.model = copy.deepcopy(model)
        self.model.eval()
        self.parameters = dict(self.model.named_parameters())
        for parameter in self.parameters.values():
            if hasattr(parameter, "requires_grad_"):
                parameter.requires_grad_(False)  # PyTorch then builds no graph

    def __call__(self, point):
        """The loss at (a, b), a float."""
        self._put(self.origin + np.asarray(point, dtype=float) @ self.directions)
        value = self.loss(self.model)
        return float(value.detach() if hasattr(value, "detach") else value)

    def path(self, snapshots):
        """The points (n, 2) of the plane nearest to snapshots: their projection along what is at right angles to it."""
        own = {name: validate.as_array(parameter.data) for name, parameter in self.parameters.items()}
        offsets = np.stack([_vector(snapshot, own, "snapshots") for snapshot in snapshots]) - self.origin
        return np.linalg.lstsq(self.directions.T, offsets.T, rcond=None)[0].T

    def _put(self, vector):
        start = 0
        for parameter in self.parameters.values():
            data = parameter.data
            count = int(np.prod(data.shape))
            values = vector[start : start + count].reshape(tuple(data.shape))
            data[...] = data.new_tensor(values) if hasattr(data, "new_tensor") else values
            start += count


def _principal(way):
    """u, v (p,) and their shares of Σ ‖θ_k − θ_n‖², from n snapshots (p,)."""
    if len(way) < 3 or not np.isfinite(way).all():
        raise ValueError(f"{OWNER} got {len(way)} snapshots: three or more, of finite weights, are wanted")
    offsets = np.stack(way[:-1]) - way[-1]
    if not offsets.any():
        raise ValueError(
            f"{OWNER} got snapshots that are all equal: are they state_dict(), whose arrays are the live ones? "
            "plot.weights(model) copies them"
        )
    left, sizes, right = np.linalg.svd(offsets, full_matrices=False)
    if sizes[1] < 1e-6 * sizes[0]:
        raise ValueError(f"{OWNER} got snapshots on one line: they span no plane")
    # The start lies on the positive side of both, so that the picture does not depend on a sign of the solver.
    signs = np.where(left[0, :2] < 0, -1.0, 1.0)
    return *(signs[:, None] * right[:2]), sizes[:2] ** 2 / (sizes**2).sum()


def _filter_normalized(now, rng):
    """A random direction: d ← d ‖θ‖ / ‖d‖ for each row θ along the first axis, 0 where there is one axis only."""
    direction = {}
    for name, theta in now.items():
        drawn = rng.normal(size=theta.shape)
        if theta.ndim < 2:
            direction[name] = np.zeros(theta.shape)
            continue
        rows = tuple(range(1, theta.ndim))
        lengths = [np.sqrt((array.astype(float) ** 2).sum(axis=rows, keepdims=True)) for array in (theta, drawn)]
        direction[name] = drawn * lengths[0] / lengths[1]
    return direction


def _vector(state, wanted, what):
    """All parameters of a snapshot, in the model's order, as one float64 vector."""
    if not isinstance(state, Mapping):
        raise TypeError(f"{OWNER} got a {type(state).__name__} in {what}: they must be what plot.weights gives")
    missing = [name for name in wanted if name not in state]
    if missing:
        raise ValueError(f"{OWNER}: {what} lack the parameter {missing[0]!r}; were they taken from another model?")
    arrays = {name: validate.as_array(state[name]) for name in wanted}
    for name, array in arrays.items():
        if array.dtype.kind not in "fiub":
            raise TypeError(f"{OWNER} got {name} of dtype {array.dtype} in {what}: it must hold real numbers")
        if array.shape != wanted[name].shape:
            raise ValueError(
                f"{OWNER}: {name} has shape {array.shape} in {what}, the model's has {wanted[name].shape}; "
                "were they taken from another model?"
            )
    if not arrays:
        raise ValueError(f"{OWNER} got a model without parameters")
    return np.concatenate([array.astype(float).ravel() for array in arrays.values()])
