"""The whole of grading with the gradebook on a PostgreSQL server: as on SQLite, and what only a server can do to it."""

import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import threading

import pytest
import sqlalchemy

from dlkit.grading.instructor.course import Course, CourseError
from dlkit.grading.recording.transaction import GradebookError, OpenGradebook
from tests.grading import durability
from tests.grading.durability import KINDS
from tests.grading.homework import ANSWERS
from tests.grading.postgres import ServedHomework, Server, binaries, drivers

pytestmark = [
    pytest.mark.skipif(binaries() is None, reason="no PostgreSQL server: apt-get install postgresql"),
    pytest.mark.skipif(not drivers(), reason='no driver for PostgreSQL: pip install "dlkit[postgres]"'),
    pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="looks for processes in /proc"),
]
CLASS = {**ANSWERS, "gone": {**ANSWERS["right"], "squares": "import os\nos._exit(3)"}, "late": ANSWERS["right"]}
LATE = """
from nbgrader.plugins import LateSubmissionPlugin

class Half(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 2

c.AssignLatePenalties.plugin_class = Half
"""


@pytest.fixture(scope="module")
def server():
    with contextlib.closing(Server()) as server:
        server.start()
        yield server


@pytest.fixture(scope="module")
def served(server, tmp_path_factory):
    """The course of tests.grading.homework, made on the server."""
    return ServedHomework(tmp_path_factory.mktemp("served") / "base", server, drivers()[0]).make()


def dlkit(course, *arguments):
    """Run `dlkit grade hw` in a course's folder. Returns (exit code, its JSON, what it said)."""
    command = [sys.executable, "-m", "dlkit", "grade", "hw", "--jobs", "2", "--json", "--sandbox", durability.SANDBOX, *arguments]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(durability.ROOT)})
    return done.returncode, json.loads(done.stdout) if done.stdout.startswith("{") else None, done.stderr


def hand_in(course):
    for student, answers in CLASS.items():
        course.hand_in(student, answers, when="2026-05-06 10:00:00 UTC" if student == "late" else "2026-05-04 10:00:00 UTC")
    with course.gradebook() as book:
        book.add_student("gauss")


def outcomes(found):
    kept = ("student", "outcome", "why", "score", "max_score", "penalty", "needs_manual", "notes", "submitted")
    return [{key: outcome[key] for key in kept} for outcome in found["outcomes"]]


def by_hand(course):
    """A person gives points, and one student improves what was handed in."""
    with course.gradebook() as book:
        book.find_grade("why", "hw", "hw", "half").manual_score = 2.5
        book.find_grade("why", "hw", "hw", "half").needs_manual_grade = False
        book.db.commit()
    course.hand_in("nothing", ANSWERS["right"], when="2026-05-04 11:00:00 UTC")


@pytest.fixture(scope="module")
def lite(base, tmp_path_factory):
    """A class graded on SQLite."""
    course = base.copy(tmp_path_factory.mktemp("lite") / "course", LATE)
    hand_in(course)
    course.first = dlkit(course)
    return course


@pytest.mark.parametrize("driver", [None, *drivers()])
def test_by_each_driver_a_class_has_what_it_has_on_sqlite(lite, served, server, tmp_path, driver):
    """Named by --db-url alone, with the address as it stands in most settings, and with the driver in it."""
    try:
        sqlalchemy.create_engine(server.url("any", driver))
    except ImportError:
        pytest.skip("the driver that SQLAlchemy takes for postgresql:// is not installed")
    there = served.copy(tmp_path / "served", LATE)
    there.configure(LATE, named=False)
    there.url = server.url(there.database, driver)
    hand_in(there)
    code, found, said = dlkit(there, "--db-url", there.url)
    assert code == lite.first[0] == 1, said  # one crashed
    assert outcomes(found) == outcomes(lite.first[1])
    assert {student: there.grades(student) for student in CLASS} == {student: lite.grades(student) for student in CLASS}
    assert not (there.root / "gradebook.db").exists()


