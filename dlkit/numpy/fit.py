"""fit, evaluate and predict for models of this backend: forward, loss, backward, step."""

import numpy as np

from dlkit.training import loop


def fit(model, loss, optimizer, data, *, epochs, batch_size, validation=None, metrics=None,
        callbacks=(), progress=None, rng=None):
    """Train `model` on `data` = (x, y) and return its History.

    x (n, …) and y (n, …) are arrays. Every epoch walks all examples once in an order drawn from `rng`
    (a Generator or a seed), in batches of `batch_size`, the last one shorter if need be. `validation`
    is (x, y); `metrics` {name: function(y_hat, y)} are averaged over examples. With progress=None a bar
    shows on a terminal and in a notebook if training takes longer than a second; True and False decide.
    Raises FloatingPointError when the loss is no longer finite.
    """
    data = loop.checked_data("fit", data)
    validation = None if validation is None else loop.checked_data("fit: validation", validation)

    def train_batch(x, y):
        y_hat = model(x)
        value = loss(y_hat, y)
        model.backward(loss.backward())
        optimizer.step()
        return value, y_hat

    return loop.run(
        model, optimizer, train_batch, lambda x, y: _batch_loss(model, loss, x, y), np.asarray, data,
        epochs=epochs, batch_size=batch_size, validation=validation, metrics=metrics or {},
        callbacks=callbacks, progress=progress, rng=np.random.default_rng(rng),
    )


def evaluate(model, loss, data, *, batch_size=1024, metrics=None):
    """{"loss": mean loss, name: metric} of `model` on (x, y), in evaluation mode."""
    x, y = loop.checked_data("evaluate", data)
    return loop.evaluate(model, lambda x, y: _batch_loss(model, loss, x, y), (x, y), batch_size, metrics or {})


def predict(model, x, *, batch_size=1024):
    """The model's outputs (n, …) for inputs x (n, …), in evaluation mode."""
    return np.concatenate(loop.predict(model, x, batch_size))


def _batch_loss(model, loss, x, y):
    y_hat = model(x)
    return loss(y_hat, y), y_hat
