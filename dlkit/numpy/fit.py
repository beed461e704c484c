"""fit, evaluate and predict for models of this backend: forward, loss, backward, step."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.module import Module
from dlkit.numpy.optimizer import Optimizer
from dlkit.numpy.trainer import NumPyTrainer
from dlkit.training import loop


def fit(model, loss, optimizer, data, *, epochs, batch_size, validation=None, metrics=None, callbacks=(), progress=None,
        rng=None, clip_norm=None, clip_value=None, schedule=None, schedule_every="epoch", resume=None):
    """Train `model` on `data` = (x, y) and return its History.

    x (n, …) and y (n, …) are arrays. Every epoch walks all examples once in an order drawn from `rng`
    (a Generator or a seed), in batches of `batch_size`, the last one shorter if need be. What follows is
    left to choice:

    validation: (x, y), measured after every epoch in evaluation mode, as "val_loss", …
    metrics: {name: function(y_hat, y)}, averaged over examples; those marked whole_set (auc, r2) see all.
    callbacks: EarlyStopping, EMA, Checkpoint, or your own Callback.
    progress: None shows a bar on a terminal, and in a notebook after a second; True and False decide.
    clip_norm, clip_value: the gradients' joint norm, or each entry, is cut to this before the step.
    schedule: its step() is called after every epoch, or with schedule_every="step" after every step of
        the optimizer; "lr" in the history is the learning rate at the epoch's start.
    resume: a file that Checkpoint wrote; the training goes on from there as if never interrupted, up to
        `epochs` in all. Model, optimizer and callbacks are made as they were the first time.

    Classes are weighed in the loss, CrossEntropyLoss(weight=[1.0, 5.0]). An optimizer whose step wants a
    closure (LBFGS) gets one. Raises FloatingPointError for a loss or weight that is not finite, naming
    step, layer and likely cause; ValueError and TypeError for arguments that do not fit together.
    """
    loop.check_model("fit", model, Module)
    loop.check_loss("fit", loss)
    loop.check_optimizer(optimizer, Optimizer)
    metrics, callbacks = loop.checked_metrics("fit", metrics), loop.checked_callbacks(callbacks)
    loop.check(epochs, batch_size, metrics, callbacks)
    trainer = NumPyTrainer(
        model, loss, optimizer,
        clip_norm=clip_norm, clip_value=clip_value, schedule=schedule, schedule_every=schedule_every,
    )
    return loop.run(
        trainer, loop.checked_data("fit", data), epochs=epochs, batch_size=batch_size,
        validation=None if validation is None else loop.checked_data("fit: validation", validation),
        metrics=metrics, callbacks=callbacks, progress=progress, rng=validate.generator("fit", rng), resume=resume,
    )


def evaluate(model, loss, data, *, batch_size=1024, metrics=None):
    """{"loss": mean loss, name: metric} of `model` on (x, y), in evaluation mode.

    metrics: {name: function(y_hat, y)} as in fit. The loss is a mean over examples, also where
    batch_size does not divide their number. The model's mode is put back.
    """
    loop.check_model("evaluate", model, Module)
    loop.check_loss("evaluate", loss)
    loop.check_batch_size("evaluate", batch_size)
    data, metrics = loop.checked_data("evaluate", data), loop.checked_metrics("evaluate", metrics)
    return loop.evaluate(NumPyTrainer(model, loss), data, batch_size, metrics)


def predict(model, x, *, batch_size=1024):
    """The model's outputs (n, …) for inputs x (n, …), in their order, in evaluation mode."""
    loop.check_model("predict", model, Module)
    loop.check_batch_size("predict", batch_size)
    if not isinstance(x, np.ndarray) or x.ndim == 0:
        raise TypeError(f"predict takes an array x (n, …), got {loop.came(x)}")
    return np.concatenate(loop.predict(model, x, batch_size))
