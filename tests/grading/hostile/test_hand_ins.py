"""A whole class, each of whom hands in something broken or attacks the course, an honest student after each: graded by `grade` itself."""

import hashlib
import os
import sqlite3

import nbformat
import pytest

from dlkit.grading.coordination.coordinator import Observer, grade
from dlkit.grading.coordination.options import Options
from dlkit.grading.execution import bubblewrap
from dlkit.grading.recording.journal import latest_outcomes
from dlkit.grading.sandbox import descendants
from tests.grading.hostile.ground import Ground
from tests.grading.hostile.hand_ins import HAND_INS
from tests.grading.hostile.kind import GRADED, TIMEOUT
from tests.grading.hostile.kinds import KINDS
from tests.grading.small_course import SmallCourse, cell_named

works, reason = bubblewrap.bwrap_works()
pytestmark = pytest.mark.skipif(not works, reason=f"no sandbox can be made here: {reason}")
ALL = [kind for kinds in HAND_INS.values() for kind in kinds]
ATTACKS = ("writes_outside", "symlinks", "links_left_behind", "chmod", "removes_everything", "reads_the_course", "locks_the_gradebook", "looks_for_hidden_tests",
           "os_exit", "kills_itself", "kills_everybody", "many_threads", "stubborn_daemon", "tcp", "unix_sockets", "server_left_behind", "one_huge_array",
           "full_scratch", "endless_loop", "one_line", "script", "closes_the_line", "flood_of_messages", "runner_replaced", "builtins_patched")
BY_NAME = {kind.name: kind for kinds in KINDS.values() for kind in kinds}
OF_A_STUDENT = ("submitted_assignment", "submitted_notebook", "grade", "comment", "dlkit_outcomes")  # tables with rows of single students
NOT_THE_STUDENTS = ("source", "release", "nbgrader_config.py", "submitted")


class Class:
    """The small course, who has handed in what, and what came of it."""

    def __init__(self, folder):
        self.small, self.ground = SmallCourse(folder / "course"), Ground(folder / "ground")
        self.ground.words["{course}"] = str(self.small.folder)
        for number, kind in enumerate(ALL):
            kind.make(self.small, f"{number:03}_{kind.name}")
            self.small.submit(f"{number:03}_~", self.small.solved())
        for number, name in enumerate(ATTACKS, 900):
            self.small.submit(f"{number}_{name}", self.attack(BY_NAME[name]))
            self.small.submit(f"{number}_~", self.small.solved())
        with self.small.gradebook() as book:  # somebody whose row was there before, and who hands in nothing
            book.add_student("zz")
        self.before, self.files, self.processes = self.rows(), self.tree(), set(descendants.of(os.getpid()))
        self.summary = self.grade()
        self.after = self.rows()

    def attack(self, kind):
        """A right notebook, in which an attack stands between the two tests."""
        notebook = self.small.solved()
        place = notebook.cells.index(cell_named(notebook, "square_tests"))
        notebook.cells.insert(place + 1, nbformat.v4.new_code_cell(self.ground.fill(kind.cell), id="attack"))
        return notebook

    def grade(self, **options):
        course = self.small.course()
        return grade(course, course.assignment("lab"), Options(jobs=1, cell_timeout=4, timeout=60, memory=2**30, sandbox="bwrap", **options), Observer())

    def outcome(self, name):
        """The student's, and that of the honest one who came next."""
        student = next(student for student in self.summary.outcomes if student.endswith(f"_{name}") and student[:3].isdigit() and student[4:] == name)
        return self.summary.outcomes[student], self.summary.outcomes[f"{student[:3]}_~"]

    def rows(self):
        """{table: {(student or None, row)}} of the whole gradebook."""
        with sqlite3.connect(self.small.folder / "gradebook.db") as database:
            names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            found = {name: set(database.execute(f"SELECT * FROM {name}")) for name in names}
            students = dict(database.execute("SELECT id, student_id FROM submitted_assignment"))
            parts = dict(database.execute("SELECT id, assignment_id FROM submitted_notebook"))
            found["students"] = {table: {(students[parts[row[0]]], *row[1:]) for row in database.execute(f"SELECT notebook_id, * FROM {table}")} for table in ("grade", "comment")}
        return found

    def tree(self):
        """The instructor's files and what was handed in, links as such."""
        found = {}
        for top in NOT_THE_STUDENTS:
            for folder, names, files in os.walk(self.small.folder / top):
                for name in (*names, *files):
                    path = os.path.join(folder, name)
                    kind = os.lstat(path)
                    found[path] = kind.st_mode, kind.st_uid, os.path.isfile(path) and not os.path.islink(path) and hashlib.blake2b(open(path, "rb").read()).hexdigest()
        config = self.small.folder / "nbgrader_config.py"
        return found | {str(config): config.read_text()}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    made = Class(tmp_path_factory.mktemp("class"))
    yield made
    made.ground.close()


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_what_is_handed_in_has_its_outcome_and_the_points_it_deserves(graded, kind):
    found, honest = graded.outcome(kind.name)
    assert (found.outcome, found.score) == (kind.outcome, kind.points), (found.why, found.notes)
    assert kind.note in " ".join((found.why, *found.notes))
    assert (honest.outcome, honest.score, honest.max_score, honest.notes) == ("graded", 5.0, 7.5, ())


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_on_the_course_has_its_outcome_and_the_points_of_what_was_before_it(graded, name):
    kind = BY_NAME[name]
    found, honest = graded.outcome(name)
    assert (found.outcome, found.score) == (kind.outcome, 5.0 if kind.outcome in (GRADED, TIMEOUT) else 2.0), found.why
    assert found.survivors == 0
    assert (honest.outcome, honest.score, honest.notes) == ("graded", 5.0, ())


