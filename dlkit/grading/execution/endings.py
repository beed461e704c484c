"""Why a submission ran no further: what the warm process reports of its end, as an ending and a sentence for the instructor."""

import signal

from dlkit.grading.execution.launch import SandboxError
from dlkit.grading.sandbox.fork import FAILED

CRASHES = {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE}


class Stopped(Exception):
    """The submission ran no further: `ending` is one of timeout, memory, killed, crashed, tampered."""

    def __init__(self, ending, why):
        super().__init__(why)
        self.ending = ending


def over_limit(what, limits):
    """The ending and the reason where a limit was passed."""
    if what == "memory":
        return "memory", f"it used more than {limits['memory'] / 2**20:.0f} MiB of memory"
    return "killed", f"it started more than {limits['processes']} processes and threads"


def why_ended(ended, isolation, limits):
    """The exception for what the warm process says of an end: Stopped, or SandboxError where it is not the submission's doing."""
    code, why = ended["ended"], ended["why"]
    if why in ("memory", "processes"):
        return Stopped(*over_limit(why, limits))
    if why == "conductor" and code == -signal.SIGKILL:  # otherwise it had ended by itself, and was only slow about it
        return Stopped("killed", "it closed its connection")
    if code < 0 and isolation == "namespaces":  # no submission can kill the first process of its namespace
        return SandboxError(f"something outside killed a submission ({signal.Signals(-code).name}); is the machine short of memory?")
    if code - 128 in CRASHES:
        return Stopped("crashed", f"its process crashed ({signal.Signals(code - 128).name})")
    if code - 128 == signal.SIGXCPU:
        return Stopped("timeout", "it used more processor time than it may")
    number = -code if code < 0 else code - 128
    if number in set(signal.Signals):
        more = ": by itself, or by a machine that ran out of memory" if number == signal.SIGKILL else ""
        return Stopped("killed", f"its process was killed ({signal.Signals(number).name}){more}")
    more = ", as where the program that runs it fails: has it replaced what that uses, such as json.dumps?" if code == FAILED else ""
    return Stopped("crashed", f"its process ended itself with exit code {code}{more}")
