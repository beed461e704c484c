"""The libraries that are compared, a file each: a function for every task it can do, named as in tests.benchmarks.tasks.

A function takes the task's arrays, in PyTorch's layout, and returns `work`, which does the task once and returns
its results as arrays in that layout. Each is written as its library's own examples are, the fastest form of it.
"""

import importlib

FILES = {"PyTorch": "pytorch", "MyGrad": "mygrad", "autograd": "autograd", "numpy-ml": "numpy_ml"}


def installed():
    """{name: module} of the libraries that can be imported here, and {name: why not} of the others; dlkit is the first."""
    found, missing = {"dlkit": importlib.import_module(f"{__name__}.dlkit")}, {}
    for name, file in FILES.items():
        try:
            found[name] = importlib.import_module(f"{__name__}.{file}")
        except ImportError as error:
            missing[name] = str(error)
    return found, missing
