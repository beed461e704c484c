"""One thread for BLAS and PyTorch in every test: two threads on a shared machine collapse."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
