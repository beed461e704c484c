"""Grades, files and outcomes go on record together, and as stock nbgrader records them."""

import contextlib
import errno
import gc
import os
import pkgutil
import sqlite3
import tracemalloc
import warnings
from unittest import mock

import nbformat
import pytest
from nbgrader.apps import NbGraderAPI
from sqlalchemy.exc import SAWarning
from traitlets.config import PyFileConfigLoader

from dlkit.grading.coordination.options import Options
from dlkit.grading.execution.attempt import Attempt
from dlkit.grading.execution.bubblewrap import bwrap_works
from dlkit.grading.execution.launch import Slot
from dlkit.grading.instructor.course import Course
from dlkit.grading.recording import record
from dlkit.grading.recording.record import Recorder, RecordError
from tests.grading.homework import ANSWERS

LATE = """
from nbgrader.plugins import LateSubmissionPlugin

class Half(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 2

c.AssignLatePenalties.plugin_class = Half
"""
CLASS = {**ANSWERS, "late": ANSWERS["right"], "no_time": ANSWERS["half"]}
WHEN = {"late": "2026-05-06 10:00:00 UTC", "no_time": None}
LIMITS = Options().limits


def run(course, assignment, student, slot=None):
    """An attempt that has run; without a slot, every cell runs to its end and shows nothing."""
    attempt = Attempt(student)
    attempt.take_in(course, assignment, LIMITS)
    if slot:
        attempt.run(slot)
    for name, job in attempt.jobs.items():
        cells = {cell["name"]: {"outputs": [], "error": None, "seconds": 0.0} for cell in job["cells"]}
        attempt.results.setdefault(name, {"ending": "done", "why": "", "cells": cells, "seconds": 1.0, "peak": 1, "survivors": 0})
    return attempt


def put_on_record(recorder, attempt, run="r1"):
    return recorder.record(attempt.submission, attempt.results, attempt.outcome(run))


@pytest.fixture(scope="module")
def both(base, tmp_path_factory):
    """The same class graded by nbgrader and by us, one of them a second time after a person has graded. Then {student: our outcome}."""
    folder, outcomes = tmp_path_factory.mktemp("both"), {}
    stock, ours = base.copy(folder / "stock", LATE), base.copy(folder / "ours", LATE)
    for course in (stock, ours):
        for student, answers in CLASS.items():
            course.hand_in(student, answers, when=WHEN.get(student, "2026-05-04 10:00:00 UTC"))
        course.hand_in("one_of_two", {"first": "def first():\n    return 1"}, assignment="two", names=["first"])
    stock.stock("autograde", "hw", "*")
    stock.stock("autograde", "two", "*")
    course = Course(str(ours.root))
    with contextlib.closing(Slot([], "bwrap" if bwrap_works()[0] else "none")) as slot:
        for name, students in {"hw": CLASS, "two": ["one_of_two"]}.items():
            assignment = course.assignment(name)
            recorder = Recorder(course, assignment)
            for student in students:
                outcomes[student] = put_on_record(recorder, run(course, assignment, student, slot))
            recorder.close()
        for both_courses in (stock, ours):
            with both_courses.gradebook() as book:
                for cell, points in {"why": 2.5, "double_tests": 1, "picture": 4}.items():
                    grade = book.find_grade(cell, "hw", "hw", "late")
                    grade.manual_score, grade.needs_manual_grade = points, False
                book.find_grade("squares_tests", "hw", "hw", "late").extra_credit = 0.5
                book.find_comment("why", "hw", "hw", "late").manual_comment = "Good."
                book.db.commit()
        stock.stock("autograde", "hw", "late", force=True)
        assignment = course.assignment("hw")
        recorder = Recorder(course, assignment)
        outcomes["late"] = put_on_record(recorder, run(course, assignment, "late", slot), "r2")
        recorder.close()
    return stock, ours, outcomes


@pytest.mark.parametrize("student", CLASS)
def test_the_gradebook_is_as_nbgrader_would_have_it(both, student):
    stock, ours, outcomes = both
    assert ours.grades(student) == stock.grades(student)
    with ours.gradebook() as book:
        submission = book.find_submission("hw", student)
        assert (outcomes[student].score, outcomes[student].max_score, outcomes[student].penalty, outcomes[student].needs_manual) == (
            submission.score, submission.max_score, submission.late_submission_penalty, submission.needs_manual_grade)


def test_the_cases_are_what_they_are_meant_to_be(both):
    _, ours, outcomes = both
    assert {student: outcome.score for student, outcome in outcomes.items()} == {
        "right": 6, "half": 1, "nothing": 0, "noisy": 4, "late": 1 + 2.5 + 2.5 + 4, "no_time": 1, "one_of_two": 2}
    assert outcomes["late"].penalty == 5 and all(outcome.needs_manual for student, outcome in outcomes.items() if student != "one_of_two")
    assert ours.grades("late")[0]["double_tests"] == (4.0, 1.0, None, True), "a person has graded it: to be looked at again"
    assert outcomes["one_of_two"].outcome == "partial" and ours.grades("one_of_two", "two")[0]["second_tests"] == (0.0, None, None, False)


