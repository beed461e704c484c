"""What this machine can do for grading: a list of findings, each with what to do about it."""

from pathlib import Path

from dlkit.grading.doctor import machine, software
from dlkit.grading.doctor.finding import FAILURE, Finding


def examine(root="."):
    """All findings, one after the other, as they come: some take seconds."""
    from dlkit.grading.doctor.sandbox import sandbox
    from dlkit.grading.doctor.settings import settings

    looks = (machine.python, software.packages, machine.cores, machine.memory, machine.disk, sandbox, software.torch, software.kernels, software.gradebook, settings)
    for look in looks:
        try:
            yield from look(Path(root).resolve())
        except ImportError as error:
            yield Finding(look.__name__, FAILURE, f"could not be looked at, since something is not installed: {error}", software.INSTALL)
        except Exception as error:  # one look that fails must not hide the others
            yield Finding(look.__name__, FAILURE, f"could not be looked at: {type(error).__name__}: {error}", "if the message does not say why, please report it")
