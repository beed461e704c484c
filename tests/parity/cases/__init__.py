"""One table of every public layer, loss, optimizer and function, each in several configurations.

Both backends are built from it: the name is looked up in dlkit.numpy and in dlkit.torch, and the arguments go
to both. Every file of this folder adds its lists; a public name without a case fails test_parity.py.
"""

import importlib
import pkgutil

LAYERS, LOSSES, OPTIMIZERS, FUNCTIONS, ELSEWHERE = [], [], [], [], {}

for _file in pkgutil.iter_modules(__path__):
    _cases = importlib.import_module(f"{__name__}.{_file.name}")
    LAYERS += getattr(_cases, "LAYERS", [])
    LOSSES += getattr(_cases, "LOSSES", [])
    OPTIMIZERS += getattr(_cases, "OPTIMIZERS", [])
    FUNCTIONS += getattr(_cases, "FUNCTIONS", [])
    ELSEWHERE |= getattr(_cases, "ELSEWHERE", {})
