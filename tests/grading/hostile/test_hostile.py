"""Every kind of hostile and broken submission, in a sandbox, and without one what holds there too."""

import pytest

from dlkit.grading.execution import bubblewrap, conversation, launch
from tests.grading.hostile.ground import Ground
from tests.grading.hostile.kinds import KINDS
from tests.grading.hostile.table import README, START, table
from tests.grading.hostile.trial import outcome, points, shown, trial

ALL = [kind for kinds in KINDS.values() for kind in kinds]
WITHOUT = ("endless_loop", "one_huge_array", "fork_bomb", "stubborn_daemon", "orphan_holds_the_line", "segfault", "kills_its_parent", "kills_everybody",
           "kills_by_number", "tcp", "reads_memory_of_others", "server_left_behind", "forged_reply", "allclose_patched", "full_scratch", "pool", "own_files")
PRELOAD = ("numpy", "torch", "numpy.testing", "torch.testing", "torch.nn.functional", "dlkit.check", "dlkit.numpy", "IPython", "json")
works, reason = bubblewrap.bwrap_works()
needs_bwrap = pytest.mark.skipif(not works, reason=f"no sandbox can be made here: {reason}")


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    ground = Ground(tmp_path_factory.mktemp("ground"))
    yield ground
    ground.close()


@pytest.fixture(scope="module")
def slots():
    """One slot for each kind of sandbox, started when it is first asked for."""
    made = {}

    def slot(sandbox):
        if sandbox not in made:
            made[sandbox] = launch.Slot(PRELOAD, sandbox, number=len(made))
        return made[sandbox]

    yield slot
    for each in made.values():
        each.close()


@pytest.fixture(autouse=True)
def short_grace(monkeypatch):
    monkeypatch.setattr(conversation, "GRACE", 1.0)


def check(kind, slot, ground, wanted):
    result, complaints = trial(kind, slot, ground)
    assert not complaints, complaints
    assert (outcome(result), points(result)) == wanted, (result["why"], {name: cell["error"] for name, cell in result["cells"].items()})
    assert kind.why in result["why"]
    assert kind.shows in shown(result, "attack") + shown(result, "attacked")
    return result


@needs_bwrap
@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_in_a_sandbox_it_has_its_outcome_and_leaves_nothing_behind(kind, slots, ground):
    result = check(kind, slots("bwrap"), ground, (kind.outcome, kind.points))
    assert result["isolation"] == "namespaces"


@pytest.mark.parametrize("name", WITHOUT)
def test_without_a_sandbox_processes_and_the_network_are_shut_in_where_the_kernel_allows_it(name, slots, ground):
    kind, slot = next(kind for kind in ALL if kind.name == name), slots("none")
    if slot.isolation is None:
        trial(next(kind for kind in ALL if kind.name == "exit"), slot, ground)
    if slot.isolation != "namespaces":
        pytest.skip("this kernel gives this user no namespaces: without a sandbox nothing is promised")
    check(kind, slot, ground, kind.none or (kind.outcome, kind.points))


def test_the_readme_has_the_table():
    assert README.read_text(encoding="utf-8").partition(START)[2] == table(), "python -m tests.grading.hostile.table writes it"
    assert len(ALL) == len({kind.name for kind in ALL}) >= 70
