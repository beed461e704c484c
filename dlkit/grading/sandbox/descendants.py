"""The processes below one: which they are, what memory they use, and their end. Linux has them in /proc; elsewhere there are none to see."""

import os
import signal
import time


def children(pid):
    """The child processes of `pid`."""
    found = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
                found += map(int, file.read().split())
    except OSError:
        pass  # it has ended, or this is not Linux
    return found


def of(pid):
    """Every process below `pid`."""
    found, left = [], children(pid)
    while left:
        found.append(process := left.pop())
        left += children(process)
    return found


def use(pid):
    """Bytes of memory that are the process's own or shared memory (what it has in common with its parent counts in both), its threads,
    and the most address space it has had, which for a fork is no less than its parent's was.
    """
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            fields = dict(line.split(":", 1) for line in file)
        own, shared, space = (int(fields[name].split()[0]) * 1024 for name in ("RssAnon", "RssShmem", "VmPeak"))
        return own + shared, int(fields["Threads"]), space
    except (OSError, KeyError, ValueError):
        return 0, 1, 0  # it has ended, or this is not Linux


def end(pid, patience=5.0):
    """Kill every process below `pid` and wait for them. Returns how many there were: 0 where a namespace has ended them.

    They are stopped first, all of them: those that fork as fast as others are killed would never end.
    """
    seen, until = set(), time.monotonic() + patience
    while (new := set(of(pid)) - seen) and time.monotonic() < until:
        seen |= new
        _signal(new, signal.SIGSTOP)
    while (left := of(pid)) and time.monotonic() < until:
        _signal(left, signal.SIGKILL)
        reap()
        time.sleep(0.002)
    reap()
    return len(seen)


def _signal(processes, number):
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            pass


def reap():
    """Take note of every child that has ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
