"""The machine: its system, cores, memory and disk."""

import os
import platform
import shutil
from pathlib import Path

from dlkit.grading.coordination.options import Options
from dlkit.grading.doctor.finding import FAILURE, OK, WARNING, Finding

GIGABYTE = 2**30


def python(_):
    """Python's version and the system: there is a sandbox on Linux alone."""
    version, system = platform.python_version(), f"{platform.system()} {platform.release()} on {platform.machine()}"
    if platform.system() != "Linux":
        yield Finding("python", WARNING, f"Python {version}, {system}", "grade on Linux, in a container or in WSL: elsewhere there is no sandbox, and `dlkit check` needs macOS or Linux")
    else:
        yield Finding("python", OK, f"Python {version}, {system}")


def cores(_):
    """The cores that may be used: processes bound to some, and a container's quota, count."""
    usable, all_of_them = Options().workers, os.cpu_count() or 1
    quota = _quota()
    text = f"{usable} of {all_of_them}" + (f", a quota of {quota:g} on them" if quota else "") + f", load {os.getloadavg()[0]:.1f}"
    best = max(1, int(min(usable, quota or usable)))
    if quota and quota < usable:
        yield Finding("cores", WARNING, text, f"--jobs {best} uses what you may use; more would only wait")
    else:
        yield Finding("cores", OK, f"{text}: --jobs {best} is the default")


def _quota():
    """The cores' worth of time that the container may use, or None."""
    try:
        limit, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        return None if limit == "max" else int(limit) / int(period)
    except (OSError, ValueError):
        return None


def memory(_):
    """Free memory, a container's limit included: does it do for a submission on each core?"""
    total = available = None
    try:
        lines = dict(line.split(":") for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
        total, available = (int(lines[name].split()[0]) * 1024 for name in ("MemTotal", "MemAvailable"))
        limit = Path("/sys/fs/cgroup/memory.max")
        if limit.is_file() and (text := limit.read_text(encoding="ascii").strip()) != "max":
            total, available = min(total, int(text)), min(available, int(text))
    except (OSError, KeyError, ValueError):
        yield Finding("memory", WARNING, "the system does not say how much there is", "set --memory and --jobs so that they fit")
        return
    text = f"{available / GIGABYTE:.1f} of {total / GIGABYTE:.1f} GB free"
    jobs = Options().workers
    if available < GIGABYTE * jobs:
        yield Finding("memory", WARNING, text, f"{jobs} submissions at a time leave less than 1 GB for each: use --jobs {max(1, int(available // GIGABYTE))}, or --memory 1G")
    else:
        yield Finding("memory", OK, text)


def disk(root):
    """Room in the course's folder, and the right to write there."""
    free = shutil.disk_usage(root).free
    text = f"{free / GIGABYTE:.1f} GB free at {root}"
    if not os.access(root, os.W_OK):
        yield Finding("disk", FAILURE, f"{root} cannot be written by {_user()}", "run dlkit as the user who owns the course")
    elif free < GIGABYTE:
        yield Finding("disk", WARNING, text, "graded notebooks, feedback and the gradebook need room: make some")
    else:
        yield Finding("disk", OK, text)


def _user():
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"user {os.getuid()}"