@pytest.mark.long
def test_a_class_graded_again_has_what_it_has_on_sqlite(base, served, tmp_path):
    there, lite = served.copy(tmp_path / "served", LATE), base.copy(tmp_path / "lite", LATE)
    for course in (lite, there):
        hand_in(course)
        course.first = dlkit(course)
        by_hand(course)
        course.second = dlkit(course)  # only who has handed in anew, and who is missing
        course.third = dlkit(course, "--force")
    for part in ("first", "second", "third"):
        (code, found, said), (code_there, found_there, said_there) = getattr(lite, part), getattr(there, part)
        assert code == code_there == 1, said + said_there  # one crashed
        assert outcomes(found) == outcomes(found_there) and sorted(found["recorded"]) == sorted(found_there["recorded"])
    assert there.second[1]["recorded"] == ["gauss", "nothing"] and len(there.third[1]["recorded"]) == len(CLASS) + 1
    grades = {student: there.grades(student) for student in CLASS}
    assert grades == {student: lite.grades(student) for student in CLASS}
    assert grades["half"][0]["why"][1] == 2.5 and grades["late"][1] == 3 and grades["nothing"][0]["double_tests"][0] == 4
    assert {path.relative_to(there.root) for path in (there.root / "autograded").rglob("*")} == {
        path.relative_to(lite.root) for path in (lite.root / "autograded").rglob("*")}


@pytest.fixture(scope="module")
def undisturbed(served, tmp_path_factory):
    folder = tmp_path_factory.mktemp("durability")
    course = durability.make(folder, served)
    return folder, course, *durability.undisturbed(course.copy(folder / "reference", durability.CONFIG))


@pytest.mark.parametrize("kind", KINDS)
def test_killed_and_resumed(undisturbed, kind):
    folder, course, expected, seconds = undisturbed
    durability.once(folder / "run", course, kind, random.Random(KINDS.index(kind)), expected, seconds)


