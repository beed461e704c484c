"""Where a model trains, in which precision, and whether it may take shortcuts that vary from run to run."""

import os
from contextlib import contextmanager, nullcontext

import torch


def choose(device, model):
    """The torch.device that `device` names: "auto" takes CUDA, then MPS, then the CPU; None where the model is.

    Under torchrun "auto" and "cuda" mean this process's own GPU.
    """
    if device is None:
        first = next(model.parameters(), None)
        return torch.device("cpu") if first is None else first.device
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    try:
        chosen = torch.device(device)
    except (RuntimeError, TypeError) as error:
        wanted = "'auto', 'cpu', 'cuda', 'cuda:1', 'mps' or None"
        raise ValueError(f"fit: device must be {wanted}, got {device!r}") from error
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if not there.get(chosen.type, True):
        raise ValueError(
            f"fit: device {device!r} was asked for, but PyTorch finds none here; 'auto' takes what there is"
        )
    if chosen.type == "cuda" and chosen.index is None:
        chosen = torch.device("cuda", int(os.environ.get("LOCAL_RANK", torch.cuda.current_device())))
    return chosen


def move(model, optimizer, device):
    """Move the model, and what the optimizer remembers of its parameters, to the device."""
    if any(parameter.device != device for parameter in model.parameters()):
        model.to(device)  # changes the parameters in place: the optimizer keeps them
        if optimizer.state:
            optimizer.load_state_dict(optimizer.state_dict())  # PyTorch casts it to where the parameters are


def fuse(model, optimizer, device):
    """Let Adam, AdamW, SGD and Adagrad do a step in one kernel, unless their user has decided otherwise.

    Before the first step only: what they remember lies elsewhere in the fused form. Not for sparse gradients.
    """
    sparse = any(getattr(layer, "sparse", False) for layer in model.modules())
    if device.type not in ("cpu", "cuda") or optimizer.state or sparse:
        return
    for group in optimizer.param_groups:
        undecided = all(group.get(name, False) is None for name in ("fused", "foreach"))
        special = group.get("differentiable") or group.get("capturable") or isinstance(group.get("lr"), torch.Tensor)
        if undecided and not special and all(parameter.is_floating_point() for parameter in group["params"]):
            group["fused"] = True


def precision(amp, device):
    """(what to compute the forward pass in, the GradScaler it needs or None) for amp False, True, or a dtype's name."""
    dtypes = {"bfloat16": torch.bfloat16, "float16": torch.float16}
    if amp is False:
        return nullcontext(), None
    if amp is True:
        half = device.type == "mps" or (device.type == "cuda" and not torch.cuda.is_bf16_supported())
        amp = "float16" if half else "bfloat16"
    if amp not in dtypes:
        raise ValueError(f"fit: amp must be True, False, 'bfloat16' or 'float16', got {amp!r}")
    scaler = torch.amp.GradScaler(device.type) if amp == "float16" and device.type != "mps" else None
    return torch.autocast(device.type, dtypes[amp]), scaler


@contextmanager
def deterministic_algorithms(wanted):
    """Inside the block PyTorch uses only algorithms that give the same bits in every run, if `wanted`."""
    if not wanted:
        yield
        return
    before = torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()
    benchmark = torch.backends.cudnn.benchmark
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # cuBLAS asks for it
    torch.use_deterministic_algorithms(True)
    torch.backends.cudnn.benchmark = False
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before[0], warn_only=before[1])
        torch.backends.cudnn.benchmark = benchmark


@contextmanager
def seeded(seed, device):
    """Inside the block PyTorch's own generators start from `seed`; None leaves them as they are. Put back after it."""
    if seed is None:
        yield
        return
    with torch.random.fork_rng(devices=[device.index] if device.type == "cuda" else []):
        torch.default_generator.manual_seed(seed)
        if device.type == "cuda":
            torch.cuda.manual_seed(seed)
        yield


def random_state(device):
    """The states of PyTorch's own generators, those that a training on `device` draws from."""
    return {"cpu": torch.get_rng_state(), "cuda": torch.cuda.get_rng_state(device) if device.type == "cuda" else None}


def load_random_state(state, device):
    """Put them back; the GPU's is left as it is where there was none, or is none now."""
    torch.set_rng_state(state["cpu"].cpu())
    if device.type == "cuda" and state["cuda"] is not None:
        torch.cuda.set_rng_state(state["cuda"].cpu(), device)
