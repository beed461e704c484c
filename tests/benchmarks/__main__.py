"""`make bench`: dlkit against PyTorch, on one thread, as ratios of medians."""

import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before NumPy and PyTorch are loaded

import platform  # noqa: E402

import numpy as np  # noqa: E402
import torch  # noqa: E402

from tests.benchmarks import convolution, normalization, work  # noqa: E402
from tests.benchmarks.timing import by_turns  # noqa: E402

TABLE = [*work.TABLE, *convolution.TABLE, *normalization.TABLE]


def main():
    torch.set_num_threads(1)
    print(f"NumPy {np.__version__}, PyTorch {torch.__version__}, Python {platform.python_version()}, one thread; below 1 dlkit is faster")
    print(f"{'work':52s} {'dlkit':>10s} {'PyTorch':>10s} {'ratio':>6s} {'reach':>6s}")
    for name, pair, reach in TABLE:
        ours, theirs = by_turns(*pair())
        print(f"{name:52s} {ours * 1e6:7.0f} µs {theirs * 1e6:7.0f} µs {ours / theirs:6.2f} {reach:6.2f}", flush=True)


if __name__ == "__main__":
    main()
