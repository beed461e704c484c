"""dlkit.grading.instructor.course and template: an nbgrader course and its assignments, and what is said where something is wrong."""

import os
import pickle
import shutil
import sqlite3

import nbformat
import pytest

from dlkit.grading.instructor import course as courses
from dlkit.grading.instructor.course import Course, CourseError, load_config
from tests.grading.small_course import STUB, cell_named


def test_the_course_has_the_settings_of_its_configuration(small, course):
    assert (course.root, course.course_id, course.db_url) == (small.folder, "small", f"sqlite:///{small.folder}/gradebook.db")


def test_the_command_line_names_another_gradebook(small, tmp_path):
    shutil.copy(small.folder / "gradebook.db", tmp_path / "other.db")
    assert Course(small.folder, f"sqlite:///{tmp_path}/other.db").assignment("lab").name == "lab"


def test_the_course_is_found_in_the_current_folder_and_where_its_configuration_says(small, tmp_path, monkeypatch):
    monkeypatch.chdir(small.folder)
    assert Course().root == small.folder
    (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\nc.CourseDirectory.root = {str(small.folder)!r}\n")
    monkeypatch.chdir(tmp_path)
    assert Course().root == small.folder
    assert os.getcwd() == str(tmp_path)


def test_the_courses_own_settings_come_before_the_users_and_those_before_the_machines(tmp_path, monkeypatch):
    settings = {"machine": {"course_id": "machine", "ignore": ["m"], "student_id_exclude": "m"}, "user": {"course_id": "user", "ignore": ["u"]}, "course": {"course_id": "course"}}
    for name, values in settings.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "nbgrader_config.py").write_text("c = get_config()\n" + "".join(f"c.CourseDirectory.{key} = {value!r}\n" for key, value in values.items()))
    monkeypatch.setattr(courses, "jupyter_config_path", lambda: [str(tmp_path / "user"), str(tmp_path / "machine")])
    found = load_config(tmp_path / "course").CourseDirectory
    assert (found.course_id, found.ignore, found.student_id_exclude) == ("course", ["u"], "m")


def test_a_template_has_hidden_tests_and_stubs_and_no_solutions(lab):
    template = lab.notebooks["lab"]
    sources = {name: cell_named(template, name).source for name in template.released}
    assert "assert square(-4) == 16" in sources["square_tests"] and "square(-4)" not in template.released["square_tests"]
    assert sources["square"] == f"def square(x):\n    {STUB.replace(chr(10), chr(10) + '    ')}"
    assert sources["why"] == "YOUR ANSWER HERE"
    everything = "".join(cell.source for cell in template.cells) + "".join(template.released.values())
    assert not any(secret in everything for secret in ("x * x", "x / 2", "Because.", "sketch = numbers"))
    assert template.points == {"square_tests": 2, "half_tests": 3, "why": 1.5, "sketch": 1}
    assert set(template.tests) == {"square_tests", "half_tests"} and template.language == "python"


def test_a_task_has_its_points_and_its_mark_scheme(two):
    assert set(two.notebooks) == {"lab", "essay"}
    assert two.notebooks["essay"].points == {"greet_tests": 1, "draw": 2}
    assert "Is it drawn?" in cell_named(two.notebooks["essay"], "draw").source


def test_points_are_those_of_the_gradebook(small):
    with small.gradebook() as gradebook:
        gradebook.find_grade_cell("half_tests", "lab", "lab").max_score = 4
        gradebook.db.commit()
        try:
            template = small.course().assignment("lab").notebooks["lab"]
        finally:
            gradebook.find_grade_cell("half_tests", "lab", "lab").max_score = 3
            gradebook.db.commit()
    assert template.points["half_tests"] == 4 == cell_named(template, "half_tests").metadata.nbgrader.points


def test_the_kernel_is_that_of_the_gradebook(small, tmp_path):
    folder = broken(small, tmp_path / "course")
    released = nbformat.read(folder / "release" / "lab" / "lab.ipynb", 4)
    released.metadata.kernelspec.display_name = "Another"
    nbformat.write(released, folder / "release" / "lab" / "lab.ipynb")
    assert Course(folder).assignment("lab").notebooks["lab"].metadata["kernelspec"]["display_name"] == "Python 3 (ipykernel)"


