"""dlkit feedback: what students get back, and what they must not."""

import html
import json
import re
import shutil

import nbformat
import pytest
from nbformat.v4 import new_output

from dlkit import cli
from dlkit.grading.coordination.coordinator import Observer, grade
from dlkit.grading.coordination.options import Options
from dlkit.grading.feedback.generate import feedback
from dlkit.grading.feedback.hide import INSTEAD, REDACTED, HideTests
from dlkit.grading.instructor.course import Course
from dlkit.grading.instructor.tasks import is_test
from tests.exercises import problem_sets
from tests.grading.small_course import SmallCourse, cell_named
from tools.demo_course import Course as DemoCourse
from tools.grade_demo import DUE, PERFECT, answer_file
from tools.submission import fill, tasks

SET = "ps1_likelihood"
WRONG = "def square(x):\n    return x + 6"  # right for 3, the visible test
SPY = '''def square(x):
    print("somebody told me: assert square(" + "-4) == 16")
    return x * x
'''


def page(course_folder, student, assignment="lab", name="lab"):
    return (course_folder / "feedback" / student / assignment / f"{name}.html").read_text(encoding="utf-8")


def words(text):
    """What is seen of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(style|script)\b.*?</\1>", " ", text, flags=re.DOTALL))).split())


def run(small, assignment="lab", **options):
    course = small.course()
    return grade(course, course.assignment(assignment), Options(sandbox="none", jobs=1, **options), Observer())


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class of its own, graded, with feedback: the course."""
    small = SmallCourse(tmp_path_factory.mktemp("feedback") / "course")
    small.submit("ada", small.solved())
    for student, name, source in (("hidden", "square", WRONG), ("visible", "square", "def square(x):\n    return 2 * x"), ("spy", "square", SPY),
                                  ("stops", "half", "import os; os._exit(1)"), ("marks", "sketch", "# BEGIN HIDDEN TESTS, a student writes\nsketch = 1"),
                                  ("part", "half", "def half(x):\n    return x // 2")):
        notebook = small.solved()
        cell_named(notebook, name).source = source
        small.submit(student, notebook)
    small.submit("stub", small.released())
    small.submit("<b>&[a]", small.solved())
    small.submit("torn", '{"cells": [')
    with small.gradebook() as book:
        book.add_student("nobody")
        book.update_or_create_assignment("lab", duedate=None)
    run(small)
    with small.gradebook() as book:
        grade_of = book.find_grade("why", "lab", "lab", "ada")
        grade_of.manual_score, grade_of.needs_manual_grade = 1, False
        book.find_comment("why", "lab", "lab", "ada").manual_comment = "A good reason."
        book.find_submission("lab", "part").notebooks[0].late_submission_penalty = 0.5
        book.db.commit()
    small.written, small.failed = feedback(small.course(), "lab", jobs=1)
    return small


def test_everybody_who_handed_in_gets_a_page(graded):
    assert set(graded.written) == {"ada", "hidden", "visible", "spy", "stops", "marks", "part", "stub", "<b>&[a]", "torn"} and not graded.failed
    assert all((folder / "lab.html").is_file() for folder in graded.written.values())


def test_scores_comments_and_what_lateness_costs_are_as_nbgrader_shows_them(graded):
    text = words(page(graded.folder, "ada"))
    assert "lab (Score: 6.0 / 7.5)" in text and "Test cell (Score: 2.0 / 2.0)" in text
    assert "Comments: A good reason." in text and "square_tests: 2 of 2 points. All tests pass." in text
    assert "Late submission penalty (Score: -0.5)" in words(page(graded.folder, "part"))


def test_each_tests_message_stands_above_it_in_plain_words(graded):
    said = words(page(graded.folder, "visible"))
    assert "square_tests: 0 of 2 points. is it x times x? " in said
    assert said.index("0 of 2 points. is it x times x?") < said.index("Grade cell: square_tests")
    assert "square_tests: 0 of 2 points. This is not done yet" in words(page(graded.folder, "stub"))
    assert "square_tests: 0 of 2 points. A test does not hold. It has no message of its own." in words(page(graded.folder, "hidden"))
    assert re.search(r"half_tests: 2 of 3 points\. (?!All)", words(page(graded.folder, "part")))


