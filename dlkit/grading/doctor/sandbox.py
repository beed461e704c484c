"""Does the sandbox hold? A real one is started, and a made-up submission tries what it must not be able to do."""

import os
import socket
import tempfile
import threading

from dlkit.grading.doctor.finding import FAILURE, OK, WARNING, Finding
from dlkit.grading.execution import conduct
from dlkit.grading.execution.bubblewrap import bwrap_works
from dlkit.grading.execution.compiled import compile_test
from dlkit.grading.execution.launch import SandboxError, Slot

LIMITS = {"cell_seconds": 5, "seconds": 30, "memory": 2**29, "processes": 64, "disk": 2**26}
INSTALL = "install bubblewrap (Debian and Ubuntu: apt-get install bubblewrap), or grade in a throw-away container with --sandbox none"
ALLOW = ("allow user namespaces: on the host `sysctl kernel.unprivileged_userns_clone=1`, on Ubuntu 23.10 and newer "
         "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`; in Docker or Podman `--security-opt seccomp=unconfined --security-opt apparmor=unconfined`, "
         "or `--cap-add SYS_ADMIN`; or grade in a throw-away container with --sandbox none")


def sandbox(root):
    """The findings about the sandbox."""
    works, why = bwrap_works()
    who = "root" if os.geteuid() == 0 else f"user {os.geteuid()}"
    if not works:
        yield Finding("sandbox", FAILURE, f"as {who}: {why}", INSTALL if "not installed" in why else ALLOW)
        return
    yield Finding("sandbox", OK, f"bubblewrap makes namespaces, as {who}")
    with tempfile.TemporaryDirectory(prefix="dlkit-doctor-", dir=root if os.access(root, os.W_OK) else None) as folder, _server() as port:
        secret = os.path.join(folder, "secret.txt")
        with open(secret, "w", encoding="utf-8") as file:
            file.write("nobody in the sandbox may read this")
        slot = Slot([], "bwrap", hidden=_hidden(root))
        try:
            yield from _try(slot, secret, port)
        except (SandboxError, OSError) as error:
            yield Finding("sandbox", FAILURE, f"the process in it did not start: {error}", "if the message does not say why, please report it with the output of `dlkit doctor --json`")
        finally:
            slot.close()


def _hidden(root):
    """What grading would hide in this folder."""
    try:
        from dlkit.grading.backends.local import hidden_folders
        from dlkit.grading.instructor.course import Course, CourseError
    except ImportError:  # nbgrader is missing, which another line says
        return []
    try:
        return hidden_folders(Course(root))
    except CourseError:
        return []


def _try(slot, secret, port):
    """What a submission can do."""
    attempts = {
        "network": ("a connection to this machine", f"import socket\nsocket.create_connection(('127.0.0.1', {port}), timeout=2)"),
        "files": ("to write outside its folder", f"open({secret + '.written'!r}, 'w').write('x')\n"),
        "course folder": ("to read the course's folder", f"print(open({secret!r}).read())"),
        "system": ("to write to the system", "open('/usr/written-by-dlkit-doctor', 'w').write('x')"),
    }
    cells = [{"name": name, "kind": "cell", "source": source} for name, (_, source) in attempts.items()]
    test = {"name": "test", "kind": "test", "source": "assert 6 * 7 == 42", "points": 1, "code": compile_test("assert 6 * 7 == 42", ())}
    ran = conduct.run(slot, {"name": "doctor", "files": {}, "cells": [*cells, test], "limits": LIMITS})
    for name, (what, _) in attempts.items():
        error = ran["cells"].get(name, {}).get("error")
        if error is None:
            yield Finding(f"sandbox: {name}", FAILURE, f"a submission is able {what}" if what.startswith("to") else f"a submission can make {what}",
                          "do not grade with this sandbox; please report it with the output of `dlkit doctor --json`")
        else:
            yield Finding(f"sandbox: {name}", OK, f"a submission tried {what}, and could not ({error[0]})")
    if (ran["cells"].get("test") or {"error": "missing"})["error"] is not None:
        yield Finding("sandbox: test", FAILURE, f"a test that holds did not pass: {ran['ending']} {ran['why']}", "please report it")
    if ran["isolation"] == "namespaces":
        yield Finding("sandbox: processes", OK, "each submission has namespaces of its own within the sandbox: all of its processes end with it")
    else:
        yield Finding("sandbox: processes", WARNING, "no namespaces within the sandbox: what a submission leaves running is swept up afterwards",
                      "allow nested user namespaces, if you can: sysctl user.max_user_namespaces")
    yield _stubborn(slot)


def _stubborn(slot):
    """A submission that does not let itself be stopped, and leaves a process behind."""
    source = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(600)\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass"
    limits = {**LIMITS, "cell_seconds": 1}
    ran = conduct.run(slot, {"name": "doctor", "files": {}, "cells": [{"name": "loop", "kind": "cell", "source": source}], "limits": limits})
    if ran["ending"] == "timeout":
        return Finding("sandbox: limits", OK, f"an endless loop that refuses to stop ended after {ran['seconds']:.1f} s")
    return Finding("sandbox: limits", FAILURE, f"an endless loop ended as {ran['ending']}: {ran['why']}", "please report it")


class _server:
    """A port of this machine that answers, as long as the block lasts."""

    def __enter__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()
        return self.socket.getsockname()[1]

    def _serve(self):
        try:
            while True:
                self.socket.accept()[0].close()
        except OSError:
            pass

    def __exit__(self, *error):
        self.socket.close()
