"""The few Linux calls that Python 3.11 has no function for: namespaces, mounts and process switches, through libc."""

import ctypes
import os
import struct
import sys

NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x00020000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000
_MS_NOSUID, _MS_NODEV, _MS_REC, _MS_PRIVATE = 2, 4, 0x4000, 0x40000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_CAPBSET_DROP, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 24, 36, 38

HERE = sys.platform == "linux"
_libc = ctypes.CDLL(None, use_errno=True)  # bound when the warm process starts: a student's process inherits it


def _call(name, *arguments):
    if getattr(_libc, name)(*arguments) != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}")


def unshare(flags):
    """Leave the namespaces in `flags` for new ones. Raises OSError."""
    _call("unshare", flags)


def own_namespaces():
    """New namespaces for processes (from the next fork on), mounts, IPC, network and host name. Raises OSError.

    Root may have them as they are; an ordinary user needs a user namespace around them.
    """
    flags = NEWPID | NEWNS | NEWIPC | NEWNET | NEWUTS
    try:
        unshare(flags)
    except PermissionError:
        user, group = os.geteuid(), os.getegid()
        unshare(flags | NEWUSER)
        set_dumpable(True)  # or the maps belong to root
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                file.write(text)
        set_dumpable(False)
    _call("mount", b"none", b"/", None, ctypes.c_ulong(_MS_REC | _MS_PRIVATE), None)


def mount_tmpfs(path, size):
    """An empty file system in memory of at most `size` bytes at `path`, in a mount namespace of one's own."""
    options = f"size={size},nr_inodes=20000,mode=0777".encode()
    _call("mount", b"tmpfs", path.encode(), b"tmpfs", ctypes.c_ulong(_MS_NOSUID | _MS_NODEV), options)


def mount_proc():
    """A /proc that shows the processes of one's own namespace only. Raises OSError where the outer one is masked."""
    _call("mount", b"proc", b"/proc", b"proc", ctypes.c_ulong(_MS_NOSUID | _MS_NODEV | 8), None)


def set_dumpable(dumpable):
    """Whether other processes of the same user may look into this one's memory and open files."""
    _call("prctl", _PR_SET_DUMPABLE, int(dumpable), 0, 0, 0)


def die_with_parent(signal):
    """Have `signal` sent to this process when its parent ends."""
    _call("prctl", _PR_SET_PDEATHSIG, int(signal), 0, 0, 0)


def first_to_go():
    """Where the machine runs out of memory, have the kernel end this process and its children before any other."""
    try:
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
            file.write("1000")
    except OSError:
        pass  # /proc is not there, or not to be written


def adopt_orphans():
    """Become the parent of every descendant whose own parent ends."""
    _call("prctl", _PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def no_new_privileges():
    """No program started from here on gains rights from its file (setuid)."""
    _call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def drop_capabilities():
    """Give up every capability: an ordinary user has them all in a user namespace of its own, and keeps them through a fork."""
    for number in range(64):
        _libc.prctl(_PR_CAPBSET_DROP, number, 0, 0, 0)  # fails where it is not held, or does not exist
    _call("capset", struct.pack("Ii", 0x20080522, 0), bytes(24))


def set_filter(program):
    """Have the kernel refuse system calls, as `program` says. Returns whether it does: it may have been built without."""
    return _libc.prctl(_PR_SET_SECCOMP, 2, ctypes.c_void_p(ctypes.addressof(program)), 0, 0) == 0
