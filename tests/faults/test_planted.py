"""The list of faults fits the source: each can be planted, and what comes out is still Python; how each is judged."""

from pathlib import Path

import pytest

from tests.faults.__main__ import outcome
from tests.faults.planted import FAULTS, Fault

ROOT = Path(__file__).resolve().parents[2]


def test_there_are_at_least_forty_and_none_stands_twice():
    assert len(FAULTS) >= 40 and len({(fault.file, fault.old, fault.new) for fault in FAULTS}) == len(FAULTS)


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{number}-{fault.file}" for number, fault in enumerate(FAULTS)])
def test_a_fault_can_be_planted(fault):
    source = (ROOT / fault.file).read_text(encoding="utf-8")
    assert fault.old in source, f"{fault.file} no longer has {fault.old!r}: plant the fault where the line is now"
    compile(source.replace(fault.old, fault.new, 1), fault.file, "exec")
    assert all((ROOT / tests).exists() for tests in fault.tests)


@pytest.mark.parametrize("new, timeout, wanted", [
    ("y = 2", 100, "caught"), ("y = 1", 100, "MISSED"), ("import time; time.sleep(100)", 1, "HUNG"),
])  # fmt: skip
def test_a_fault_is_caught_missed_or_hung_and_the_source_is_put_back(tmp_path, new, timeout, wanted):
    (tmp_path / "source.py").write_text("y = 1.0\n")
    (tmp_path / "test_source.py").write_text("def test_y():\n    from source import y\n    assert y == 1\n")
    assert outcome(Fault("source.py", "y = 1.0", new, ("test_source.py",)), tmp_path, timeout) == wanted
    assert (tmp_path / "source.py").read_text() == "y = 1.0\n"
