"""Submissions that want more memory than there is for them (256 MiB in these tests)."""

from tests.grading.hostile.kind import MEMORY, Kind

CTYPES = "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"

KINDS = [
    Kind("one_huge_array", "a bytearray of 100 GB: refused", "x = bytearray(10 ** 11)", shows="MemoryError"),
    Kind("numpy_array", "a NumPy array of 8 GB", "import numpy as np\nx = np.ones(10 ** 9)", shows="MemoryError"),
    Kind("torch_tensor", "a tensor of 4 GB", "import torch\nx = torch.ones(10 ** 9)", shows="RuntimeError"),
    Kind("many_lists", "lists without an end, kept: what is left is too little for the tests", """
keep = []
try:
    while True: keep.append([0] * 10 ** 4)
except MemoryError:
    while True: keep = [keep]""", MEMORY, 1),
    Kind("lists_that_go", "lists without an end, in a function, so that they go with it", "def grow():\n    keep = []\n    while True: keep.append([0] * 10 ** 6)\ngrow()", shows="MemoryError"),
    Kind("shared_mmap", "memory that is mapped as shared, which no limit of a process counts", """
import mmap
keep = []
while True:
    keep.append(mmap.mmap(-1, 2 ** 24))
    keep[-1].write(b'x' * 2 ** 24)""", MEMORY, 1),
    Kind("forks_with_memory", "ten processes that each stay below the limit", """
import os, time
for _ in range(10):
    if os.fork() == 0:
        x = bytearray(b'x') * (60 * 2 ** 20)
        time.sleep(100)
        os._exit(0)
time.sleep(100)""", MEMORY, 1),
    Kind("subprocess_with_memory", "a program that eats memory", """
import subprocess, sys
print(subprocess.run([sys.executable, '-c', 'x = []\\nwhile True: x.append(bytearray(10 ** 7))'], capture_output=True, text=True).stderr)""", MEMORY, 1),
    Kind("full_scratch", "files until the scratch folder is full", "with open('big', 'wb') as file:\n    while True: file.write(b'x' * 2 ** 20)", shows="OSError"),
    Kind("large_files", "files that each stay below the limit, in the scratch folder and in /dev/shm", """
for place in ('.', '/dev/shm'):
    taken = 0
    try:
        for number in range(20):
            with open(f'{place}/{number}', 'wb', 0) as file: taken += file.write(bytes(2 ** 23))
    except OSError: pass
    print('room', taken <= 2 ** 25)""", shows="room True\nroom True"),
    Kind("many_files", "files until there can be no more", "for i in range(10 ** 6): open(f'f{i}', 'w').close()", shows="OSError"),
    Kind("full_shm", "files in /dev/shm until it is full", "with open('/dev/shm/big', 'wb') as file:\n    while True: file.write(b'x' * 2 ** 20)", shows="OSError"),
    Kind("memfd", "files in memory without a name, which no file system's size bounds", """
import os
keep = [os.memfd_create('m') for _ in range(50)]
for file in keep: os.write(file, b'x' * 2 ** 24)""", shows="not permitted"),
    Kind("system_v_memory", "shared memory segments that are not even attached", CTYPES + """
for _ in range(50):
    number = libc.shmget(0, 2 ** 24, 0o1600)
    if number < 0: raise OSError(ctypes.get_errno(), 'shmget')
    libc.shmat.restype = ctypes.c_void_p
    address = libc.shmat(number, None, 0)
    ctypes.memset(address, 1, 2 ** 24)
    libc.shmdt(ctypes.c_void_p(address))""", shows="] shmget"),
    Kind("own_tmpfs", "a user namespace of one's own, and a file system in memory without a bound in it", CTYPES + """
if libc.unshare(0x10000000 | 0x00020000): raise OSError(ctypes.get_errno(), 'unshare')
if libc.mount(b'none', b'/scratch', b'tmpfs', 0, b'size=10G'): raise OSError(ctypes.get_errno(), 'mount')
with open('/scratch/big', 'wb') as file:
    for _ in range(50): file.write(b'x' * 2 ** 24)""", shows="] unshare"),
    Kind("raises_its_limits", "the limits themselves", """
import resource
for name in ('RLIMIT_DATA', 'RLIMIT_NPROC', 'RLIMIT_FSIZE', 'RLIMIT_CPU'):
    resource.setrlimit(getattr(resource, name), (-1, -1))""", shows="ValueError"),
]
