"""One thread for BLAS and PyTorch in every test, as two on a shared machine collapse; no deadline for Hypothesis."""

import os

from hypothesis import settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

settings.register_profile("course", deadline=None)  # a loaded machine is slow, not wrong
settings.load_profile("course")