def test_a_notebook_that_was_not_handed_in_has_no_points(both):
    stock, ours, _ = both
    assert ours.grades("one_of_two", "two") == stock.grades("one_of_two", "two")


@pytest.mark.parametrize("student", CLASS)
def test_the_graded_files_are_as_nbgrader_would_have_them(both, student):
    stock, ours, _ = both
    folders = [course.root / "autograded" / student / "hw" for course in (stock, ours)]
    names = [sorted((path.name, path.stat().st_mode & 0o777) for path in folder.iterdir()) for folder in folders]
    assert names[0] == names[1] and ("hw.ipynb", 0o444) in names[1]
    assert (folders[1] / "data.txt").read_text() == "the instructor's"
    cells = [nbformat.read(folder / "hw.ipynb", as_version=4).cells for folder in folders]
    assert len(cells[0]) == len(cells[1])
    for theirs, mine in zip(*cells):
        assert (mine.cell_type, mine.source, mine.metadata.get("nbgrader")) == (theirs.cell_type, theirs.source, theirs.metadata.get("nbgrader"))
        assert mine.get("execution_count") == theirs.get("execution_count")
        kinds = [[(output.output_type, output.get("ename"), output.get("text"), output.get("data")) for output in cell.get("outputs", [])] for cell in (theirs, mine)]
        assert kinds[0] == kinds[1]


def test_formgrader_sees_the_same_and_feedback_is_written(both):
    stock, ours, _ = both
    seen = []
    for course in (stock, ours):
        api = NbGraderAPI(config=PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config())
        seen.append([{key: value for key, value in submission.items() if key != "id"} for submission in api.get_submissions("hw")])
    assert seen[0] == seen[1] and len(seen[0]) == len(CLASS)
    ours.stock("generate_feedback", "hw", "half")
    page = (ours.root / "feedback" / "half" / "hw" / "hw.html").read_text(encoding="utf-8")
    assert "AssertionError" in page and "three is doubled" not in page.split("<body")[0]


@pytest.fixture
def room(base, tmp_path):
    """A course with two students' submissions, its assignment and a recorder."""
    small = base.copy(tmp_path / "course")
    small.hand_in("ada", ANSWERS["right"])
    small.hand_in("emmy", ANSWERS["right"])
    course = Course(str(small.root))
    assignment = course.assignment("hw")
    recorder = Recorder(course, assignment, say=lambda text: None, patience=0.3)
    yield small, course, assignment, recorder
    recorder.close()


def state(small):
    """Everything that recording may change: grades, and the files that are graded."""
    with small.gradebook() as book:
        grades = sorted((grade.id, grade.auto_score) for submission in book.assignment_submissions("hw") for part in submission.notebooks for grade in part.grades)
        students = sorted(student.id for student in book.students)
    files = {str(path.relative_to(small.root)): path.read_bytes() for path in (small.root / "autograded").rglob("*") if path.is_file()}
    lines = small.root / ".dlkit" / "hw" / "outcomes.jsonl"
    return grades, students, files, lines.read_text() if lines.exists() else ""


FAULTS = {
    "a graded notebook": ("nbconvert.writers.files.open", 1),
    "a file of the submission": ("pathlib.Path.write_bytes", 1),
    "an instructor's file": ("nbgrader.converters.autograde.shutil.copy", 1),
    "the note of what is pending": ("dlkit.grading.recording.swap.json.dump", 1),
    "the new folder": ("dlkit.grading.recording.swap.os.rename", 1),
    "the old folder": ("dlkit.grading.recording.swap.os.rename", 2),
    "the last step": ("dlkit.grading.recording.swap.os.rename", 3),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_full_disk_leaves_what_was_there(room, name):
    small, course, assignment, recorder = room
    put_on_record(recorder, run(course, assignment, "ada"))
    before, (target, count) = state(small), FAULTS[name]
    attempt, calls = run(course, assignment, "ada"), []
    attempt.submission.files["more.txt"] = b"more"

    def full(*arguments, **more):
        calls.append(arguments)
        if len(calls) == count:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "autograded/ada")
        return real(*arguments, **more)

    real = open if target.endswith(".open") else pkgutil.resolve_name(target)
    with mock.patch(target, full, create=real is open), pytest.raises(RecordError, match="No space left on device; free some space"):
        put_on_record(recorder, attempt, "r2")
    assert len(calls) >= count
    assert state(small) == before
    put_on_record(recorder, attempt, "r2")
    assert sorted(os.listdir(small.root / "autograded" / "ada")) == ["hw"]
    assert (small.root / "autograded" / "ada" / "hw" / "more.txt").read_bytes() == b"more"


