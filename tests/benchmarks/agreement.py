"""Equal work gives equal results: checked before anything is timed."""

import numpy as np

TOLERANCE = 1e-5


def check(task, works):
    """Raise unless each of `works`, {library: work}, gives what dlkit's gives, up to rounding in float32.

    In the second call: it shows what an optimizer has kept of the first.
    """
    for work in works.values():
        work()
    wanted = [np.array(value, np.float64) for value in works["dlkit"]()]
    for name, work in works.items():
        if name == "dlkit":
            continue
        for i, (ours, theirs) in enumerate(zip(wanted, work(), strict=True)):
            theirs = np.asarray(theirs, np.float64)
            if ours.shape != theirs.shape:
                raise AssertionError(f"{task.name}: result {i} of {name} has shape {theirs.shape}, that of dlkit {ours.shape}")
            error = np.abs(ours - theirs).max() / max(1.0, np.abs(ours).max())
            if not error < TOLERANCE:
                raise AssertionError(f"{task.name}: result {i} of {name} differs from dlkit's by {error:.1e} of its largest entry")
