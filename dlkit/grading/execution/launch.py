"""Starts a warm process, in a sandbox made by bubblewrap or without one, and talks to it."""

import os
import shutil
import site
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

from dlkit.grading.sandbox import wire

SCRATCH = "/scratch"  # inside the sandbox: a file system in memory, the only place to write; /tmp leads there
ENVIRONMENT = {"LANG": "C.UTF-8", "PYTHONIOENCODING": "utf-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
               "MPLBACKEND": "module://matplotlib_inline.backend_inline", "MPLCONFIGDIR": f"{SCRATCH}/.matplotlib", "IPYTHONDIR": f"{SCRATCH}/.ipython", "TMPDIR": SCRATCH, "PATH": "/usr/bin:/bin",
               "NBGRADER_EXECUTION": "autograde", "PYTHONDONTWRITEBYTECODE": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
USUAL = ("numpy", "numpy.random", "matplotlib.pyplot")  # imported beforehand even if the assignment does not: students do
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime", "/etc/ssl", "/var/cache/fontconfig")


class SandboxError(Exception):
    """A warm process could not be started, or did not answer."""


def bwrap_works():
    """Whether bubblewrap is there and can make namespaces; otherwise why not."""
    if not (path := shutil.which("bwrap")):
        return False, "bubblewrap (bwrap) is not installed"
    probe = subprocess.run([*bwrap_command(path, ()), "/usr/bin/true"], capture_output=True, text=True, timeout=20)
    return probe.returncode == 0, probe.stderr.strip()


def readable():
    """The folders that Python itself needs, none of them below another."""
    paths = {sys.prefix, sys.base_prefix, sys.exec_prefix, *site.getsitepackages(), sysconfig.get_paths()["stdlib"]}
    paths |= {str(Path(__file__).resolve().parents[2])}  # dlkit itself, wherever it is installed from: not the folder around it
    paths |= {path for path in sys.path if "site-packages" in path or "dist-packages" in path}
    paths = sorted({os.path.abspath(path) for path in paths if os.path.isdir(path)} | {os.path.realpath(path) for path in paths if os.path.isdir(path)})
    return [path for path in paths if not any(path != other and path.startswith(other.rstrip("/") + "/") for other in paths)]


def _open_to_all(path):
    """Whether every user can read what is in a folder: a Python below /root is root's alone, and without a sandbox so must be what it runs."""
    return bool(os.stat(path).st_mode & 0o004) and all(parent.stat().st_mode & 0o001 for parent in [Path(path), *Path(path).parents])


def bwrap_command(bwrap, hidden, extra=()):
    """The command line before the program: nothing of the machine but what Python needs, read-only; no network."""
    command = [bwrap, "--die-with-parent", "--new-session", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts",
               "--unshare-cgroup-try", "--hostname", "sandbox", "--clearenv"]
    if os.geteuid() != 0:
        command += ["--unshare-user"]
    needed = [path for path in [*readable(), *extra] if not path.startswith("/usr/")]
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
    for path in hidden:
        if os.path.isdir(path):
            command += ["--tmpfs", path]
    command += ["--remount-ro", "/", "--remount-ro", "/dev", "--chdir", "/"]
    for name, value in ENVIRONMENT.items():
        command += ["--setenv", name, value]
    return command


class Slot:
    """One warm process, in which one submission runs at a time; it starts anew where it has died.

    `preload` are the modules that the assignment imports, `sandbox` is "bwrap" or "none", `hidden` are folders that must not be
    seen even if they lie below one that is readable. To be used from one thread, which has to live as long as the slot.
    """

    def __init__(self, preload, sandbox, hidden=(), number=0):
        self.preload, self.sandbox, self.hidden, self.number = list(preload), sandbox, list(hidden), number
        self.process = self.control = self.scratch = self.isolation = None
        self.failed, self.marks = {}, {}

    def start(self, patience=120):
        """Start the warm process and wait until it has imported. Raises SandboxError."""
        self.close()
        ours, theirs = socket.socketpair()
        self.errors = tempfile.TemporaryFile("w+", errors="replace")
        python = [sys.executable, "-I", "-c", _START, str(theirs.fileno())]
        environment, self.scratch = dict(ENVIRONMENT), SCRATCH
        if self.sandbox == "bwrap":
            python = [*bwrap_command(shutil.which("bwrap"), self.hidden), *python]
        else:
            self.scratch = tempfile.mkdtemp(prefix="dlkit-grade-")
            environment |= {"PATH": os.environ.get("PATH", os.defpath), "MPLCONFIGDIR": self.scratch, "IPYTHONDIR": self.scratch}
        with theirs:
            self.process = subprocess.Popen(python, stdin=subprocess.DEVNULL, stdout=self.errors, stderr=self.errors, close_fds=True,
                                            pass_fds=[theirs.fileno()], env=environment, cwd="/", start_new_session=True)
        self.control, self.inbox = ours, wire.Inbox(ours, longest=2**20)
        self.uid = 61_000 + (os.getpid() * 16 + self.number) % 4_000
        self.tell({"op": "config", "preload": [*self.preload, *USUAL], "scratch": self.scratch, "uid": self.uid,
                   "own_user": self.sandbox == "bwrap" or (os.geteuid() == 0 and all(map(_open_to_all, readable())))})
        self.failed = self.wait("ready", patience)["failed"]
        self.marks = {}  # what its functions look like, by the modules watched (dlkit.grading.execution.conduct)

    def tell(self, message):
        """Send the warm process a message. Raises SandboxError."""
        try:
            self.control.setblocking(True)
            wire.send(self.control, message)
            self.control.setblocking(False)
        except OSError as error:
            raise SandboxError(f"the warm process has ended: {self._said()}") from error

    def poll(self):
        """The messages of the warm process that are there. Raises SandboxError if it has ended."""
        try:
            messages = self.inbox.poll()
        except wire.WireError as error:
            raise SandboxError(str(error)) from error
        if self.inbox.ended and not messages:
            raise SandboxError(f"the warm process has ended: {self._said()}")
        return messages

    def wait(self, key, patience):
        """The next message with `key`. Raises SandboxError."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            for message in self.poll():
                if key in message:
                    return message
            time.sleep(0.002)
        raise SandboxError(f"the warm process did not answer within {patience} s: {self._said()}")

    def fork(self, limits):
        """A socket to the process of a new submission. Raises SandboxError."""
        if self.process is None or self.process.poll() is not None:
            self.start()
        ours, theirs = socket.socketpair()
        with theirs:
            self.tell({"op": "fork", "limits": limits})
            socket.send_fds(self.control, [b"F"], [theirs.fileno()])
        self.isolation = self.wait("forked", 30)["isolation"]
        return ours

    def close(self):
        """End the warm process and what runs in it."""
        if self.process is not None:
            self.control.close()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.errors.close()
            self.process = None
        if self.scratch not in (None, SCRATCH):
            shutil.rmtree(self.scratch, ignore_errors=True)

    def _said(self):
        self.errors.seek(0)
        return self.errors.read()[-2000:].strip() or f"exit code {self.process.poll()}"


_START = (  # -I keeps the environment out; dlkit may be installed from a folder that must not be seen
    "import sys, importlib.util as u;"
    f"s = u.spec_from_file_location('dlkit', {str(Path(__file__).resolve().parents[2] / '__init__.py')!r},"
    f" submodule_search_locations=[{str(Path(__file__).resolve().parents[2])!r}]);"
    "m = u.module_from_spec(s); sys.modules['dlkit'] = m; s.loader.exec_module(m);"
    "from dlkit.grading.sandbox import zygote; zygote.main()"
)

