"""dlkit feedback: what students get back, and what they must not."""

import html
import json
import re
import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from dlkit import cli
from dlkit.grading.coordination.coordinator import Observer, grade
from dlkit.grading.coordination.options import Options
from dlkit.grading.feedback import exporter, generate
from dlkit.grading.feedback.generate import feedback
from dlkit.grading.feedback.hide import INSTEAD, REDACTED, HideTests
from dlkit.grading.instructor.course import Course
from dlkit.grading.instructor.tasks import is_test
from dlkit.grading.outcome import Outcome
from tests.exercises import problem_sets
from tests.grading.small_course import SmallCourse, cell_named
from tools.chromium import Chromium, find
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
    assert "lab 6 of 7.5 points" in text and "Tests square_tests 2 of 2" in text
    assert "Comment: A good reason." in text and "square_tests: 2 of 2 points. All tests pass." in text
    assert "lab 3.5 of 7.5 points, of which 0.5 are taken off because it was late" in words(page(graded.folder, "part"))


def test_each_tests_message_stands_above_it_in_plain_words(graded):
    said = words(page(graded.folder, "visible"))
    assert "square_tests: 0 of 2 points. is it x times x? " in said
    assert said.index("0 of 2 points. is it x times x?") < said.index("Tests square_tests")
    assert "square_tests: 0 of 2 points. This is not done yet" in words(page(graded.folder, "stub"))
    assert "square_tests: 0 of 2 points. A test does not hold. It has no message of its own." in words(page(graded.folder, "hidden"))
    assert re.search(r"half_tests: 2 of 3 points\. (?!All)", words(page(graded.folder, "part")))


def test_one_table_on_top_says_of_every_task_what_was_lost_why_and_where(graded):
    rows = {student: re.findall(r'<tr role="row" class="dlkit-(\w+)">.*?<a href="#([^"]+)">(.*?)</a></th><td role="cell">(.*?)</td><td role="cell">(.*?)</td>', page(graded.folder, student))
            for student in ("ada", "visible", "part", "stops")}
    assert [row[:1] + row[2:4] for row in rows["ada"]] == [("full", "square_tests", "2 of 2"), ("full", "half_tests", "3 of 3"), ("part", "why", "1 of 1.5"), ("wait", "sketch", "? of 1")]
    assert rows["ada"][2][4] == "A good reason." and rows["ada"][3][4].startswith("A person grades this, and has not yet")
    assert rows["visible"][0][0] == "none" and rows["visible"][0][3:] == ("0 of 2", "is it x times x?")
    assert rows["part"][1][0] == "part" and rows["part"][1][3:] == ("2 of 3", "A part of the tests passes.")
    assert rows["stops"][1][3] == "0 of 3" and rows["stops"][1][4].startswith("Crashed:")
    for student, found in rows.items():
        ids = set(re.findall(r'\bid="([^"]+)"', page(graded.folder, student)))
        assert {target for _, target, *_ in found} <= ids


def test_a_page_asks_for_nothing_and_runs_nothing(graded):
    for student in graded.written:
        text = page(graded.folder, student)
        assert "<script" not in text and not re.search(r"""(?:src|href)=["'](?!#|data:)|url\((?!#|data:)|@import""", text), student
    assert "default-src 'none'" in page(graded.folder, "ada")


@pytest.mark.parametrize("source, shown", [
    (r"$\frac{1}{n}$", "<mfrac><mn>1</mn><mi>n</mi></mfrac>"), (r"$$\big( x \big) \dots$$", 'display="block"'), ("\\begin{align}a &= b \\\\ c &= d\\end{align}", "<mtable"),
    (r"$\unknown{x}$", '<code class="formula">\\unknown{x}</code>'), (r"$\text{<script>}$", "<mtext>&lt;script&gt;</mtext>"), ("# Title", "<h2>Title</h2>"),
    ("|a|\n|-|\n|1|", '<div class="wide" tabindex="0"><table>'), ("a price of 5 $", "<p>a price of 5 $</p>"),
])
def test_texts_become_html_that_needs_no_script_for_its_formulas(source, shown):
    assert shown in exporter._render(source, {})


def test_formulas_of_the_problem_sets_are_typeset():
    for name in problem_sets.NAMES:
        sources = [cell.source for cell in problem_sets.solution(name).cells if cell.cell_type == "markdown"]
        html_of = "".join(exporter._render(source, {}) for source in sources)
        assert html_of.count("<math ") > 100 and 'class="formula">\\' not in html_of


def test_a_template_of_the_instructors_own_is_kept(graded):
    config = graded.folder / "nbgrader_config.py"
    before = config.read_text(encoding="utf-8")
    config.write_text(before + "c.HTMLExporter.template_name = 'feedback'\nimport nbgrader, os\n"
                      "c.HTMLExporter.extra_template_basedirs = [os.path.join(os.path.dirname(nbgrader.__file__), 'server_extensions', 'formgrader', 'templates')]\n", encoding="utf-8")
    try:
        feedback(graded.course(), "lab", ["visible"])
        said = words(page(graded.folder, "visible"))
        assert "lab (Score:" in said and "square_tests 0 of 2 is it x times x?" in said
    finally:
        config.write_text(before, encoding="utf-8")
        feedback(graded.course(), "lab", ["visible"])


