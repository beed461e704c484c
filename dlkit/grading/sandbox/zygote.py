"""The warm process: it has imported what the assignment imports, and forks once per submission.

    python -I -m dlkit.grading.sandbox.zygote FD

FD is a socket to the conductor, which alone is trusted here; a student's process never sees it. Messages in:
`config` (once), `fork` (a job's socket follows it), `interrupt`, `kill`. Messages out: `ready`, `forked`, and for every
fork exactly one `ended`. When the socket ends, so does everything.
"""

import contextlib
import importlib
import os
import select
import signal
import socket
import subprocess
import sys
import time

from dlkit.grading.sandbox import descendants, wire
from dlkit.grading.sandbox.fork import fork_student

LOOK = 0.02  # seconds between looks at what a running submission uses


class Zygote:
    """Serves one control socket, one submission at a time."""

    def __init__(self, control):
        self.control, self.config, self.job = control, None, None
        self.base = self.space = 0  # bytes of memory and of address space that it has itself
        self.kept = set()  # what lies in the scratch folder before any submission
        self.lifeline = os.pipe()  # its write end is here alone: who reads the other one learns that this process is gone

    def run(self):
        """Until the conductor hangs up."""
        while True:
            readable, _, _ = select.select([self.control], [], [], LOOK if self.job else None)
            if readable:
                message = wire.receive(self.control)
                if message is None:
                    self.kill("conductor gone")
                    return
                getattr(self, f"on_{message['op']}")(message)
            if self.job:
                self.look()

    def on_config(self, message):
        """Import what the assignment imports; what cannot be imported is reported, not fatal: it may be the student's business."""
        start, failed = time.monotonic(), {}
        self.config = message
        for name in ("dlkit.grading.sandbox.student", *message["preload"]):
            try:
                importlib.import_module(name)
            except BaseException as error:  # a module may even call sys.exit
                failed[name] = f"{type(error).__name__}: {error}"[:300]
        from dlkit.grading.sandbox import linux, student

        student.warm_up()
        if linux.HERE:
            linux.set_dumpable(False)
            linux.adopt_orphans()
        self.base, _, self.space = descendants.use(os.getpid())
        self.kept = set(os.listdir(message["scratch"]))
        if os.geteuid() == 0 and message["own_user"]:
            with contextlib.suppress(OSError):
                os.chown(message["scratch"], message["uid"], -1)  # to be written by a submission that gets no file system of its own
        wire.send(self.control, {"ready": True, "failed": failed, "seconds": time.monotonic() - start})

    def on_fork(self, message):
        """Fork the process of one submission; its socket comes next, as an open file."""
        _, files, _, _ = socket.recv_fds(self.control, 1, 1)
        os.set_inheritable(files[0], False)  # a program that a student starts does not get it
        with socket.socket(fileno=files[0]) as job:
            limits = message["limits"]
            pid, isolation = fork_student(job, self.control, self.lifeline, limits, self.config)
        self.job = {"pid": pid, "limits": limits, "why": None, "peak": 0, "isolation": isolation}
        wire.send(self.control, {"forked": pid, "isolation": isolation})

    def on_interrupt(self, _):
        """What Ctrl-C would do: a KeyboardInterrupt in the cell that runs."""
        if self.job:
            os.kill(self.job["pid"], signal.SIGUSR1)

    def on_kill(self, _):
        """Stop the submission, if it still runs."""
        self.kill("conductor")

    def kill(self, why):
        if self.job:
            self.job["why"] = self.job["why"] or why
            os.kill(self.job["pid"], signal.SIGKILL)
            self.look(block=True)

    def look(self, block=False):
        """Has it ended? Does it use more than it may?"""
        job = self.job
        pid, status = os.waitpid(job["pid"], 0 if block else os.WNOHANG)
        if pid == 0:
            used = [descendants.use(process) for process in descendants.of(os.getpid())]
            # A fork has this process's memory in common with it. A program that it started has not, and less address space.
            memory = sum(max(0, own - self.base) if space > 0.9 * self.space else own for own, _, space in used)
            threads = sum(count for _, count, _ in used)
            job["peak"] = max(job["peak"], memory)
            if memory > job["limits"]["memory"]:
                self.kill("memory")
            elif threads > job["limits"]["processes"] + 1:  # and the namespace's first process
                self.kill("processes")
            return
        self.job = None
        survivors = descendants.end(os.getpid())
        if job["isolation"] == "processes":
            self.tidy()
        code = os.waitstatus_to_exitcode(status)
        wire.send(self.control, {"ended": code, "why": job["why"], "peak": job["peak"], "survivors": survivors})


    def tidy(self):
        """Remove what a submission without a file system of its own has left in the scratch folder, for the next one to find."""
        folder = self.config["scratch"]
        os.makedirs(folder, exist_ok=True)
        if left := [f"{folder}/{name}" for name in os.listdir(folder) if name not in self.kept]:
            remove, open_all = ["rm", "-rf", "--", *left], ["find", *left, "-type", "d", "-exec", "chmod", "u+rwx", "{}", ";"]
            for command in (open_all, remove) if os.geteuid() else (remove,):  # Python's own rmtree ends at a thousand levels
                subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def main():
    """Returns when the conductor hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's to handle
    with socket.socket(fileno=int(sys.argv[1])) as control:
        Zygote(control).run()


if __name__ == "__main__":
    main()
