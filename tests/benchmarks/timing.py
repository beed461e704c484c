"""Honest timings: two ways of doing one thing, in one process, by turns, as medians."""

import gc
import statistics
import time


def seconds_per_call(work, calls):
    start = time.perf_counter()
    for _ in range(calls):
        work()
    return (time.perf_counter() - start) / calls


def by_turns(ours, theirs, *, budget=2.0, rounds=21):
    """Median seconds a call of `ours` and of `theirs`, measured alternately within `budget` seconds.

    Alternating lets a slow moment of the machine hit both; the garbage collector waits meanwhile.
    """
    for work in (ours, theirs):
        work()  # caches, lazy initialisation
    calls = max(1, int(budget / (2 * rounds) / max(seconds_per_call(ours, 1), seconds_per_call(theirs, 1))))
    times = ([], [])
    gc.disable()
    try:
        for _ in range(rounds):
            for work, seconds in zip((ours, theirs), times):
                seconds.append(seconds_per_call(work, calls))
    finally:
        gc.enable()
    return tuple(statistics.median(seconds) for seconds in times)
