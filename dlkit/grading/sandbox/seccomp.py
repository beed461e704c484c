"""System calls that a student's process may not make: ways to new namespaces, to memory that no limit counts, to other machines and processes.

A filter in the kernel, put there for good. Where the processor is not one of those below there is none, and the rest has to do.
"""

import ctypes
import errno
import platform
import struct

from dlkit.grading.sandbox import linux

_LOAD, _JUMP_EQUAL, _JUMP_ABOVE, _JUMP_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_NAMESPACES = 0x7E020080  # the flags of clone that make a namespace: CLONE_NEW*
_SOCKETS = (1, 2, 10, 16)  # Unix, IPv4, IPv6, netlink: each of them within the network namespace
_NUMBERS = {  # name: number on x86_64, on aarch64
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97), "setns": (308, 268), "fsopen": (430, 430), "fsmount": (432, 432),
    "move_mount": (429, 429), "open_tree": (428, 428), "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194),
    "bpf": (321, 280), "userfaultfd": (323, 282), "perf_event_open": (298, 241), "io_uring_setup": (425, 425), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219), "open_by_handle_at": (304, 265), "kcmp": (312, 272), "clone3": (435, 435),
}
_MACHINES = {"x86_64": (0xC000003E, 0, 56, 41), "aarch64": (0xC00000B7, 1, 220, 198)}  # the kernel's name for it, column above, clone, socket


def program(machine):
    """The filter for a machine, as the kernel takes it, or None."""
    if machine not in _MACHINES:
        return None
    audit, column, clone, socket = _MACHINES[machine]
    refuse = _REFUSE | errno.EPERM
    lines = [(_LOAD, 0, 0, 4), (_JUMP_EQUAL, 1, 0, audit), (_RETURN, 0, 0, refuse), (_LOAD, 0, 0, 0),
             (_JUMP_ABOVE, 0, 1, 0x40000000), (_RETURN, 0, 0, refuse)]  # another architecture's calls have other numbers
    for name, numbers in _NUMBERS.items():  # clone3 hides its flags in memory; libc falls back to clone where there is none
        lines += [(_JUMP_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _REFUSE | errno.ENOSYS if name == "clone3" else refuse)]
    lines += [(_JUMP_EQUAL, 0, 4, clone), (_LOAD, 0, 0, 16), (_JUMP_SET, 0, 1, _NAMESPACES), (_RETURN, 0, 0, refuse), (_RETURN, 0, 0, _ALLOW)]
    lines += [(_JUMP_EQUAL, 0, 3 + len(_SOCKETS), socket), (_LOAD, 0, 0, 16)]
    lines += [(_JUMP_EQUAL, len(_SOCKETS) - number, 0, family) for number, family in enumerate(_SOCKETS)]
    lines += [(_RETURN, 0, 0, _REFUSE | errno.EAFNOSUPPORT), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("HBBI", code, true, false, value) for code, true, false, value in [*lines, (_RETURN, 0, 0, _ALLOW)])


def install():
    """Put the filter in place, for this process and its children. Needs no_new_privileges. Returns whether there is one."""
    if (code := program(platform.machine())) is None:
        return False
    buffer = ctypes.create_string_buffer(code)
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer)))
    return linux.set_filter(header)