def test_the_instructors_files_come_along_and_their_modules_are_not_imported_beforehand(lab):
    assert lab.files == {"data/numbers.txt": b"1\n2\n3\n", "helper.py": b"def twice(x):\n    return 2 * x\n"}
    assert lab.modules == ["math"]


def test_files_that_students_may_change_are_not_the_instructors(small):
    config = small.folder / "nbgrader_config.py"
    before = config.read_text()
    config.write_text(before + "c.Autograde.exclude_overwriting = {'lab': ['helper.py']}\n")
    try:
        assert set(small.course().assignment("lab").files) == {"data/numbers.txt"}
        assert set(small.course().assignment("two").files) == {"data/numbers.txt", "helper.py"}
    finally:
        config.write_text(before)


def test_an_assignment_can_be_sent_to_another_machine(lab):
    copy = pickle.loads(pickle.dumps(lab))
    assert copy.notebooks["lab"].cells == lab.notebooks["lab"].cells and copy.files == lab.files


def test_the_roster_is_the_gradebooks_students_and_those_with_a_folder(small, course, two):
    with small.gradebook() as gradebook:
        gradebook.update_or_create_student("roster_only")
    for name in ("roster_folder", "with space", "two\nlines", ".hidden", "bad\udcff"):
        small.place(name, "two")
    small.place("roster_other", "lab")
    (small.folder / "submitted" / "roster_file").mkdir()
    (small.folder / "submitted" / "roster_file" / "two").write_text("a file in its place")
    roster = course.roster(two)
    assert roster == sorted(roster) == course.roster("two")
    assert {"roster_only", "roster_folder", "with space", "roster_file"} <= set(roster)
    assert not {"roster_other", "two\nlines", ".hidden", "bad\udcff"} & set(roster)
    assert course.left_out(two) == ["'bad\\udcff'", "'two\\nlines'"]


def test_students_whom_the_course_excludes_are_not_on_the_roster(small):
    for name in ("excluded", "included"):
        small.place(name, "two")
    course = small.course()
    course.coursedir.student_id_exclude = ".ipynb_checkpoints,excluded"
    assert "included" in course.roster("two") and "excluded" not in course.roster("two")


@pytest.mark.parametrize("structure", ["{nbgrader_step}/{assignment_id}/{student_id}", "work/{student_id}/{nbgrader_step}/{assignment_id}"])
def test_the_roster_follows_the_courses_own_order_of_folders(small, structure):
    course = small.course()
    course.coursedir.directory_structure = structure
    folder = course.folder("elsewhere", "two")
    folder.mkdir(parents=True)
    assert "elsewhere" in course.roster("two") and "elsewhere" not in course.roster("lab")
    assert structure.split("/")[0] == "work" or str(folder).endswith("submitted/two/elsewhere")


def broken(small, folder, **changes):
    """A copy of the course in `folder`, with files replaced: {path with __ for /: text, a function of its text, or None to delete it}."""
    shutil.copytree(small.folder, folder, ignore=shutil.ignore_patterns("submitted"))
    for path, text in changes.items():
        path = folder / path.replace("__", "/")
        text = text(path.read_text(encoding="utf-8")) if callable(text) else text
        path.unlink()
        if text is not None:
            path.write_text(text, encoding="utf-8")
    return folder


def twice(text, name):
    """A notebook's text with one of its cells twice."""
    notebook = nbformat.reads(text, 4)
    notebook.cells.append(nbformat.from_dict({**cell_named(notebook, name), "id": "twice"}))
    return nbformat.writes(notebook)


LAB = "release__lab__lab.ipynb"