@pytest.mark.long
@pytest.mark.parametrize("point", durability.POINTS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_each_step_of_recording_and_resumed(undisturbed, point, after):
    folder, course, expected, _ = undisturbed
    shutil.rmtree(folder / "killed", ignore_errors=True)
    copy = course.copy(folder / "killed", durability.CONFIG)
    if os.waitstatus_to_exitcode(os.waitpid(durability.start(copy, resume=False, point=(point, after, 4)), 0)[1]) >= 0:
        assert point == "commit", "it was not killed"  # SQLite alone is asked several times for its lock
        pytest.skip("this step is not passed so often on a server")
    assert os.waitstatus_to_exitcode(os.waitpid(durability.start(copy, resume=True), 0)[1]) == 1
    left = durability.found(copy)
    for part in expected:
        assert left[part] == expected[part], part


def test_undisturbed_it_is_what_it_is_on_sqlite(undisturbed, base, tmp_path):
    """Outcomes, grades, graded notebooks, names of files."""
    lite, _ = durability.undisturbed(durability.make(tmp_path, base))
    assert lite == undisturbed[2]


@contextlib.contextmanager
def holding(url, statement):
    """A connection of another program in the middle of something."""
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
    with engine.connect() as other:
        other.exec_driver_sql(statement)
        yield other


LOCKS = {"a table": "LOCK TABLE student IN EXCLUSIVE MODE", "a row": "UPDATE student SET email = 'x' WHERE id = 'ada'"}


@pytest.mark.parametrize("lock", LOCKS)
def test_it_waits_for_another_writer(served, tmp_path, lock):
    course = served.copy(tmp_path / "course")
    with course.gradebook() as book:
        book.add_student("ada")
    opened = OpenGradebook(course.url, patience=20)
    with contextlib.closing(opened), holding(course.url, LOCKS[lock]) as other:
        threading.Timer(1.0, other.rollback).start()
        with opened.transaction(), course.gradebook() as book:
            book.update_or_create_student("ada", email="y")
    with course.gradebook() as book:
        assert book.find_student("ada").email == "y"


@pytest.mark.parametrize("lock", LOCKS)
def test_it_gives_up_with_nothing_written_when_another_program_does_not_end(served, tmp_path, lock):
    course = served.copy(tmp_path / "course")
    with course.gradebook() as book:
        book.add_student("ada")
    opened = OpenGradebook(course.url, patience=0.5)
    with contextlib.closing(opened):
        with holding(course.url, LOCKS[lock]):
            with pytest.raises(GradebookError, match="lock timeout. Another program is in the middle of a change"), opened.transaction() as connection:
                connection.exec_driver_sql("INSERT INTO course (id) VALUES ('half')")
                with course.gradebook() as book:
                    book.update_or_create_student("ada", email="y")
        with opened.transaction(), course.gradebook() as book:  # goes on when the other has ended
            assert book.find_student("ada").email is None and not book.db.execute(sqlalchemy.text("SELECT id FROM course WHERE id = 'half'")).fetchall()
            book.update_or_create_student("ada", email="z")


@pytest.mark.long
def test_a_server_that_goes_away_ends_the_run_and_it_is_resumed(served, tmp_path, server):
    course = served.copy(tmp_path / "course")
    hand_in(course)
    course.hand_in("slow", {**ANSWERS["right"], "program": "import time\ntime.sleep(3)"})
    command = [sys.executable, "-m", "dlkit", "grade", "hw", "--jobs", "1", "--sandbox", durability.SANDBOX]
    process = subprocess.Popen(command, cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "PYTHONPATH": str(durability.ROOT)})
    try:
        journal = course.root / ".dlkit" / "hw" / "outcomes.jsonl"
        durability.time.sleep(0.2)
        while not journal.exists() or not journal.read_bytes():
            assert process.poll() is None, process.communicate()[0]
            durability.time.sleep(0.02)
    finally:
        server.stop()
        said = process.communicate(timeout=60)[0]
        server.start()
    assert process.returncode == 2 and "Traceback" not in said and "dlkit grade hw --resume" in said, said
    assert "the gradebook postgresql" in said and "are recorded; `dlkit grade hw --resume` goes on" in said
    code, found, said = dlkit(course, "--resume")
    assert code == 1, said
    assert {outcome["student"]: outcome["outcome"] for outcome in found["outcomes"]} == {
        **dict.fromkeys(CLASS, "graded"), "gone": "crashed", "slow": "graded", "gauss": "missing"}
    rows = [json.loads(line)["student"] for line in journal.read_text().splitlines()]
    assert sorted(rows) == sorted([*CLASS, "slow", "gauss"])  # each once, over both


@pytest.mark.parametrize("statement, words", [
    (None, "does not exist"),
    ("ALTER TABLE student DROP COLUMN lms_user_id", "older nbgrader .it has no student.lms_user_id.*nbgrader db upgrade"),
    ("DROP TABLE course CASCADE", "older nbgrader .it has no table course"),
    ("DROP TABLE assignment CASCADE", "has no table of assignments"),
], ids=["no database", "no column", "no table", "no gradebook"])
def test_what_is_no_gradebook_of_this_nbgrader_is_refused(served, server, statement, words):
    database = server.database(served.database) if statement else "nothing"
    if statement:
        server.execute(statement, database)
    with pytest.raises(GradebookError, match=words):
        OpenGradebook(server.url(database, drivers()[0]))


def test_who_may_not_write_is_told_so(served, server, tmp_path):
    course = served.copy(tmp_path / "course")
    hand_in(course)
    for statement in ("DROP ROLE IF EXISTS reader", "CREATE ROLE reader LOGIN", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader"):
        server.execute(statement, course.database)
    code, _, said = dlkit(course, "--db-url", course.url.replace("grader@", "reader@"))
    assert code == 2 and "permission denied" in said and "GRANT" in said and "Traceback" not in said
    server.execute("DROP OWNED BY reader", course.database)


def test_a_driver_that_is_not_installed_is_named(served, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    course = Course(str(served.root), "postgresql+psycopg2://grader:secret@/x")
    with pytest.raises(CourseError, match=r'psycopg2.*pip install "dlkit\[postgres\]"') as refused:
        course.assignment("hw")
    assert "secret" not in str(refused.value)
