"""Honest timings: several ways of doing one thing, in one process, by turns, as medians."""

import gc
import statistics
import time


def seconds_per_call(work, calls):
    start = time.perf_counter()
    for _ in range(calls):
        work()
    return (time.perf_counter() - start) / calls


def by_turns(*works, budget=1.0, rounds=21):
    """Median seconds a call of each of `works`, measured alternately for about `budget` seconds each.

    Alternating lets a slow moment of the machine hit all; one call before a turn of several brings its
    arrays back into the caches; the garbage collector waits until the turns are over.
    """
    for work in works:
        work()  # caches, lazy initialisation
    calls = [max(1, int(budget / rounds / seconds_per_call(work, 1))) for work in works]
    times = [[] for _ in works]
    gc.collect()
    gc.freeze()  # what is there now need not be looked through after every round
    gc.disable()
    try:
        for _ in range(rounds):
            for work, n, seconds in zip(works, calls, times):
                if n > 1:
                    work()
                seconds.append(seconds_per_call(work, n))
            gc.collect()
    finally:
        gc.enable()
        gc.unfreeze()
    return [statistics.median(seconds) for seconds in times]
