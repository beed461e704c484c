import sqlite3
import threading

import pytest
import sqlalchemy
from nbgrader.api import Gradebook
from sqlalchemy import exc

from dlkit.grading.recording.transaction import GradebookError, OpenGradebook, database_trouble


@pytest.fixture
def url(empty_gradebook, tmp_path):
    path = tmp_path / "gradebook.db"
    path.write_bytes(empty_gradebook)
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def empty_gradebook(tmp_path_factory):
    """The bytes of a gradebook with one assignment."""
    from unittest import mock

    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    with mock.patch("nbgrader.api.get_alembic_version", return_value="167914646830"), Gradebook(f"sqlite:///{path}", "small") as book:
        book.add_assignment("hw")
    return path.read_bytes()


@pytest.fixture
def opened(url):
    gradebook = OpenGradebook(url, say=lambda text: None, patience=0.5)
    yield gradebook
    gradebook.close()


def students(url):
    with Gradebook(url, "small") as book:
        return [student.id for student in book.students]


def test_what_nbgrader_commits_within_a_transaction_is_there_when_it_ends(opened, url):
    with opened.transaction():
        with Gradebook(url, "small") as book:
            book.add_student("ada")
        with Gradebook(url, "small") as book:
            book.find_student("ada")
            book.add_student("emmy")
        assert sqlite3.connect(url.removeprefix("sqlite:///")).execute("SELECT count(*) FROM student").fetchone() == (0,)
    assert students(url) == ["ada", "emmy"]


def test_an_exception_undoes_all_that_nbgrader_committed(opened, url):
    with pytest.raises(KeyError), opened.transaction() as connection:
        with Gradebook(url, "small") as book:
            book.add_student("ada")
        connection.exec_driver_sql("UPDATE assignment SET name = 'other'")
        raise KeyError
    assert students(url) == []
    with opened.transaction(), Gradebook(url, "small") as book:
        book.add_student("emmy")
    assert students(url) == ["emmy"]


def test_what_nbgrader_rolls_back_is_gone_and_the_rest_stays(opened, url):
    with opened.transaction():
        with Gradebook(url, "small") as book:
            book.add_student("ada")
            with pytest.raises(ValueError):
                book.add_student("ada")
            book.db.add(type(book.find_student("ada"))(id="left open"))
            book.db.flush()
    assert students(url) == ["ada"]


def test_other_threads_and_other_gradebooks_keep_to_themselves(opened, url, tmp_path, empty_gradebook):
    other = tmp_path / "other.db"
    other.write_bytes(empty_gradebook)
    seen = []
    with pytest.raises(KeyError), opened.transaction():
        with Gradebook(url, "small") as book:
            book.add_student("ada")
        with Gradebook(f"sqlite:///{other}", "small") as book:
            book.add_student("emmy")
        thread = threading.Thread(target=lambda: seen.extend(students(url)))
        thread.start()
        thread.join()
        raise KeyError
    assert seen == [] and students(url) == [] and students(f"sqlite:///{other}") == ["emmy"]
    assert Gradebook.__init__.__qualname__ == "Gradebook.__init__"


def holding(url, statement):
    """A connection of another program in the middle of something."""
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    for line in statement.split(";"):
        other.execute(line).fetchone()
    return other


def test_it_waits_for_another_writer_and_says_so(url):
    said = []
    gradebook = OpenGradebook(url, said.append, patience=20)
    other = holding(url, "BEGIN IMMEDIATE")
    threading.Timer(1.0, other.execute, ["COMMIT"]).start()
    with gradebook.transaction(), Gradebook(url, "small") as book:
        book.add_student("ada")
    gradebook.close()
    assert students(url) == ["ada"]
    assert said == ["The gradebook is locked by another program; waiting for it, 20 s at most."]


def test_it_waits_when_it_is_opened_too(url):
    other, said = holding(url, "BEGIN EXCLUSIVE"), []
    threading.Timer(1.0, other.execute, ["COMMIT"]).start()
    OpenGradebook(url, said.append, patience=20).close()
    assert len(said) == 1
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(GradebookError, match="still locked by another program after 0.2 s"):
        OpenGradebook(url, said.append, patience=0.2)