def test_nothing_of_theirs_is_left(graded):
    assert graded.tree() == graded.files
    assert not graded.ground.visitors() and not graded.ground.left_behind() and graded.ground.files() == graded.ground.before
    left = set(descendants.of(os.getpid())) - graded.processes
    assert not left
    assert sorted(path.name for path in (graded.small.folder / ".dlkit" / "lab").iterdir()) == ["lock", "outcomes.jsonl", "run.json"]


def test_no_student_has_been_shown_the_course_and_no_grader_a_script(graded):
    for path in (graded.small.folder / "autograded").rglob("*.ipynb"):
        for cell in nbformat.read(path, 4).cells:
            text = str(cell.get("outputs", ""))
            assert "square(-4)" not in text and "BEGIN SOLUTION" not in text and graded.ground.secret not in text, path
            assert "<script" not in text and "text/html" not in text, path


def test_the_gradebook_has_one_row_more_for_everybody_who_has_a_notebook_and_no_other_change(graded):
    everybody = {student: outcome for student, outcome in graded.summary.outcomes.items() if outcome.score is not None}
    for table, rows in graded.before.items():
        if table not in ("students", "student", *OF_A_STUDENT):
            assert graded.after[table] == rows, table
    assert {row[0] for row in graded.after["student"]} == {*everybody, "zz"}
    for table in ("grade", "comment"):
        rows = [row[0] for row in graded.after["students"][table]]
        assert {student: rows.count(student) for student in set(rows)} == dict.fromkeys(everybody, 4), table
    assert len(graded.after["submitted_assignment"]) == len(graded.after["submitted_notebook"]) == len(everybody)
    assert latest_outcomes(graded.small.course(), "lab") == graded.summary.outcomes and set(graded.summary.outcomes) > set(everybody)


def test_who_is_graded_again_changes_no_row_but_their_own(graded):
    again = [student for student in graded.summary.outcomes if student.endswith(("locks_the_gradebook", "a_test_twice", "forty_megabytes"))]
    before = graded.rows()
    graded.grade(students=tuple(again), force=True)
    after = graded.rows()
    for table in ("grade", "comment"):
        for rows in (before, after):
            rows["students"][table] = {row for row in rows["students"][table] if row[0] not in again}
    assert before["students"] == after["students"] and len(again) == 3
    assert {row for row in after["submitted_assignment"]} >= {row for row in before["submitted_assignment"] if not set(row) & set(again)}
    assert len(after["submitted_assignment"]) == len(before["submitted_assignment"]) and after["student"] == before["student"]
    assert len(after["dlkit_outcomes"]) == len(before["dlkit_outcomes"]) + len(again)
