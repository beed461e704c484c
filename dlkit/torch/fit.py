"""fit, evaluate and predict for PyTorch models, with the arguments of dlkit.numpy.fit."""

import numpy as np
import torch

from dlkit.training import loop


def fit(model, loss, optimizer, data, *, epochs, batch_size, validation=None, metrics=None,
        callbacks=(), progress=None, rng=None):
    """Train `model` on `data` = (x, y), where its parameters are, and return its History.

    Arrays or tensors; they are moved to the model's device once. From the same weights and `rng` it
    walks the same batches as dlkit.numpy.fit, so both give the same history up to rounding. See there
    for the arguments. Raises FloatingPointError when the loss of an epoch is no longer finite.
    """
    device = _device(model)
    data = _on(device, loop.checked_data("fit", data))
    validation = None if validation is None else _on(device, loop.checked_data("fit: validation", validation))

    def train_batch(x, y):
        optimizer.zero_grad(set_to_none=True)
        y_hat = model(x)
        value = loss(y_hat, y)
        value.backward()
        optimizer.step()
        return value.detach(), y_hat.detach()

    return loop.run(
        model, optimizer, train_batch, _batch_loss(model, loss), lambda order: torch.from_numpy(order).to(device),
        data, epochs=epochs, batch_size=batch_size, validation=validation, metrics=metrics or {},
        callbacks=callbacks, progress=progress, rng=np.random.default_rng(rng),
    )


def evaluate(model, loss, data, *, batch_size=1024, metrics=None):
    """{"loss": mean loss, name: metric} of `model` on (x, y), in evaluation mode."""
    data = _on(_device(model), loop.checked_data("evaluate", data))
    return loop.evaluate(model, _batch_loss(model, loss), data, batch_size, metrics or {})


@torch.no_grad()
def predict(model, x, *, batch_size=1024):
    """The model's outputs (n, …) in evaluation mode: a NumPy array for an array, a tensor for a tensor."""
    outputs = torch.cat(loop.predict(model, torch.as_tensor(x, device=_device(model)), batch_size))
    return outputs if isinstance(x, torch.Tensor) else outputs.cpu().numpy()


def _batch_loss(model, loss):
    @torch.no_grad()
    def batch_loss(x, y):
        y_hat = model(x)
        return loss(y_hat, y), y_hat

    return batch_loss


def _device(model):
    first = next(model.parameters(), None)
    return torch.device("cpu") if first is None else first.device


def _on(device, arrays):
    return tuple(torch.as_tensor(array, device=device) for array in arrays)
