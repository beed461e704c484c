"""Loss and metrics of all batches, as averages over examples."""

import math

import numpy as np

from dlkit.training.batches import walk


def averages(trainer, step, data, batch_size, metrics, order=None):
    """{"loss": mean, name: metric} over all examples, and the loss of every step as an array.

    step(x, y) → (loss, y_hat, y) sees each batch once, in the `order` given; it may return a part of the
    batch, where several processes share one. Loss and metrics weigh by the number of examples; metrics
    of the whole set see all predictions at the end. With an order, that is in training, it ends at once
    at a loss that is a float and not finite: nothing is averaged then.
    """
    x, y = data
    batchwise = {name: metric for name, metric in metrics.items() if not hasattr(metric, "whole_set")}
    whole = {name: metric for name, metric in metrics.items() if name not in batchwise}
    sums, sizes, seen = {name: [] for name in ("loss", *batchwise)}, [], ([], [])
    for x_batch, y_joint in walk(x, y, batch_size, order):
        value, y_hat, y_batch = step(x_batch, y_joint)
        sums["loss"].append(value)
        sizes.append(len(y_joint))
        if order is not None and isinstance(value, float) and not math.isfinite(value):
            return {}, np.array(sums["loss"])
        if metrics and len(y_batch):
            for name, metric in batchwise.items():
                sums[name].append(metric(y_hat, y_batch) * len(y_batch))
            if whole:
                seen[0].append(y_hat)
                seen[1].append(y_batch)
    each = trainer.read(sums)
    losses = each.pop("loss")
    totals = {"loss": float(losses @ np.array(sizes, float))} | {name: float(v.sum()) for name, v in each.items()}
    totals = trainer.joint(totals)
    result = {name: total / len(x) for name, total in totals.items()}
    if whole:
        y_hat, y_seen = (trainer.joint_array(parts) for parts in seen)
        result |= {name: float(metric(y_hat, y_seen)) for name, metric in whole.items()}
    return {name: result[name] for name in ("loss", *metrics)}, losses
