"""What is installed, and what is in the course's folder: packages, PyTorch, kernels, the gradebook."""

import importlib.metadata

from dlkit.grading.doctor.finding import FAILURE, OK, WARNING, Finding

PACKAGES = ("dlkit", "nbgrader", "numpy", "matplotlib", "nbformat", "nbconvert", "IPython", "ipykernel", "SQLAlchemy")
OLDEST = (0, 9, 5)  # of nbgrader
INSTALL = "in a copy of the repository `make setup` installs all that is needed, in a folder .venv; or there: pip install -e '.[course]'"


def packages(_):
    """The versions of what grading uses, and what is missing or too old."""
    found, missing = {}, []
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    text = ", ".join(f"{name} {version}" for name, version in found.items())
    if missing:
        yield Finding("packages", FAILURE, f"{text}; missing: {', '.join(missing)}", INSTALL)
    elif tuple(int(part) for part in found["nbgrader"].split(".")[:3] if part.isdigit()) < OLDEST:
        yield Finding("packages", FAILURE, text, f"dlkit grade needs nbgrader {'.'.join(map(str, OLDEST))} or newer: pip install -U nbgrader")
    else:
        yield Finding("packages", OK, text)


def torch(_):
    """PyTorch, which problem sets may import, and whether it sees a GPU."""
    try:
        import torch
    except ImportError:
        yield Finding("torch", WARNING, "PyTorch is not installed", "needed where problem sets import torch, as all of this course's do: `make setup`, or pip install -e '.[torch]', in a copy of the repository")
        return
    if not torch.cuda.is_available():
        yield Finding("torch", OK, f"PyTorch {torch.__version__}, no CUDA (grading does not need it)")
        return
    names = ", ".join(torch.cuda.get_device_name(number) for number in range(torch.cuda.device_count()))
    yield Finding("torch", OK, f"PyTorch {torch.__version__}, CUDA {torch.version.cuda}: {names}; submissions in the sandbox do not see it")


def kernels(_):
    """The kernels of Jupyter: JupyterLab and nbgrader's own autograde need one."""
    from jupyter_client.kernelspec import KernelSpecManager

    found = KernelSpecManager().get_all_specs()
    text = ", ".join(f"{name} ({spec['spec'].get('display_name', name)})" for name, spec in sorted(found.items()))
    if "python3" in found:
        yield Finding("kernels", OK, text)
    else:
        yield Finding("kernels", WARNING, text or "none", "JupyterLab and `nbgrader autograde` need one (dlkit grade does not): python -m ipykernel install --sys-prefix")


def gradebook(root):
    """The course's gradebook in the folder `root`: can it be opened, and what is in it?"""
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
        why = str(error).removesuffix("; name the course's folder with --course-root")
        yield Finding("gradebook", WARNING, why, "" if "no gradebook yet" in why else "to grade, run `dlkit doctor` in the course's folder, or name it: --course-root DIR")
        return
    yield Finding("gradebook", OK, f"{where}, schema {version}: {len(names)} assignment{'' if len(names) == 1 else 's'} ({', '.join(names[:5])}{', …' if len(names) > 5 else ''}), {students} students")