def test_templates_are_read_once_a_process(graded):
    exporter.Page.environments.clear()
    feedback(graded.course(), "lab", ["visible", "part"])
    (environment,) = exporter.Page.environments.values()
    feedback(graded.course(), "lab", ["ada"])
    assert list(exporter.Page.environments.values()) == [environment]


@pytest.mark.skipif(not find(), reason="needs Chromium")
def test_the_page_in_a_browser_wide_and_narrow_light_and_dark(graded):
    from axe_playwright_python.sync_playwright import Axe

    axe, notebook = Axe(), graded.solved()
    notebook.cells.insert(1, new_markdown_cell("|" + "wide|" * 40 + "\n|" + "-|" * 40 + "\n\n$$" + "x + " * 80 + "x$$\n\n![](https://example.org/x.png)\n\n" + "word" * 100))
    notebook.cells.insert(2, new_code_cell("print('long' * 300)\n1 / 0"))
    graded.submit("rich", notebook)
    run(graded, students=("rich",))
    feedback(graded.course(), "lab", ["rich"])
    path, backgrounds = graded.folder / "feedback" / "rich" / "lab" / "lab.html", set()
    with Chromium() as browser:
        for width in (1200, 390):
            for dark in (False, True):
                visit = browser.visit(path.as_uri(), width=width, dark=dark)
                assert {*visit.requests} - {path.as_uri(), "https://example.org/x.png"} == set() and all(failure.startswith("csp ") for failure in visit.failures)
                assert browser.evaluate("document.documentElement.scrollWidth") == width
                assert browser.evaluate("document.querySelector('.dlkit-tasks').getBoundingClientRect().top") < 250
                backgrounds.add(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
                faults = [fault for fault in axe.run(browser.page).response["violations"] if fault["impact"] in ("serious", "critical")]
                assert not faults, [(fault["id"], fault["nodes"][0]["html"]) for fault in faults]
    assert len(backgrounds) == 2


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


def test_the_page_of_what_cannot_be_read_runs_nothing_that_its_names_hold(graded):
    for name in ("<img src=x>", "<script>1"):
        graded.submit("odd", "{}", name=name)
    (graded.place("odd") / "link<b>").symlink_to("/etc/passwd")
    run(graded, students=("odd",))
    feedback(graded.course(), "lab", ["odd"])
    text = page(graded.folder, "odd")
    assert "<img src=x>" not in text and "<script>1" not in text and "<img src=x>.ipynb" in words(text)


def test_points_given_later_are_in_the_next_feedback_unless_only_new_is_asked_for(graded):
    course = graded.course()
    with graded.gradebook() as book:
        book.find_grade("why", "lab", "lab", "ada").manual_score = 1.5
        book.db.commit()
    feedback(course, "lab", ["ada"], only_new=True)
    assert "lab 6 of 7.5 points" in words(page(graded.folder, "ada"))
    feedback(course, "lab", ["ada"])
    assert "lab 6.5 of 7.5 points" in words(page(graded.folder, "ada"))
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


def test_a_page_without_a_notebook_can_be_released_too(tmp_path):
    submitted, folder = tmp_path / "submitted", tmp_path / "feedback"
    submitted.mkdir()
    for name in ("timestamp.txt", "submission_secret.txt"):
        (submitted / name).write_text(name)
    assert generate._page(folder, "hw", Outcome("run", "ada", "malformed", "it is a picture"), submitted) == ""
    assert {path.name for path in folder.iterdir()} == {"hw.html", "timestamp.txt", "submission_secret.txt"}, "nbgrader release_feedback asks for all three"


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
    test = new_code_cell("x = 1\n### BEGIN HIDDEN TESTS\nx = 1\nassert secret(1) == 2\nassert \"a\" + 'b' in secret", metadata={"nbgrader": {"grade_id": "t", "grade": True, "solution": False}})
    notebook, _ = HideTests().preprocess(new_notebook(cells=[new_code_cell("x = 1", outputs=[output]), test]), {})
    left = re.sub(r"\\u001b\[[0-9;]*m", "", json.dumps(notebook))
    assert "secret(1)" not in left and "in secret" not in left and REDACTED in left and test.source == f"x = 1\n{INSTEAD}"
    assert notebook.cells[0].source == "x = 1"


def test_what_stands_after_hidden_tests_is_shown_and_an_end_that_is_missing_hides_the_rest():
    from nbformat.v4 import new_code_cell, new_notebook

    def left(*lines):
        cell = new_code_cell("\n".join(lines), metadata={"nbgrader": {"grade_id": "t", "grade": True, "solution": False}})
        return HideTests().preprocess(new_notebook(cells=[cell]), {})[0].cells[0].source

    begin, end = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
    assert left("one", begin, "two", end, "three", begin, "four", end, "five") == f"one\n{INSTEAD}\nthree\n{INSTEAD}\nfive"
    assert left("one", begin, "two", "three") == f"one\n{INSTEAD}"


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
