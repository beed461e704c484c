"""dlkit.torch.fit on a GPU beside the best loops one can write by hand: `.venv/bin/python -m tests.benchmarks.gpu`.

--device cpu rehearses all of it but the CUDA graph, on little data, where there is no GPU.
"""

import argparse
import statistics
import sys
import time
from functools import partial

import numpy as np
import torch

from tests.benchmarks import gpu_loops, tasks
from tests.benchmarks.libraries import models

LOOPS = {
    "dlkit fit": gpu_loops.fit,
    "dlkit fit, compile=True": partial(gpu_loops.fit, compile=True),
    "by hand, eager": gpu_loops.eager,
    "by hand, compiled": partial(gpu_loops.eager, compile=True),
    "by hand, CUDA graph": gpu_loops.cuda_graph,
}
TOLERANCE = {"cuda": 1e-2, "cpu": 1e-4}  # of the losses: cuDNN multiplies in TF32, and sums in no fixed order


def works(n):
    """(name, how models builds it, layers, x, y) of the course's networks; n is no multiple of the batch."""
    mlp, cnn = tasks.mlp(784, 256, 128, 10, n=n), tasks.cnn(n // 2)
    return [("MLP 784-256-128-10", "mlp", *mlp.values()), ("CNN 8-16 on 28²", "cnn", *cnn.values())]


def drawn_as_fit_does(device):
    """Permutations as dlkit's fit draws them with rng=0, to compare results."""
    rng = np.random.default_rng(0)
    return lambda n: torch.from_numpy(rng.permutation(n)).to(device)


def losses_and_seconds(loop, build, layers, x, y, *, orders, epochs, batch_size):
    """The losses of a training from the start, and the seconds of its epochs after the first, in which code is compiled."""
    torch._dynamo.reset()  # else it gives up compiling after a number of models
    model = getattr(models, build)(gpu_loops.dl, layers).to(x.device)
    ticks = []
    losses = loop(model, x, y, orders=orders, tick=lambda: ticks.append(time.perf_counter()), epochs=epochs, batch_size=batch_size)
    return losses, np.diff(ticks)


def check(loops, device, *work, batch_size):
    """Raise AssertionError unless all loops, walking the same batches, have the same losses."""
    wanted = None
    for name, loop in loops.items():
        losses, _ = losses_and_seconds(loop, *work, orders=drawn_as_fit_does(device), epochs=2, batch_size=batch_size)
        wanted = losses if wanted is None else wanted
        error = np.abs(losses / wanted - 1).max()
        if not error < TOLERANCE[device]:
            raise AssertionError(f"{name}: the losses {losses} are not {wanted}, those of fit")


def measure(loops, device, *work, epochs, rounds, batch_size):
    """{name: median seconds of an epoch}, the loops by turns."""
    def drawn_on_the_device(n):
        return torch.randperm(n, device=device)

    seconds = {name: [] for name in loops}
    for _ in range(rounds):
        for name, loop in loops.items():
            seconds[name] += [*losses_and_seconds(loop, *work, orders=drawn_on_the_device, epochs=epochs, batch_size=batch_size)[1]]
    return {name: statistics.median(values) for name, values in seconds.items()}


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.gpu", description=__doc__.splitlines()[0])
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    parser.add_argument("--no-compile", action="store_true", help="leave out what torch.compile compiles")
    options = parser.parse_args(arguments)
    device = options.device
    if device == "cuda" and not torch.cuda.is_available():
        sys.exit("PyTorch finds no CUDA device here, so there is nothing to measure; --device cpu rehearses it without one.")
    loops = {
        name: loop for name, loop in LOOPS.items()
        if not (device == "cpu" and "graph" in name) and not (options.no_compile and "compile" in name)
    }
    where = torch.cuda.get_device_name() if device == "cuda" else "the CPU, a rehearsal: its times say nothing of a GPU"
    n, epochs, rounds = (50_000, 6, 5) if device == "cuda" else (1_000, 3, 2)
    print(f"PyTorch {torch.__version__} on {where}; batches of 128, Adam, data on the device")
    for name, build, layers, x, y in works(n):
        work = build, layers, torch.tensor(x, device=device), torch.tensor(y, device=device)
        check(loops, device, *work, batch_size=128)
        seconds = measure(loops, device, *work, epochs=epochs, rounds=rounds, batch_size=128)
        print(f"\n{f'{name}, {len(x)} examples':36s} {'an epoch':>10s} {'fit takes':>10s}")
        for loop, value in seconds.items():
            print(f"{loop:36s} {value * 1e3:7.1f} ms {seconds['dlkit fit'] / value:8.2f} ×", flush=True)


if __name__ == "__main__":
    main()
