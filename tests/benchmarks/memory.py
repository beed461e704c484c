"""How much memory a task takes at its peak, beyond its inputs and its model: activations, gradients, the optimizer's state."""

import gc
import json
import tempfile
import tracemalloc
from pathlib import Path


def peak(name, make):
    """Bytes at the peak of two calls of work, {name: work} = make(); two, as the second meets what the first has kept."""
    make()[name]()  # what is loaded lazily
    gc.collect()
    return _peak_of_pytorch(make()[name]) if name == "PyTorch" else _peak_of_python(lambda: make()[name])


def _peak_of_python(make):
    """NumPy tells tracemalloc of its arrays."""
    tracemalloc.start()
    try:
        work = make()
        before, _ = tracemalloc.get_traced_memory()
        work()
        work()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def _peak_of_pytorch(work):
    """PyTorch's profiler records every tensor's memory; scratch space within a kernel of oneDNN is not seen."""
    from torch.profiler import ProfilerActivity, profile

    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiler:
        work()
        work()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trace.json"
        profiler.export_chrome_trace(str(path))
        trace = json.loads(path.read_text())
    events = [event["args"] for event in trace["traceEvents"] if event["name"] == "[memory]"]
    before = events[0]["Total Allocated"] - events[0]["Bytes"]
    return max(event["Total Allocated"] for event in events) - before
