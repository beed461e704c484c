"""What this machine can do for grading: a list of findings, each with what to do about it."""

import importlib.metadata
import os
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

OK, WARNING, FAILURE = "ok", "warning", "failure"
GIGABYTE = 2**30
PACKAGES = ("dlkit", "nbgrader", "numpy", "matplotlib", "nbformat", "nbconvert", "IPython", "ipykernel", "SQLAlchemy")
OLDEST = (0, 9, 5)  # of nbgrader


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's: `state` is ok, warning or failure, `advice` says what to do about the latter two."""

    name: str
    state: str
    text: str
    advice: str = ""


def examine(root="."):
    """All findings, one after the other, as they come: some take seconds."""
    from dlkit.grading.doctor.sandbox import sandbox

    for look in (python, packages, cores, memory, disk, sandbox, torch, kernels, gradebook):
        try:
            yield from look(Path(root).resolve())
        except Exception as error:  # one look that fails must not hide the others
            yield Finding(look.__name__, FAILURE, f"could not be looked at: {type(error).__name__}: {error}")


def python(_):
    version, system = platform.python_version(), f"{platform.system()} {platform.release()} on {platform.machine()}"
    if platform.system() != "Linux":
        yield Finding("python", WARNING, f"Python {version}, {system}", "grade on Linux, in a container or in WSL: elsewhere there is no sandbox, and `dlkit check` needs macOS or Linux")
    else:
        yield Finding("python", OK, f"Python {version}, {system}")


def packages(_):
    found, missing = {}, []
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    text = ", ".join(f"{name} {version}" for name, version in found.items())
    if missing:
        yield Finding("packages", FAILURE, f"{text}; missing: {', '.join(missing)}", "pip install 'dlkit[course]'")
    elif tuple(int(part) for part in found["nbgrader"].split(".")[:3] if part.isdigit()) < OLDEST:
        yield Finding("packages", FAILURE, text, f"dlkit grade needs nbgrader {'.'.join(map(str, OLDEST))} or newer: pip install -U nbgrader")
    else:
        yield Finding("packages", OK, text)


def cores(_):
    usable, all_of_them = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, os.cpu_count() or 1
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
    jobs = os.cpu_count() or 1
    if available < GIGABYTE * jobs:
        yield Finding("memory", WARNING, text, f"{jobs} submissions at a time leave less than 1 GB for each: use --jobs {max(1, int(available // GIGABYTE))}, or --memory 1G")
    else:
        yield Finding("memory", OK, text)


def disk(root):
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


def torch(_):
    try:
        import torch
    except ImportError:
        yield Finding("torch", WARNING, "PyTorch is not installed", "needed where problem sets import torch: pip install 'dlkit[torch]'")
        return
    if not torch.cuda.is_available():
        yield Finding("torch", OK, f"PyTorch {torch.__version__}, no CUDA (grading does not need it)")
        return
    names = ", ".join(torch.cuda.get_device_name(number) for number in range(torch.cuda.device_count()))
    yield Finding("torch", OK, f"PyTorch {torch.__version__}, CUDA {torch.version.cuda}: {names}; submissions in the sandbox do not see it")


def kernels(_):
    from jupyter_client.kernelspec import KernelSpecManager

    found = KernelSpecManager().get_all_specs()
    text = ", ".join(f"{name} ({spec['spec'].get('display_name', name)})" for name, spec in sorted(found.items()))
    if "python3" in found:
        yield Finding("kernels", OK, text)
    else:
        yield Finding("kernels", WARNING, text or "none", "JupyterLab and `nbgrader autograde` need one (dlkit grade does not): python -m ipykernel install --sys-prefix")


def gradebook(root):
    from sqlalchemy import create_engine, inspect, text

    from dlkit.grading.instructor.course import Course, CourseError

    try:
        course = Course(root)
        with course.gradebook() as book:
            names, students = [assignment.name for assignment in book.assignments], len(book.students)
        engine = create_engine(course.db_url)
        try:
            with engine.connect() as connection:
                where = engine.url.render_as_string(hide_password=True)
                version = connection.execute(text("select version_num from alembic_version")).scalar() if inspect(connection).has_table("alembic_version") else "unknown"
        finally:
            engine.dispose()
    except CourseError as error:
        yield Finding("gradebook", WARNING, str(error), "run `dlkit doctor` in the course's folder, or name it: --course-root DIR")
        return
    yield Finding("gradebook", OK, f"{where}, schema {version}: {len(names)} assignments ({', '.join(names[:5])}{', …' if len(names) > 5 else ''}), {students} students")