def test_no_page_has_a_line_of_a_hidden_test(graded):
    for student in set(graded.written) - {"torn"}:
        text = page(graded.folder, student)
        assert "square(-4)" not in words(text) and "END HIDDEN" not in text, student
        assert words(text).count(INSTEAD) == 1, student
    assert REDACTED in words(page(graded.folder, "spy"))
    assert "BEGIN HIDDEN TESTS, a student writes" in words(page(graded.folder, "marks"))


def test_how_it_ended_and_what_was_noticed_stands_on_top(graded):
    said = words(page(graded.folder, "stops"))
    assert "Your notebook ended in the middle of a cell." in said.split("Lab")[0] + said and "exit code 1" in said
    assert "half_tests: 0 of 3 points. Crashed:" in said
    assert "no notebook that can be read" in words(page(graded.folder, "torn"))
    assert "A person grades" in said and "Your notebook ended" not in words(page(graded.folder, "ada"))


def test_what_students_choose_is_text_on_the_page(graded):
    course = graded.course()
    graded.submit("evil", graded.solved())
    (graded.place("evil") / "link<img src=x>").symlink_to("/etc/passwd")
    run(graded, students=("evil",))
    feedback(course, "lab", ["evil"])
    assert "<img src=x>" not in page(graded.folder, "evil") and "link<img src=x>" in words(page(graded.folder, "evil"))


def test_points_given_later_are_in_the_next_feedback_unless_only_new_is_asked_for(graded):
    course = graded.course()
    with graded.gradebook() as book:
        book.find_grade("why", "lab", "lab", "ada").manual_score = 1.5
        book.db.commit()
    feedback(course, "lab", ["ada"], only_new=True)
    assert "Score: 6.0 / 7.5" in words(page(graded.folder, "ada"))
    feedback(course, "lab", ["ada"])
    assert "Score: 6.5 / 7.5" in words(page(graded.folder, "ada"))
    with graded.gradebook() as book:
        book.find_grade("why", "lab", "lab", "ada").manual_score = 1
        book.db.commit()
    feedback(course, "lab", ["ada"])


def test_several_processes_write_the_same_pages(graded):
    before = {student: (folder / "lab.html").read_bytes() for student, folder in graded.written.items()}
    seen = []
    written, failed = feedback(graded.course(), "lab", list(before), jobs=2, observer=seen.append)
    assert written == graded.written and not failed and seen == list(before)
    assert {student: (folder / "lab.html").read_bytes() for student, folder in written.items()} == before


