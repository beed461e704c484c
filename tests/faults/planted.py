"""The faults that tests must see: a piece of the source, what it is replaced by, and the tests that should fail then."""

import importlib
import pkgutil
from dataclasses import dataclass

from tests.faults import lists


@dataclass(frozen=True)
class Fault:
    """`old` in `file` becomes `new` at its first place; at least one of `tests`, files or folders, must then fail."""

    file: str
    old: str
    new: str
    tests: tuple

    def __str__(self):
        return f"{self.file}: {' '.join(self.old.split())[:60]} → {' '.join(self.new.split())[:60] or 'nothing'}"


FAULTS = [
    Fault(*fault, tuple(tests))
    for found in pkgutil.iter_modules(lists.__path__)
    for tests, faults in importlib.import_module(f"{lists.__name__}.{found.name}").FAULTS
    for fault in faults
]
