"""Submissions that start processes and threads, more than they may or such as outlive them."""

from tests.grading.hostile.kind import CRASHED, KILLED, TIMEOUT, Kind

KINDS = [
    Kind("fork_bomb", "every process forks", "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", KILLED, 1, why="processes", limits={"processes": 8}),
    Kind("many_programs", "hundreds of programs", "import subprocess\nkeep = [subprocess.Popen(['sleep', '100']) for _ in range(500)]\nkeep[0].wait()", KILLED, 1, why="processes"),
    Kind("many_threads", "threads by the thousand", """
import threading, time
threading.stack_size(2 ** 16)
for _ in range(5000): threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
time.sleep(100)""", KILLED, 1, why="processes"),
    Kind("daemon", "a daemon: forked twice, in a session of its own", """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0: time.sleep(100)
    os._exit(0)
os.wait()"""),
    Kind("stubborn_daemon", "a daemon that ignores every signal it can and forks anew again and again", """
import os, signal, time
if os.fork() == 0:
    for number in range(1, 32):
        try: signal.signal(number, signal.SIG_IGN)
        except OSError: pass
    while True:
        os.setsid() if os.getpgrp() != os.getpid() else None
        if os.fork(): os._exit(0)
        time.sleep(0.01)"""),
    Kind("orphan_holds_the_line", "the process ends, its child keeps the connection open", """
import os, time
if os.fork() == 0: time.sleep(100)
os._exit(0)""", CRASHED, 1),
    Kind("fork_that_goes_on", "a fork whose child runs on as if it were the notebook", "import os\npid = os.fork()"),
    Kind("child_reads_the_line", "a child that reads what is meant for its parent", """
import os, stat, socket, time
def is_socket(fd):
    try: return stat.S_ISSOCK(os.fstat(fd).st_mode)
    except OSError: return False
line = next(fd for fd in range(3, 256) if is_socket(fd))
if os.fork() == 0:
    while True: os.read(line, 10 ** 6)
time.sleep(0.2)""", TIMEOUT, 1),
    Kind("background_program", "a program left in the background", "import subprocess\nkeep = subprocess.Popen(['sleep', '100'], start_new_session=True)"),
    Kind("nohup_shell", "a shell's background job", "!nohup sleep 100 >/dev/null 2>&1 &"),
]
