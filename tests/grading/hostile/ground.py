"""What a hostile submission would like to reach, and a look from outside at whether it did: a course, a home folder, listeners, processes."""

import hashlib
import os
import secrets
import socket
from pathlib import Path

from dlkit.grading.sandbox import descendants

MARK = "dlkit_hostile"  # the name of every file that the submissions try to leave behind
OUTSIDE = ("/", "/usr", "/usr/lib", "/etc", "/var", "/var/tmp", "/tmp", "/opt", "/root", "/home", "/dev", "/dev/shm", "/run", "/mnt")


class Ground:
    """An nbgrader course and a home folder below `folder`, and sockets that nobody should come to."""

    def __init__(self, folder):
        self.folder, self.secret = Path(folder), f"SECRET-{secrets.token_hex(8)}"
        self.course, self.home = self.folder / "course", self.folder / "home"
        for path in ("gradebook.db", "solutions/ps/ps.ipynb", "submitted/eve/ps/ps.ipynb", "source/hidden.py", "nbgrader_config.py"):
            (self.course / path).parent.mkdir(parents=True, exist_ok=True)
            (self.course / path).write_text(self.secret)
        self.home.mkdir()
        os.environ["DLKIT_HOSTILE_SECRET"] = self.secret
        (self.home / "secret").write_text(self.secret)
        self.tcp, self.udp = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.tcp.bind(("0.0.0.0", 0))
        self.udp.bind(("0.0.0.0", self.tcp.getsockname()[1]))
        path = f"/tmp/{MARK}_{os.getpid()}.socket"
        self.unix, self.abstract = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
        self.unix.bind(path)
        os.chmod(path, 0o777)
        self.abstract.bind("\0" + path)
        for listener in (self.tcp, self.unix, self.abstract):
            listener.listen()
        for each in (self.tcp, self.unix, self.abstract, self.udp):
            each.setblocking(False)
        self.words = {"{course}": str(self.course), "{home}": str(self.home), "{port}": str(self.tcp.getsockname()[1]), "{address}": _address(), "{unix}": path}
        self.before = self.files()

    def fill(self, text):
        """A kind's source with the places of this ground filled in."""
        for word, place in self.words.items():
            text = text.replace(word, place)
        return text

    def files(self):
        """What is in the course and the home folder, with rights and contents."""
        return {
            str(path): (path.lstat().st_mode, path.lstat().st_uid, hashlib.blake2b(path.read_bytes()).hexdigest() if path.is_file() else "")
            for top in (self.course, self.home) for path in sorted(top.rglob("*"))
        }

    def visitors(self):
        """The names of the listeners that somebody has come to since the last time."""
        came = []
        for name in ("tcp", "unix", "abstract", "udp"):
            listener = getattr(self, name)
            try:
                listener.recv(100) if name == "udp" else listener.accept()[0].close()
                came.append(name)
            except BlockingIOError:
                pass
        return came

    def left_behind(self):
        """Files with the mark in folders that a submission might write to."""
        import dlkit

        places = [*OUTSIDE, os.path.dirname(dlkit.__file__), self.course, self.home]
        return [f"{place}/{MARK}" for place in places if os.path.lexists(f"{place}/{MARK}")]

    def close(self):
        del os.environ["DLKIT_HOSTILE_SECRET"]
        for each in (self.tcp, self.udp, self.unix, self.abstract):
            each.close()
        os.unlink(self.words["{unix}"])


def processes(slot):
    """The numbers of every process of a slot, as this machine sees them: below it, or of the user that its submissions run as."""
    found = set(descendants.of(slot.process.pid))
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.stat(f"/proc/{name}").st_uid == slot.uid or f"\nUid:\t{slot.uid}\t" in Path(f"/proc/{name}/status").read_text():
                found.add(int(name))
        except OSError:
            pass
    return found


def _address():
    """This machine's address in its network, or the loopback's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"
