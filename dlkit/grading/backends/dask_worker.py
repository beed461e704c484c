"""What a worker of a dask cluster does with an order: it looks whether it can run it, has a warm process do so, and replies."""

import functools
import hashlib
import json
import platform
import signal
import sys
import traceback
from pathlib import Path

import dlkit
from dlkit.grading.backends import warm_threads
from dlkit.grading.backends.warm_threads import Refused, Warm
from dlkit.grading.execution.bubblewrap import bwrap_works
from dlkit.grading.execution.launch import SandboxError

ROOMS = ("collection", "execution", "sandbox")  # the folders of dlkit.grading that an order goes through, on either side


def dask_setup(_):
    """Called by dask in a worker that the coordinator has started: Ctrl-C is for the coordinator, which then ends its workers."""
    signal.signal(signal.SIGINT, lambda *_: None)  # a handler, not SIG_IGN: programs started from here would inherit that


def serve(order):
    """Run the jobs of an order, JSON text. Returns JSON text with results, error or refused."""
    order = json.loads(order)
    try:
        if why := look(order["versions"], order["warm"][2]):
            raise Refused(f"{why} (on {platform.node()})")
        return json.dumps({"results": warm_threads.run_in_one(Warm(*order["warm"]), order["anew"], order["jobs"])})
    except Refused as why:
        return json.dumps({"refused": str(why)})
    except SandboxError as error:
        return json.dumps({"error": f"the process to run it in failed: {error}"})
    except Exception as error:
        return json.dumps({"error": f"{type(error).__name__}: {error}", "traceback": traceback.format_exc()})


@functools.cache
def versions():
    """What has to be the same on both sides: tests travel as Python's byte code, and orders in a form that may change with dlkit."""
    digest = hashlib.sha256()
    folder = Path(__file__).parents[1]
    for path in [*sorted(path for room in ROOMS for path in folder.glob(f"{room}/*.py")), Path(__file__), Path(warm_threads.__file__)]:
        digest.update(path.read_bytes())
    return [f"Python {sys.version_info.major}.{sys.version_info.minor}", f"dlkit {dlkit.__version__}", f"dlkit's source {digest.hexdigest()[:12]}"]


def look(wanted, sandbox):
    """Why this worker cannot run submissions for a coordinator with these versions; "" if it can."""
    for theirs, ours in zip(wanted, versions()):
        if theirs != ours:
            return f"it has {ours}, the coordinator {theirs}: install the same on both, as compiled tests go from one to the other"
    if sandbox == "bwrap":
        works, why = _sandboxed()
        if not works:
            return f"there is no sandbox: {why}. Install bubblewrap there; `--sandbox none` runs submissions unprotected"
    return ""


@functools.cache
def _sandboxed():
    return bwrap_works()