def test_the_command_says_who_got_nothing(graded, capsys):
    where = ["--course-root", str(graded.folder)]
    assert cli.main(["feedback", "lab", *where, "--students", "ada,nobody,stranger", "--jobs", "1"]) == 1
    shown = capsys.readouterr()
    assert "Feedback of 1 student is written" in shown.out and "nobody: nothing was handed in" in shown.err and "stranger: the course has no such student" in shown.err
    assert cli.main(["feedback", "lba", *where]) == 2 and "did you mean 'lab'" in capsys.readouterr().err
    assert cli.main(["feedback", "lab", *where, "--students", "ada", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"written": {"ada": str(graded.written["ada"])}, "failed": {}}


def test_one_page_that_cannot_be_made_does_not_stop_the_others(graded):
    notebook = graded.folder / "autograded" / "stub" / "lab" / "lab.ipynb"
    whole = notebook.read_bytes()
    notebook.chmod(0o644)
    notebook.write_text("{")
    written, failed = feedback(graded.course(), "lab", ["ada", "stub", "part"])
    notebook.write_bytes(whole)
    assert set(written) == {"ada", "part"} and set(failed) == {"stub"} and "JSON" in failed["stub"]


@pytest.mark.parametrize("output", [
    new_output("stream", text="before\nassert secret(1) == 2\nafter"),
    new_output("error", ename="AssertionError", evalue="assert secret(1) == 2", traceback=["x", "\x1b[32m      3\x1b[39m \x1b[38;5;28;01massert\x1b[39;00m secret(\x1b[32m1\x1b[39m) == 2"]),
    new_output("display_data", data={"text/html": "<b>assert secret(1) == 2</b>", "text/plain": "['assert secret(1) == 2']", "image/png": "AAAA"}),
    new_output("display_data", data={"text/html": "assert &quot;a&quot; + &#x27;b&#x27; in secret"}),
])
def test_outputs_lose_lines_of_hidden_tests_in_whatever_form_they_show_them(output):
    from nbformat.v4 import new_code_cell, new_notebook

    test = new_code_cell("x = 1\n### BEGIN HIDDEN TESTS\nx = 1\nassert secret(1) == 2\nassert \"a\" + 'b' in secret", metadata={"nbgrader": {"grade_id": "t", "grade": True, "solution": False}})
    notebook, _ = HideTests().preprocess(new_notebook(cells=[new_code_cell("x = 1", outputs=[output]), test]), {})
    left = json.dumps(notebook)
    assert "secret(1)" not in left and "in secret" not in left and REDACTED in left and test.source == f"x = 1\n{INSTEAD}"
    assert notebook.cells[0].source == "x = 1"


def test_problem_set_1_shows_no_line_of_a_hidden_test_whoever_graded_it(tmp_path):
    solution = problem_sets.solution(SET)
    found = tasks(solution)
    demo = DemoCourse(tmp_path / "course", SET, DUE)
    released = demo.release()
    wrong = {task.name: f"wrong/{sorted(path.stem for path in answer_file(task, 'wrong/x').parent.glob('*'))[0]}" for task in found}
    answers, seen = {"wrong": wrong, "right": PERFECT}, "\n".join(cell.source for cell in released.cells)
    for student, chosen in answers.items():
        sources = {task.name: answer_file(task, chosen[task.name]).read_text(encoding="utf-8") for task in found}
        if student == "wrong":  # every hidden test fails, and nbgrader's traceback quotes it
            sources |= {task.name: hidden_only(task) or sources[task.name] for task in found}
        seen += "\n".join(sources.values())
        demo.submit(student, nbformat.writes(fill(released, sources)), DUE)
    course = Course(demo.folder)
    grade(course, course.assignment(SET), Options(sandbox="none", jobs=1), Observer())
    hidden = [line for line in hidden_lines(solution) if line not in seen]
    assert len(hidden) > 50
    for by in ("dlkit", "nbgrader"):
        if by == "nbgrader":
            shutil.rmtree(demo.folder / "autograded" / "wrong")
            assert demo.api.autograde(SET, "wrong")["success"]
        written, failed = feedback(course, SET)
        assert set(written) == set(answers) and not failed
        for student in answers:
            text = words(page(demo.folder, student, SET, SET))
            assert not [line for line in hidden if " ".join(line.split()) in text], (by, student)
            assert text.count(INSTEAD) == sum(not task.by_hand for task in found)


def hidden_only(task):
    """A wrong answer that only the hidden tests catch."""
    for path in sorted(answer_file(task, "wrong/x").parent.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        if text.splitlines()[1].startswith("# hidden:"):
            return text
    return None


def hidden_lines(solution):
    """The lines of hidden tests, but the shortest."""
    hidden = set()
    for cell in filter(is_test, solution.cells):
        inside = False
        for line in cell.source.splitlines():
            inside = (inside or "BEGIN HIDDEN" in line) and "END HIDDEN" not in line
            hidden |= {line.strip()} if inside and "BEGIN HIDDEN" not in line else set()
    return {line for line in hidden if len(line) >= 8}