@pytest.mark.parametrize("statement", ["BEGIN IMMEDIATE", "BEGIN; SELECT * FROM student"], ids=["a writer", "a reader"])
def test_it_gives_up_with_nothing_written_when_another_program_does_not_end(opened, url, statement):
    other = holding(url, statement)
    with pytest.raises(GradebookError, match="still locked by another program after 0.5 s"), opened.transaction():
        with Gradebook(url, "small") as book:
            book.add_student("ada")
    other.execute("COMMIT")
    assert students(url) == []
    with opened.transaction(), Gradebook(url, "small") as book:
        book.add_student("emmy")
    assert students(url) == ["emmy"]


@pytest.mark.parametrize("change, words", [
    ("ALTER TABLE student DROP COLUMN lms_user_id", "older nbgrader .it has no student.lms_user_id.*nbgrader db upgrade"),
    ("DROP TABLE task_cells", "older nbgrader .it has no table task_cells"),
    ("DROP TABLE assignment", "has no table of assignments"),
])
def test_a_gradebook_of_another_nbgrader_is_refused_and_left_as_it_is(url, change, words):
    holding(url, change).close()
    path = url.removeprefix("sqlite:///")
    before = open(path, "rb").read()
    with pytest.raises(GradebookError, match=words) as refused:
        OpenGradebook(url)
    assert open(path, "rb").read() == before
    holding(url, "BEGIN IMMEDIATE").close()  # nothing is held any more, while the error is still looked at
    assert refused.value.__traceback__


def test_what_is_no_gradebook_is_refused(tmp_path):
    with pytest.raises(GradebookError, match="there is no gradebook at .*none.db"):
        OpenGradebook(f"sqlite:///{tmp_path}/none.db")
    assert not list(tmp_path.iterdir())
    (tmp_path / "text.db").write_text("not a database, but long enough to look at" * 20)
    with pytest.raises(GradebookError, match="cannot be opened: file is not a database. Is db_url right"):
        OpenGradebook(f"sqlite:///{tmp_path}/text.db")


def test_a_gradebook_that_cannot_be_written_says_so(url):
    gradebook = OpenGradebook(f"sqlite:///file:{url.removeprefix('sqlite:///')}?mode=ro&uri=true")
    with pytest.raises(GradebookError, match="readonly database. May you write"), gradebook.transaction() as connection:
        connection.exec_driver_sql("UPDATE assignment SET name = 'other'")
    gradebook.close()


def test_a_full_disk_says_so_and_writes_nothing(opened, url):
    with pytest.raises(GradebookError, match="full. Free some space"), opened.transaction() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        with Gradebook(url, "small") as book:
            for number in range(5000):
                book.db.execute(sqlalchemy.text("INSERT INTO student (id) VALUES (:id)"), {"id": f"{number}" * 50})
    opened.connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    opened.connection.rollback()
    assert students(url) == []


def test_a_password_is_not_shown():
    gradebook = object.__new__(OpenGradebook)
    gradebook.url, gradebook.sqlite = "postgresql://teacher:secret@host/course", False
    assert gradebook.shown == "postgresql://teacher:***@host/course"


def test_what_is_to_be_written_may_be_at_fault_and_then_the_database_is_not():
    assert database_trouble(exc.IntegrityError("INSERT", {}, Exception("UNIQUE"))) is None
    assert database_trouble(ValueError("no such thing")) is None
    assert database_trouble(exc.OperationalError("INSERT", {}, sqlite3.OperationalError("disk I/O error"))) == "disk I/O error"
    try:
        try:
            raise exc.OperationalError("INSERT", {}, sqlite3.OperationalError("disk I/O error"))
        except exc.StatementError:
            raise ValueError("as nbgrader does")  # noqa: B904  it says no more
    except ValueError as error:
        assert database_trouble(error) == "disk I/O error"
