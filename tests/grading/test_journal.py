import json
import os
import sqlite3

import pytest
import sqlalchemy

from dlkit.grading.coordination.runs import Busy, Runs
from dlkit.grading.outcome import Outcome
from dlkit.grading.recording.journal import METADATA, Journal, latest_outcomes
from dlkit.grading.recording.swap import Swap


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / ".dlkit" / "hw", "hw")


@pytest.fixture
def connection(tmp_path):
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path}/gradebook.db")
    METADATA.create_all(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def lines(journal):
    return [json.loads(line)["student"] for line in journal.path.read_text().splitlines()]


def test_lines_that_a_killed_run_did_not_write_are_added_and_a_torn_one_is_mended(journal, connection):
    outcomes = [Outcome("r1", student, "graded", score=1.5, notes=("a\x00\ud800", "b")) for student in ("ada", "bernhard", "chandra", "dirac")]
    for number, outcome in enumerate(outcomes):
        journal.insert(connection, outcome, f"token {number}")
    assert journal.reconcile(connection) == 4 and journal.reconcile(connection) == 0
    whole = journal.path.read_bytes()
    for cut in (len(whole), len(whole) - 1, len(whole) - 40, whole.index(b"\n") + 1, whole.index(b"\n"), 3, 0):
        journal.path.write_bytes(whole[:cut])
        journal.reconcile(connection)
        assert journal.path.read_bytes() == whole, cut
    journal.path.unlink()
    journal.reconcile(connection)
    assert journal.path.read_bytes() == whole
    assert journal.latest(connection) == {outcome.student: outcome for outcome in outcomes}


def test_a_line_that_somebody_has_spoilt_by_hand_is_left_and_written_again(journal, connection):
    journal.insert(connection, Outcome("r1", "ada", "graded"), "1")
    journal.path.parent.mkdir(parents=True)
    journal.path.write_text("what is this?\n{}\n")
    assert journal.reconcile(connection) == 1
    assert journal.path.read_text().startswith("what is this?\n{}\n{") and journal.reconcile(connection) == 0


def test_a_student_has_one_outcome_a_run_and_the_last_run_counts(journal, connection):
    journal.insert(connection, Outcome("r1", "ada", "timeout"), "1")
    with pytest.raises(sqlalchemy.exc.IntegrityError):
        journal.insert(connection, Outcome("r1", "ada", "graded"), "2")
    journal.insert(connection, Outcome("r2", "ada", "graded"), "3")
    Journal(journal.path.parent, "other").insert(connection, Outcome("r3", "ada", "missing"), "4")
    assert journal.latest(connection)["ada"].outcome == "graded" and list(journal.of_run(connection, "r1")) == ["ada"]
    assert journal.committed(connection, "3") and not journal.committed(connection, "2")


def test_outcomes_are_read_without_making_anything(tmp_path, connection, journal):
    class Course:
        root, db_url = tmp_path, f"sqlite:///{tmp_path}/gradebook.db"

    journal.insert(connection, Outcome("r1", "ada", "timeout"), "1")
    connection.commit()
    assert latest_outcomes(Course, "hw") == {"ada": Outcome("r1", "ada", "timeout")} and latest_outcomes(Course, "other") == {}
    Course.db_url = f"sqlite:///{tmp_path}/none.db"
    assert latest_outcomes(Course, "hw") == {}
    sqlite3.connect(tmp_path / "empty.db").execute("CREATE TABLE student (id TEXT)").connection.close()
    Course.db_url = f"sqlite:///{tmp_path}/empty.db"
    assert latest_outcomes(Course, "hw") == {}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty.db", "gradebook.db"]


def test_a_run_is_unfinished_until_it_is_finished(tmp_path):
    runs = Runs(tmp_path)
    assert runs.unfinished() is None
    run = runs.begin(["ada", "emmy"])
    assert Runs(tmp_path).unfinished() == (run, ["ada", "emmy"])
    runs.finish()
    assert runs.unfinished() is None and runs.begin([]) != run


def test_one_process_at_a_time_and_a_dead_one_does_not_count(tmp_path):
    runs = Runs(tmp_path / "hw")
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        with runs.alone():
            os.write(write, b"!")
            os.read(read, 0)
            while True:
                os.sched_yield()
    os.read(read, 1)
    with pytest.raises(Busy, match=f"process {child} is grading hw"), runs.alone():
        pass
    os.kill(child, 9)
    os.waitpid(child, 0)
    with runs.alone():
        pass





class Killed(BaseException):
    pass


def killing(monkeypatch, count):
    """Have the `count`-th call that changes a folder be the last, and each after it impossible."""
    calls = []

    def deadly(real):
        def function(*arguments, **more):
            calls.append(real)
            if len(calls) >= count:
                raise Killed
            return real(*arguments, **more)
        return function

    for name in ("rename", "replace"):
        monkeypatch.setattr(os, name, deadly(getattr(os, name)))
    monkeypatch.setattr("dlkit.grading.recording.swap.rmtree", deadly(__import__("shutil").rmtree))
    monkeypatch.setattr("pathlib.Path.unlink", deadly(__import__("pathlib").Path.unlink))
    return calls


def tree(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("had", [True, False], ids=["a folder before", "none before"])
@pytest.mark.parametrize("committed", [True, False], ids=["committed", "not committed"])
def test_a_folder_is_old_or_new_wherever_the_exchange_was_killed(tmp_path, monkeypatch, had, committed):
    for count in range(1, 20):
        root = tmp_path / str(count)
        new, place = root / "work" / "new", root / "autograded" / "ada" / "hw"
        new.mkdir(parents=True)
        (new / "hw.ipynb").write_text("new")
        if had:
            place.mkdir(parents=True)
            (place / "hw.ipynb").write_text("old")
        put = False
        with monkeypatch.context() as patch:
            calls = killing(patch, count)
            try:
                swap = Swap(root / "pending.json")
                swap.put(new, place, "token")
                put = True
                swap.keep() if committed else swap.undo()
            except Killed:
                pass
        Swap(root / "pending.json").recover(lambda token, stays=committed and put: stays)
        expected = {"hw.ipynb": "new"} if committed and put else {"hw.ipynb": "old"} if had else {}
        assert tree(place) == expected, count
        assert [path.name for path in root.iterdir() if "pending.json" == path.name] == []
        new.mkdir(parents=True, exist_ok=True)
        (new / "hw.ipynb").write_text("newer")
        swap = Swap(root / "pending.json")
        swap.put(new, place, "token")
        swap.keep()
        assert tree(root / "autograded") == {"ada/hw/hw.ipynb": "newer"}
        if len(calls) < count:
            break
    assert count > 3


def test_a_folder_on_another_file_system_is_copied(tmp_path, monkeypatch):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "hw.ipynb").write_text("new")
    real = os.rename
    monkeypatch.setattr(os, "rename", lambda a, b: real(a, b) if "dlkit-new" in str(a) else (_ for _ in ()).throw(OSError(18, "another device")))
    swap = Swap(tmp_path / "pending.json")
    swap.put(tmp_path / "new", tmp_path / "autograded" / "hw", "token")
    swap.keep()
    assert tree(tmp_path / "autograded") == {"hw/hw.ipynb": "new"}
