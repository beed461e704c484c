"""dlkit.grading.sandbox.seccomp: what the kernel would do with each call, by a small interpreter of the filter's language."""

import struct

import pytest

from dlkit.grading.sandbox import seccomp

ALLOW, EPERM, ENOSYS, EAFNOSUPPORT = 0x7FFF0000, 0x00050001, 0x00050026, 0x00050061
X86, ARM = ("x86_64", 0xC000003E), ("aarch64", 0xC00000B7)
REFUSED = {  # call: number on x86_64, on aarch64, from the kernel's tables
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97), "setns": (308, 268), "fsopen": (430, 430), "fsmount": (432, 432), "move_mount": (429, 429),
    "open_tree": (428, 428), "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "bpf": (321, 280), "userfaultfd": (323, 282),
    "perf_event_open": (298, 241), "io_uring_setup": (425, 425), "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "open_by_handle_at": (304, 265),
}
CLONE, CLONE3, SOCKET = (56, 220), (435, 435), (41, 198)
FREE = {"read": (0, 63), "write": (1, 64), "mmap": (9, 222), "futex": (202, 98), "execve": (59, 221), "exit_group": (231, 94), "openat": (257, 56), "kill": (62, 129)}
NAMESPACES = (0x00000080, 0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)  # time, mounts, control groups, host name, IPC, user, pid, network
THREAD = 0x003D0F00  # the flags with which libc starts a thread
OLD_FORK = 0x01200011


def verdict(machine, number, *arguments, audit=None):
    """What the filter says to a call."""
    name, own = machine
    data = struct.pack("iIQ6Q", number, own if audit is None else audit, 0, *arguments, *[0] * (6 - len(arguments)))
    lines = list(struct.iter_unpack("HBBI", seccomp.program(name)))
    value, line = 0, 0
    while True:
        code, true, false, operand = lines[line]
        line += 1
        if code == 0x20:
            value = struct.unpack_from("I", data, operand)[0]
        elif code == 0x06:
            return operand
        else:
            line += true if {0x15: value == operand, 0x35: value >= operand, 0x45: bool(value & operand)}[code] else false


@pytest.mark.parametrize(("machine", "column"), [(X86, 0), (ARM, 1)], ids=["x86_64", "aarch64"])
def test_calls_that_lead_out_are_refused_and_those_of_every_day_are_not(machine, column):
    assert {name: verdict(machine, numbers[column]) for name, numbers in REFUSED.items()} == dict.fromkeys(REFUSED, EPERM)
    assert {name: verdict(machine, numbers[column], 2**64 - 1, 2**64 - 1) for name, numbers in FREE.items()} == dict.fromkeys(FREE, ALLOW)
    assert verdict(machine, CLONE3[column]) == ENOSYS
    assert [verdict(machine, CLONE[column], flags) for flags in (0, OLD_FORK, THREAD)] == [ALLOW] * 3
    assert [verdict(machine, CLONE[column], flags | THREAD) for flags in NAMESPACES] == [EPERM] * len(NAMESPACES)


@pytest.mark.parametrize(("machine", "column"), [(X86, 0), (ARM, 1)], ids=["x86_64", "aarch64"])
def test_sockets_are_of_the_families_that_a_namespace_shuts_in(machine, column):
    families = {family: verdict(machine, SOCKET[column], family, 1, 0) for family in range(50)}
    assert {family for family, said in families.items() if said == ALLOW} == {1, 2, 10, 16}
    assert set(families.values()) == {ALLOW, EAFNOSUPPORT}


def test_the_calls_of_another_architecture_are_refused_whatever_their_numbers():
    assert {verdict(X86, number, audit=0x40000003) for number in range(460)} == {EPERM}  # 32 bits: there 26 is ptrace
    assert {verdict(X86, number | 0x40000000) for number in range(460)} == {EPERM}  # x32
    assert seccomp.program("riscv64") is None
