"""The process of one submission: cells come in over a socket, one at a time, and what they showed goes back.

The student's cells go through IPython. Test cells come compiled and are run as they are, in the notebook's own
namespace; they come in their turn and not before, and their source never.
"""

import base64
import builtins
import gc
import inspect
import marshal
import numbers
import os
import signal
import sys
import threading
import time
import traceback
from asyncio import run as _await  # as it is now: honest notebooks patch asyncio to nest loops

from dlkit.grading.sandbox import wire
from dlkit.grading.sandbox.outputs import Descriptor, OutputLog, Stream
from dlkit.grading.sandbox.shell import describe, new_shell

SHELL = None
TESTING = []  # holds something while a test runs


def warm_up():
    """Make the shell, in the warm process: every submission has a copy of it."""
    global SHELL
    SHELL = new_shell()
    SHELL.log = OutputLog()
    SHELL.run("1 / 0")  # what shows errors and figures is imported now, once
    SHELL.run("%matplotlib inline")  # matplotlib asks for it itself when it is imported after there is a shell; here it came before
    SHELL.run("import matplotlib.pyplot; matplotlib.pyplot.figure(); matplotlib.pyplot.close()")
    SHELL.reset(new_session=False)
    sys.addaudithook(_no_tracing)


def _no_tracing(event, _):
    """While a test runs nobody may trace it: a trace function can jump over an assertion. An audit hook cannot be taken out again."""
    if event in ("sys.settrace", "sys.setprofile") and TESTING:
        raise RuntimeError("a test cannot be traced or profiled")


def serve(job, scratch):
    """Answer the conductor until it says `end` or hangs up."""
    shell, log = SHELL, OutputLog()
    shell.log = log
    descriptors = [Descriptor(1, f"{scratch}/.stdout"), Descriptor(2, f"{scratch}/.stderr")]
    sys.stdin = open(os.devnull, encoding="utf-8")
    sys.stdout, sys.stderr = Stream(log, "stdout", 1), Stream(log, "stderr", 2)
    mine = os.getpid()
    while (message := wire.receive(job)) is not None and message["op"] != "end":
        start = time.monotonic()
        log.begin()
        error, extra = _interruptible(OPERATIONS[message["op"]], shell, message, scratch)
        if os.getpid() != mine:
            os._exit(0)  # a cell forked, and its child came to the cell's end: only the notebook answers
        seconds = time.monotonic() - start
        for name, descriptor in zip(("stdout", "stderr"), descriptors):
            text, left_out = descriptor.drain()
            log.write(name, text)
            log.left_out += left_out
        outputs, left_out = log.take()
        reply = {"n": message["n"], "nonce": message["nonce"], "error": error, "outputs": outputs, "left_out": left_out, "seconds": seconds, **extra}
        wire.send(job, reply)


def _interruptible(operation, *arguments):
    """Run an operation, which SIGINT may interrupt; one that comes late, for a cell that has just ended, does nothing."""
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        result = operation(*arguments)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return result
    except BaseException as error:  # an operation itself lets nothing through but an interrupt, and what comes of a lack of memory
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return describe(error), {}


def put_files(shell, message, scratch):
    """The submission's other files, in the folder where it runs."""
    folder = f"{scratch}/work"
    os.makedirs(folder, exist_ok=True)
    for path, content in message["files"].items():
        os.makedirs(os.path.dirname(f"{folder}/{path}"), exist_ok=True)
        with open(f"{folder}/{path}", "wb") as file:
            file.write(base64.b64decode(content))
    os.chdir(folder)
    os.environ["HOME"] = folder
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return None, {}


def run_cell(shell, message, scratch):
    """A cell of the student's, or of the instructor's that is no test."""
    shell.cell = message["name"]
    return shell.run(message["source"]), {}


def run_test(shell, message, scratch):
    """A compiled test: statements, then perhaps an expression whose value counts."""
    _undo()
    body, value = marshal.loads(base64.b64decode(message["code"]))
    namespace = shell.user_ns
    namespace["__builtins__"] = builtins  # where `import` finds its function
    TESTING.append(True)
    try:
        namespace.update({alias: getattr(builtins, name) for alias, name in message["builtins"].items()})
        _run(body, namespace)
        result = _run(value, namespace) if value is not None else None
    except BaseException as error:
        return describe(error), {"frames": _frames(error)}
    finally:
        TESTING.clear()
    return None, {"value": _value(result, message["longest"])}


def _undo(settrace=sys.settrace, setprofile=sys.setprofile, setitimer=signal.setitimer, trace_threads=threading.settrace):
    """Take out what a cell may have left to run in the middle of a test, with the functions as they were."""
    settrace(None)
    setprofile(None)
    trace_threads(None)
    for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
        setitimer(timer, 0)
    gc.callbacks.clear()


def _run(code, namespace):
    """The value of a code object; it may have an `await` at its top."""
    result = eval(code, namespace)
    return _await(result) if code.co_flags & inspect.CO_COROUTINE else result


OPERATIONS = {"files": put_files, "cell": run_cell, "test": run_test}


def _frames(error):
    """Where the error came from, the newest 50: file, line, function, and the line's text where it is no test's."""
    found = traceback.extract_tb(error.__traceback__)
    return [[frame.filename, frame.lineno, frame.name, (frame.line or "")[:300]] for frame in found if frame.filename != __file__][-50:]


def _value(result, longest):
    """A number as Python writes it, so that NumPy's count as numbers too; anything else as it shows itself; None for None."""
    if result is None:
        return None
    try:
        return repr(float(result)) if isinstance(result, numbers.Real) else repr(result)[:longest]
    except BaseException as error:
        return f"({type(error).__name__} in its repr)"
