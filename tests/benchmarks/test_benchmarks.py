"""What `make bench` compares is equal work: the results agree, and its figures are of what they say."""

import time
from contextlib import nullcontext
from itertools import chain, repeat

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from tests.benchmarks import __main__ as bench  # noqa: E402
from tests.benchmarks import agreement, gpu, gpu_loops, memory, tasks, timing  # noqa: E402
from tests.benchmarks.libraries import installed  # noqa: E402

LIBRARIES = {name: library for name, library in installed()[0].items() if name in ("dlkit", "PyTorch")}
WORK = "mlp", *tasks.mlp(9, 7, 3, n=50).values()


@pytest.mark.parametrize("task", [*tasks.SPEED, *tasks.MEMORY], ids=lambda task: task.name)
def test_both_do_the_same_work(task):
    works = bench.works_of(task, LIBRARIES)
    assert len(works) == 2
    agreement.check(task, works)


def test_unequal_work_is_named():
    one, other = np.ones(3, np.float32), np.array([1, 1, 1.001], np.float32)
    with pytest.raises(AssertionError, match="pool: result 1 of PyTorch differs from dlkit's by 1.0e-03"):
        agreement.check(tasks.Task("pool", "pool", dict), {"dlkit": lambda: (one, one), "PyTorch": lambda: (one, other)})


def test_a_slow_moment_changes_no_median():
    def quick():
        time.sleep(next(slept))

    slept = chain([0.002, 0.002, 1.0], repeat(0.002))  # the third call is the first that is timed
    seconds, of_slow = timing.by_turns(quick, lambda: time.sleep(0.05), budget=0.01, rounds=5)
    assert seconds < 0.05 <= of_slow


@pytest.mark.parametrize("name, zeros", [("dlkit", np.zeros), ("PyTorch", torch.zeros)])
def test_the_peak_is_what_a_task_holds_at_once(name, zeros):
    def make():
        model, kept = zeros(4_000_000), []  # the model's own 16 or 32 MB do not count

        def work():
            kept.append(zeros(1_000_000))
            passing = zeros(2_000_000)
            return passing + model[0]

        return {name: work}

    of_each = 8 if name == "dlkit" else 4
    assert memory.peak(name, make) == pytest.approx(of_each * 6_000_000, rel=0.01)  # 1 + 1 kept, 2 + 2 of the sum


def test_without_a_gpu_its_benchmark_ends_with_a_sentence(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(SystemExit, match="no CUDA device here.*--device cpu rehearses"):
        gpu.main([])


def test_the_loops_of_the_gpu_benchmark_train_alike():
    _, x, y = WORK[1:]
    loops = {"fit": gpu_loops.fit, "eager": gpu_loops.eager}
    gpu.check(loops, "cpu", *WORK[:2], torch.tensor(x), torch.tensor(y), batch_size=16)
    with pytest.raises(AssertionError, match="other: the losses"):
        gpu.check({**loops, "other": lambda *work, **options: 1.01 * gpu_loops.fit(*work, **options)}, "cpu", *WORK[:2], torch.tensor(x), torch.tensor(y), batch_size=16)


def test_the_loop_around_a_cuda_graph_undoes_its_warm_up_and_walks_the_short_batch(monkeypatch):
    """With a graph that only remembers its step: what a GPU does in one launch is done by PyTorch once more."""
    recorded = gpu_loops._recorded

    def remembered(model, optimizer, step):
        class Graph:
            def replay(self):
                optimizer.zero_grad(set_to_none=True)
                step()

        recorded(model, optimizer, step)
        return Graph()

    class Stream:
        def wait_stream(self, other):
            pass

    for name, fake in {"Stream": Stream, "current_stream": Stream, "stream": nullcontext, "CUDAGraph": object, "graph": nullcontext}.items():
        monkeypatch.setattr(torch.cuda, name, fake)
    adam = torch.optim.Adam
    monkeypatch.setattr(torch.optim, "Adam", lambda *args, capturable=False, **options: adam(*args, **options))
    monkeypatch.setattr(gpu_loops, "_recorded", remembered)
    _, x, y = WORK[1:]
    gpu.check({"fit": gpu_loops.fit, "graph": gpu_loops.cuda_graph}, "cpu", *WORK[:2], torch.tensor(x), torch.tensor(y), batch_size=16)
