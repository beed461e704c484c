"""The list of faults fits the source as it is: each can be planted, and what comes out is still Python."""

from pathlib import Path

import pytest

from tests.faults.planted import FAULTS

ROOT = Path(__file__).resolve().parents[2]


def test_there_are_at_least_forty_and_none_stands_twice():
    assert len(FAULTS) >= 40 and len({(fault.file, fault.old, fault.new) for fault in FAULTS}) == len(FAULTS)


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{number}-{fault.file}" for number, fault in enumerate(FAULTS)])
def test_a_fault_can_be_planted(fault):
    source = (ROOT / fault.file).read_text(encoding="utf-8")
    assert fault.old in source, f"{fault.file} no longer has {fault.old!r}: plant the fault where the line is now"
    compile(source.replace(fault.old, fault.new, 1), fault.file, "exec")
    assert all((ROOT / tests).exists() for tests in fault.tests)