@pytest.mark.parametrize(("changes", "message"), [
    ({"nbgrader_config.py": "c = ("}, "nbgrader_config.py cannot be read: SyntaxError"),
    ({"nbgrader_config.py": "1 / 0"}, "ZeroDivisionError"),
    ({"nbgrader_config.py": "c = get_config()\nc.CourseDirectory.course_id = 5"}, "has the wrong type"),
    ({"nbgrader_config.py": "c = get_config()\nc.CourseDirectory.db_url = 'nonsense'"}, "is not one that SQLAlchemy knows"),
    ({"gradebook.db": None}, "has no gradebook yet"),
    ({"gradebook.db": "this is no database at all, " * 50}, "cannot be opened"),
    ({"nbgrader_config.py": None, "gradebook.db": None}, "is not an nbgrader course"),
    ({LAB: None}, "lab.ipynb is missing: run nbgrader generate_assignment lab --force"),
    ({LAB: "{"}, "cannot be read"),
    ({LAB: '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'}, "and the gradebook have different cells"),
    ({LAB: None, "source__lab__lab.ipynb": None}, "is missing"),
    ({LAB: lambda text: twice(text, "square")}, r"different cells \(a cell that is there twice\)"),
])
def test_what_is_wrong_with_a_course_is_said(small, tmp_path, changes, message):
    folder = broken(small, tmp_path / "course", **changes)
    with pytest.raises(CourseError, match=message):
        Course(folder).assignment("lab")
    assert "gradebook.db" not in changes or changes["gradebook.db"] is not None or not (folder / "gradebook.db").exists()


@pytest.mark.parametrize(("name", "message"), [
    ("lap", "did you mean 'lab'"), ("nothing_like_it", "it has lab, two"), ("new", "never generated: run nbgrader generate_assignment new"), ("", "there is no assignment ''")])
def test_an_assignment_that_is_not_there_is_said_with_what_is(small, course, name, message):
    (small.folder / "source" / "new").mkdir(exist_ok=True)
    with pytest.raises(CourseError, match=message):
        course.assignment(name)


def test_a_gradebook_of_an_older_nbgrader_is_said(small, tmp_path):
    folder = broken(small, tmp_path / "course")
    with sqlite3.connect(folder / "gradebook.db") as database:
        database.execute("ALTER TABLE assignment DROP COLUMN duedate")
    with pytest.raises(CourseError, match="cannot be read: .*duedate; after an upgrade of nbgrader, run nbgrader db upgrade"):
        Course(folder).assignment("lab")


def test_the_password_of_a_gradebook_that_cannot_be_opened_is_not_said(small):
    with pytest.raises(CourseError, match="cannot be opened|needs a driver") as error:
        Course(small.folder, "postgresql://ada:lovelace1815@127.0.0.1:9/book").assignment("lab")
    assert "lovelace1815" not in str(error.value)


def test_a_folder_that_is_none_is_said(tmp_path):
    with pytest.raises(CourseError, match="is not a folder"):
        Course(tmp_path / "nowhere")


@pytest.mark.parametrize(("change", "message"), [
    (lambda notebook: notebook.metadata.update(kernelspec={"name": "ir", "language": "R", "display_name": "R"}), "a notebook in r; dlkit grade runs Python"),
    (lambda notebook: cell_named(notebook, "square_tests").update(source="assert ("), "the test square_tests of .* does not parse"),
])
def test_notebooks_that_cannot_be_graded_are_said(small, tmp_path, change, message):
    folder = generated_anew(small, tmp_path / "course", change)
    with pytest.raises(CourseError, match=message):
        Course(folder).assignment("lab")


def test_a_built_in_that_the_course_redefines_is_the_courses_in_its_tests(small, tmp_path):
    def change(notebook):
        cell_named(notebook, "setup").source += "\ndef abs(x): return 9"
        cell_named(notebook, "square_tests").source = "assert abs(square(3)) == max(9, 8)"

    template = Course(generated_anew(small, tmp_path / "course", change)).assignment("lab").notebooks["lab"]
    assert set(template.tests["square_tests"]["builtins"].values()) == {"max"}


def generated_anew(small, folder, change):
    """A copy of the course with its source changed and generated again."""
    folder = broken(small, folder)
    notebook = nbformat.read(folder / "source" / "lab" / "lab.ipynb", 4)
    change(notebook)
    nbformat.write(notebook, folder / "source" / "lab" / "lab.ipynb")
    other = type(small).__new__(type(small))
    other.folder = folder
    other.api = small.api.__class__(config=_config(folder))
    other.generate("lab")
    return folder


def test_an_instructors_file_that_is_too_large_is_said(small, tmp_path):
    folder = broken(small, tmp_path / "course")
    with open(folder / "source" / "lab" / "huge.bin", "wb") as file:
        file.truncate(50 * 2**20)
    with pytest.raises(CourseError, match="huge.bin has 50 MiB"):
        Course(folder).assignment("lab")


def _config(folder):
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root, config.CourseDirectory.course_id = str(folder), "small"
    return config
