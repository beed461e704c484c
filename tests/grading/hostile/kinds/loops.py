"""Submissions that do not end by themselves."""

from tests.grading.hostile.kind import TIMEOUT, Kind

KINDS = [
    Kind("endless_loop", "a loop without an end; it can be interrupted, and the next cells run", "while True: pass", TIMEOUT),
    Kind("loop_that_swallows", "a loop that catches interrupts and every exception", """
while True:
    try:
        while True: sum(range(1000))
    except BaseException: pass""", TIMEOUT, 1, why="did not stop when interrupted"),
    Kind("loop_that_ignores_signals", "a loop after SIGINT and SIGTERM are ignored", """
import signal
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGALRM): signal.signal(number, signal.SIG_IGN)
while True: pass""", TIMEOUT, 1),
    Kind("huge_power", "an integer power that takes hours; C code looks at signals there", "x = 3 ** (10 ** 9)", TIMEOUT),
    Kind("loop_in_c", "a loop in C code that does not look at signals", "sum(range(10 ** 15))", TIMEOUT, 1),
    Kind("slow_regex", "a regular expression that takes exponential time", "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')", TIMEOUT),
    Kind("sleeps", "a cell that sleeps", "import time\ntime.sleep(1000)", TIMEOUT),
    Kind("sleeps_again", "a cell that goes back to sleep when it is woken", """
import time
while True:
    try: time.sleep(1000)
    except BaseException: pass""", TIMEOUT, 1),
    Kind("stops_itself", "a process that stops itself (SIGSTOP) and cannot be interrupted", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", TIMEOUT, 1),
    Kind("deadlock", "a lock taken twice", "import threading\nlock = threading.Lock()\nlock.acquire(); lock.acquire()", TIMEOUT),
    Kind("busy_threads", "threads that never end, and a cell that waits for them", """
import threading
def spin():
    while True: pass
threads = [threading.Thread(target=spin)]
for thread in threads: thread.start()
for thread in threads: thread.join()""", TIMEOUT),
    Kind("waits_for_a_child", "a cell that waits for a program that does not end", "import subprocess\nsubprocess.run(['sleep', '1000'])", TIMEOUT),
    Kind("shell_that_waits", "a shell command that does not end", "!sleep 1000", TIMEOUT),
    Kind("loop_at_import", "a submitted file that loops when it is imported", "import helper", TIMEOUT, files={"helper.py": "while True: pass"}),
    Kind("loop_in_a_test", "an answer that loops when a test calls it: that test's points only are lost", "def second(x):\n    while True: pass",
         TIMEOUT, 5, test="assert second(3) == 9"),
    Kind("loop_in_repr", "a value whose repr does not end", "class R:\n    def __repr__(self):\n        while True: pass\nR()", TIMEOUT),
    Kind("loop_in_a_message", "an error whose message does not end", """
class E(Exception):
    def __str__(self):
        while True: pass
def second(x): raise E""", TIMEOUT, 5, test="assert second(3) == 9"),
    Kind("await_forever", "an await at the top of a cell that does not end", "import asyncio\nawait asyncio.sleep(1000)", TIMEOUT),
    Kind("slow_in_all", "each cell is within its limit, the whole is not", "import time\ntime.sleep(0.7)", TIMEOUT, 1,
         test="import time\ntime.sleep(0.7)", limits={"seconds": 1.2}, why="in all"),
    Kind("input", "a cell that asks for input: there is none", "input('your name? ')", shows="input"),
]