def test_a_line_that_the_disk_has_no_room_for_is_written_by_the_next_recorder(room):
    small, course, assignment, recorder = room
    with mock.patch.object(record.Journal, "append", side_effect=OSError(errno.ENOSPC, "No space left on device")), pytest.raises(RecordError, match="free some space"):
        put_on_record(recorder, run(course, assignment, "ada"))
    assert state(small)[3] == ""
    recorder.close()
    Recorder(course, assignment).close()
    assert '"student": "ada"' in state(small)[3]


def test_new_files_whose_grades_were_not_committed_are_taken_back_by_the_next_recorder(room):
    small, course, assignment, recorder = room
    put_on_record(recorder, run(course, assignment, "ada"))
    before, new = state(small), small.root / "new"
    new.mkdir()
    (new / "hw.ipynb").write_text("of a process that was killed before the commit")
    recorder.swap.put(new, recorder.place("ada"), "a token that is nowhere")
    assert state(small) != before
    recorder.close()
    Recorder(course, assignment).close()
    assert state(small) == before and sorted(os.listdir(small.root / "autograded" / "ada")) == ["hw"]


def test_what_a_submission_cannot_have_recorded_is_its_own_affair(room):
    small, course, assignment, recorder = room
    before = state(small)
    attempt = run(course, assignment, "ada")
    attempt.submission.files["x" * 300] = b""
    with pytest.raises(OSError, match="name too long"):
        put_on_record(recorder, attempt)
    attempt = run(course, assignment, "ada")
    attempt.submission.notebooks["hw"].cells[3].metadata.nbgrader["schema_version"] = "three"
    with pytest.raises(Exception) as caught:
        put_on_record(recorder, attempt)
    assert not isinstance(caught.value, RecordError)
    assert state(small) == before
    assert put_on_record(recorder, run(course, assignment, "emmy")).outcome == "graded"


def test_nothing_that_nbgrader_does_warns_the_person_at_the_terminal(room):
    _, course, assignment, recorder = room
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        put_on_record(recorder, run(course, assignment, "ada"))
    assert [str(each.message) for each in heard if issubclass(each.category, SAWarning)] == []


def test_a_second_outcome_in_the_same_run_is_refused_and_changes_nothing(room):
    small, course, assignment, recorder = room
    put_on_record(recorder, run(course, assignment, "ada"))
    before = state(small)
    with pytest.raises(Exception, match="UNIQUE"):
        put_on_record(recorder, run(course, assignment, "ada"))
    assert state(small) == before


def test_a_connection_that_breaks_after_the_commit_keeps_the_new_files(room):
    small, course, assignment, recorder = room
    put_on_record(recorder, run(course, assignment, "ada"))
    attempt = run(course, assignment, "ada")
    attempt.submission.files["more.txt"] = b"more"
    real, calls = recorder.gradebook._patiently, []

    def broken(action):
        calls.append(action)
        result = real(action)
        if len(calls) == 2:  # the first is BEGIN
            raise ConnectionResetError(errno.ECONNRESET, "broken")
        return result

    with mock.patch.object(recorder.gradebook, "_patiently", broken), pytest.raises(RecordError):
        put_on_record(recorder, attempt, "r2")
    assert (small.root / "autograded" / "ada" / "hw" / "more.txt").exists() and recorder.of_run("r2")


def test_cells_that_did_not_run_say_why_and_have_no_points(room):
    small, course, assignment, recorder = room
    attempt = run(course, assignment, "ada")
    attempt.results["hw"].update(ending="timeout", why="squares_tests ran longer than 30 s")
    for name in ("squares_tests", "program"):
        del attempt.results["hw"]["cells"][name]
    outcome = put_on_record(recorder, attempt)
    assert (outcome.outcome, outcome.why, outcome.score) == ("timeout", "squares_tests ran longer than 30 s", 4)
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in nbformat.read(small.root / "autograded" / "ada" / "hw" / "hw.ipynb", 4).cells}
    assert cells["squares_tests"].outputs[0].evalue == "squares_tests ran longer than 30 s" and not cells["double_tests"].outputs


def test_a_gradebook_that_another_program_holds_stops_the_recording(room):
    small, course, assignment, recorder = room
    other = sqlite3.connect(small.root / "gradebook.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(RecordError, match="still locked by another program"):
        put_on_record(recorder, run(course, assignment, "ada"))
    other.execute("ROLLBACK")
    assert state(small)[1:] == ([], {}, "")


def test_memory_stays_as_it_is_over_many_submissions(room):
    _, course, assignment, recorder = room
    attempts = run(course, assignment, "ada")
    tracemalloc.start()
    used = []
    for number in range(24):
        put_on_record(recorder, attempts, f"run {number}")
        if number in (7, 15, 23):
            gc.collect()
            used.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert used[2] - used[1] < 60_000, used
