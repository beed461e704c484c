"""fit, evaluate and predict for PyTorch models, with the arguments of dlkit.numpy.fit and those of a device."""

import copy

import numpy as np
import torch

from dlkit.numpy import validate
from dlkit.torch import device as devices
from dlkit.torch.processes import join
from dlkit.torch.trainer import TorchTrainer
from dlkit.training import loop


def fit(model, loss, optimizer, data, *, epochs, batch_size, validation=None, metrics=None, callbacks=(), progress=None,
        rng=None, clip_norm=None, clip_value=None, schedule=None, schedule_every="epoch", resume=None,
        device=None, compile=False, amp=False, deterministic=False):
    """Train `model` on `data` = (x, y), arrays or tensors, and return its History.

    From the same weights and `rng` it walks the same batches as dlkit.numpy.fit, so both give the same
    history up to rounding; see there for the arguments from epochs to resume. `rng` also seeds PyTorch's
    generators for the time of the training (dropout); None leaves them alone. Then:

    device: "auto" (CUDA, MPS or CPU), "cpu", "cuda", "cuda:1", "mps", or None, where the parameters are.
        Model and optimizer move there, and the data once; the model stays there.
    compile: True, or a dict of torch.compile's options, compiles the forward pass in training of full
        batches; a short last batch is walked as it is.
    amp: True runs the forward pass in half precision where that is safe (autocast), "bfloat16" or
        "float16" in that one; float16 scales the loss, and skips steps whose gradients overflow.
    deterministic: only algorithms that give the same bits in every run; PyTorch names those it lacks.

    Nothing is read from the device until an epoch ends. Adam, AdamW, SGD and Adagrad are switched to
    their fused form unless made with fused= or foreach=. So that a loss that is not finite can be
    followed to its step and layer, a copy of the epoch's start is kept for models of up to 20 million
    numbers. Started by torchrun, the processes share every batch, with the result of one process on all
    of it; each has all data, and only the first writes files and shows the bar. Batch norm then sees its
    process's share, unless it is a SyncBatchNorm.
    """
    loop.check_model("fit", model, torch.nn.Module)
    loop.check_loss("fit", loss)
    loop.check_optimizer(optimizer, torch.optim.Optimizer)
    metrics, callbacks = loop.checked_metrics("fit", metrics), loop.checked_callbacks(callbacks)
    loop.check(epochs, batch_size, metrics, callbacks)
    if not isinstance(compile, (bool, dict)):
        raise TypeError(f"fit: compile must be True, False or a dict of torch.compile's options, got {compile!r}")
    data = loop.checked_data("fit", data)
    validation = None if validation is None else loop.checked_data("fit: validation", validation)
    stays, device = device is None, devices.choose(device, model)
    if not stays:
        devices.move(model, optimizer, device)
    devices.fuse(model, optimizer, device)
    processes = join(device)
    generator = processes.first(validate.generator("fit", rng))
    seed = None if rng is None else int(copy.deepcopy(generator).integers(2**62)) + processes.rank
    with devices.deterministic_algorithms(deterministic), devices.seeded(seed, device):
        trainer = TorchTrainer(
            model, loss, optimizer, device=device, batch_size=batch_size, compile=compile, amp=amp, processes=processes,
            clip_norm=clip_norm, clip_value=clip_value, schedule=schedule, schedule_every=schedule_every,
        )
        return loop.run(
            trainer, _on(device, data), epochs=epochs, batch_size=batch_size,
            validation=None if validation is None else _on(device, validation),
            metrics=metrics, callbacks=callbacks, progress=progress, rng=generator, resume=resume,
        )


def evaluate(model, loss, data, *, batch_size=1024, metrics=None):
    """{"loss": mean loss, name: metric} of `model` on (x, y), where its parameters are, in evaluation mode.

    metrics: {name: function(y_hat, y)} as in fit. The model's mode is put back. Under torchrun every
    process that calls it measures by itself.
    """
    loop.check_model("evaluate", model, torch.nn.Module)
    loop.check_loss("evaluate", loss)
    loop.check_batch_size("evaluate", batch_size)
    data, metrics = loop.checked_data("evaluate", data), loop.checked_metrics("evaluate", metrics)
    device = devices.choose(None, model)
    return loop.evaluate(TorchTrainer(model, loss, device=device), _on(device, data), batch_size, metrics)


@torch.no_grad()
def predict(model, x, *, batch_size=1024):
    """The model's outputs (n, …), in order, in evaluation mode: a NumPy array for an array, a tensor for a tensor."""
    loop.check_model("predict", model, torch.nn.Module)
    loop.check_batch_size("predict", batch_size)
    if not isinstance(x, (np.ndarray, torch.Tensor)) or x.ndim == 0:
        raise TypeError(f"predict takes an array or a tensor x (n, …), got {loop.came(x)}")
    outputs = torch.cat(loop.predict(model, torch.as_tensor(x, device=devices.choose(None, model)), batch_size))
    return outputs if isinstance(x, torch.Tensor) else outputs.cpu().numpy()


def _on(device, arrays):
    return tuple(torch.as_tensor(array, device=device) for array in arrays)
