"""What bubblewrap is told: what of this machine a sandbox shows, read-only, and its room to write; and whether it works here."""

import os
import shutil
import site
import subprocess
import sys
import sysconfig
from pathlib import Path

PATIENCE = 20  # seconds for a program that does nothing
SCRATCH = "/scratch"  # inside the sandbox: a file system in memory, the only place to write; /tmp leads there
ENVIRONMENT = {"LANG": "C.UTF-8", "PYTHONIOENCODING": "utf-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
               "MPLBACKEND": "module://matplotlib_inline.backend_inline", "MPLCONFIGDIR": f"{SCRATCH}/.matplotlib", "IPYTHONDIR": f"{SCRATCH}/.ipython", "TMPDIR": SCRATCH, "HOME": SCRATCH, "PATH": "/usr/bin:/bin",
               "NBGRADER_EXECUTION": "autograde", "PYTHONDONTWRITEBYTECODE": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime", "/etc/ssl", "/var/cache/fontconfig")


def bwrap_works():
    """Whether bubblewrap is there and can make namespaces; otherwise why not."""
    if not (path := shutil.which("bwrap")):
        return False, "bubblewrap (bwrap) is not installed"
    for _ in range(3):  # something else may kill it, which says nothing about whether it works
        try:
            probe = subprocess.run([*bwrap_command(path, ()), "/usr/bin/true"], capture_output=True, text=True, errors="replace", timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return False, f"bubblewrap ({path}) did not start a program within {PATIENCE} s"
        if probe.returncode >= 0:
            break
    how = f"was killed by signal {-probe.returncode}" if probe.returncode < 0 else f"ended with exit code {probe.returncode}"
    return probe.returncode == 0, "" if probe.returncode == 0 else probe.stderr.strip() or f"bubblewrap ({path}) {how} and said nothing"


def readable():
    """The folders that Python itself needs, none of them below another."""
    paths = {sys.prefix, sys.base_prefix, sys.exec_prefix, *site.getsitepackages(), sysconfig.get_paths()["stdlib"]}
    paths |= {str(Path(__file__).resolve().parents[2])}  # dlkit itself, wherever it is installed from: not the folder around it
    paths |= {path for path in sys.path if "site-packages" in path or "dist-packages" in path}
    paths = sorted({os.path.abspath(path) for path in paths if os.path.isdir(path)} | {os.path.realpath(path) for path in paths if os.path.isdir(path)})
    return [path for path in paths if not any(path != other and path.startswith(other.rstrip("/") + "/") for other in paths)]


def bwrap_command(bwrap, hidden):
    """The command line before the program: nothing of the machine but what Python needs, read-only; no network."""
    command = [bwrap, "--die-with-parent", "--new-session", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts",
               "--unshare-cgroup-try", "--hostname", "sandbox", "--clearenv"]
    if os.geteuid() != 0:
        command += ["--unshare-user"]
    needed = [path for path in readable() if not path.startswith("/usr/")]
    parents = {str(parent) for path in [*SYSTEM, *needed] for parent in Path(path).parents if str(parent) != "/"}
    for parent in sorted(parents):  # bwrap's own would be closed to anyone but root
        command += ["--perms", "0755", "--dir", parent]
    for path in SYSTEM:
        if os.path.islink(path):
            command += ["--symlink", os.readlink(path), path]
        elif os.path.exists(path):
            command += ["--ro-bind", path, path]
    command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/dev/shm", "--tmpfs", SCRATCH]
    if not any(path.startswith("/tmp/") for path in needed):
        command += ["--symlink", SCRATCH, "/tmp"]
    for path in needed:
        command += ["--ro-bind", path, path]
    shown = [*SYSTEM, *needed]
    for path in sorted({name for folder in hidden for name in (os.path.abspath(folder), os.path.realpath(folder))}):
        if os.path.isdir(path) and any(Path(path).is_relative_to(above) for above in shown):  # what lies elsewhere is not there at all
            command += ["--tmpfs", path]
    command += ["--remount-ro", "/", "--remount-ro", "/dev", "--chdir", "/"]
    for name, value in ENVIRONMENT.items():
        command += ["--setenv", name, value]
    return command
