"""Submissions that end themselves, or try to end others."""

from tests.grading.hostile.kind import CRASHED, KILLED, Kind

KINDS = [
    Kind("sys_exit", "sys.exit ends its cell", "import sys\nsys.exit(3)", shows="SystemExit"),
    Kind("exit", "exit() and quit() end their cell", "exit()", shows="SystemExit"),
    Kind("os_exit", "os._exit ends the process", "import os\nos._exit(0)", CRASHED, 1, why="exit code 0"),
    Kind("libc_exit", "C's exit ends it too", "import ctypes\nctypes.CDLL(None).exit(5)", CRASHED, 1, why="exit code 5"),
    Kind("abort", "os.abort", "import os\nos.abort()", CRASHED, 1, why="SIGABRT"),
    Kind("segfault", "a read from address 0", "import ctypes\nctypes.string_at(0)", CRASHED, 1, why="SIGSEGV"),
    Kind("exit_in_a_test", "an answer that ends the process when a test calls it", "import os\ndef second(x): os._exit(0)", CRASHED, 1, test="assert second(3) == 9"),
    Kind("sys_exit_in_a_test", "an answer that raises SystemExit when a test calls it", "def second(x): raise SystemExit(0)", points=5, test="assert second(3) == 9"),
    Kind("interrupt_in_a_test", "an answer that raises KeyboardInterrupt when a test calls it", "def second(x): raise KeyboardInterrupt", points=5, test="assert second(3) == 9"),
    Kind("deep_recursion", "recursion without an end", "def f(): f()\nf()", shows="RecursionError"),
    Kind("stack_overflow", "recursion through C code after the limit was raised", """
import sys
sys.setrecursionlimit(10 ** 9)
def f(_=0): return list(map(f, [0]))
f()""", CRASHED, 1, why="SIGSEGV"),
    Kind("base_exception", "an exception that is no Exception", "class E(BaseException): pass\nraise E('out')", shows="out"),
    Kind("error_without_a_message", "an error whose message and repr fail", """
class E(BaseException):
    def __str__(self): raise self
    __repr__ = __str__
def second(x): raise E""", points=5, test="assert second(3) == 9"),
    Kind("exit_in_del", "an object that ends the process when it goes", "import os\nclass D:\n    def __del__(self): os._exit(9)\nd = D()\ndel d", CRASHED, 1),
    Kind("exit_in_atexit", "an exit handler that ends the process: it is never asked", "import atexit, os\natexit.register(os._exit, 9)"),
    Kind("kills_itself", "SIGKILL to itself", "import os\nos.kill(os.getpid(), 9)", KILLED, 1, why="SIGKILL"),
    Kind("terminates_itself", "SIGTERM to itself", "import os\nos.kill(os.getpid(), 15)", KILLED, 1, why="SIGTERM"),
    Kind("kills_its_group", "SIGKILL to its process group", "import os\nos.killpg(0, 9)", KILLED, 1, why="SIGKILL"),
    Kind("kills_its_parent", "SIGKILL and SIGTERM to its parent", "import os\nfor number in (9, 15, 2, 19):\n    try: os.kill(os.getppid(), number)\n    except OSError as e: print(e)"),
    Kind("kills_everybody", "SIGKILL to everybody it may", "import os\ntry: os.kill(-1, 9)\nexcept OSError as e: print(e)"),
    Kind("kills_by_number", "SIGKILL to every number, init and the warm process among them", """
import os
for pid in [*range(1, 400), *map(int, filter(str.isdigit, os.listdir('/proc')))]:
    if pid != os.getpid():
        try: os.kill(pid, 9)
        except OSError: pass"""),
    Kind("becomes_another", "another program in the place of the process", "import os\nos.execv('/bin/sleep', ['sleep', '100'])", KILLED, 1, why="closed its connection"),
    Kind("ends_by_limit", "a limit on its own processor time", "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass", KILLED, 1),
]
