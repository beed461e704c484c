"""dlkit report: the numbers are the gradebook's, and the page can be read by everybody."""

import csv
import html
import json
import re

import pytest

from dlkit import cli
from dlkit.grading.coordination.coordinator import Observer, grade
from dlkit.grading.coordination.options import Options
from dlkit.grading.report import gather, page, plots, sheets, table
from dlkit.grading.report.numbers import Difficulty, Report, Row
from tests.grading.small_course import SmallCourse, cell_named
from tools.chromium import Chromium, find

STUDENTS = {  # their answers, and the points of square, half, why, sketch
    "ada": ({}, (2, 3, 1.5, None)),
    "bea": ({"square": "def square(x):\n    return 2 * x"}, (0, 3, None, None)),
    "cem": ({"half": "def half(x):\n    return x // 2"}, (2, 2, None, None)),
    "dan": ({"half": "import os; os._exit(1)"}, (2, 0, None, None)),
    "=eve()": ({"square": "x ="}, (0, 3, None, None)),
}
KEYS = ("square_tests", "half_tests", "why", "sketch")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class, graded: the course."""
    small = SmallCourse(tmp_path_factory.mktemp("report") / "course")
    for student, (answers, _) in STUDENTS.items():
        notebook = small.solved()
        for name, source in answers.items():
            cell_named(notebook, name).source = source
        small.submit(student, notebook)
    small.submit("torn", "{")
    with small.gradebook() as book:
        book.add_student("nobody", first_name="No", last_name="Body")
    course = small.course()
    grade(course, course.assignment("lab"), Options(sandbox="none", jobs=1), Observer())
    small.submit("zoe", small.solved())  # after the run
    with small.gradebook() as book:
        entry = book.find_grade("why", "lab", "lab", "ada")
        entry.manual_score, entry.needs_manual_grade = 1.5, False
        book.find_submission("lab", "cem").notebooks[0].late_submission_penalty = 0.5
        book.db.commit()
    return small


@pytest.fixture(scope="module")
def report(graded):
    return gather.gather(graded.course(), "lab")


def row_of(report, student):
    return next(row for row in report.rows if row.student == student)


def test_points_penalties_and_totals_are_those_of_the_gradebook(graded, report):
    with graded.gradebook() as book:
        for student, (_, points) in STUDENTS.items():
            row, submission = row_of(report, student), book.find_submission("lab", student)
            assert tuple(row.points[key] for key in KEYS) == points
            assert (row.score, row.penalty) == (submission.score, submission.late_submission_penalty or 0)
            assert row.total == row.score - row.penalty and row.waiting == submission.needs_manual_grade
        assert report.max_score == book.find_assignment("lab").max_score
    assert row_of(report, "cem").penalty == 0.5


def test_everybody_is_in_it_with_one_outcome(report):
    found = {row.student: row.outcome for row in report.rows}
    assert found == {"ada": "graded", "bea": "graded", "cem": "graded", "dan": "crashed", "=eve()": "graded", "torn": "malformed", "nobody": "missing", "zoe": "not graded"}
    assert {row.student for row in report.rows if row.look} == {"dan", "torn", "zoe"}
    assert row_of(report, "nobody").score == 0 and row_of(report, "torn").score is None and row_of(report, "zoe").total is None
    assert row_of(report, "nobody").name == "No Body"
    assert report.totals == [2, 3, 3, 3.5, 6.5] and report.median == 3


def test_how_hard_a_task_was_counts_those_who_have_points_for_it(report):
    found = {task.key: task for task in report.tasks}
    assert list(found) == list(KEYS)
    assert (found["square_tests"].full, found["square_tests"].part, found["square_tests"].none, found["square_tests"].share) == (3, 0, 2, 0.6)
    assert (found["half_tests"].full, found["half_tests"].part, found["half_tests"].none) == (3, 1, 1) and found["half_tests"].share == pytest.approx(11 / 15)
    assert (found["why"].by_hand, found["why"].graded, found["why"].waiting) == (True, 1, 4)


def test_several_notebooks_keep_their_tasks_apart(graded):
    course = graded.course()
    before = gather.gather(course, "lab")
    for name in ("lab", "essay"):
        graded.submit("ada", graded.solved("two", name), "two", name)
    grade(course, course.assignment("two"), Options(sandbox="none", jobs=1, students=("ada",)), Observer())
    report = gather.gather(course, "two")
    assert {"essay/greet_tests", "essay/draw", "lab/square_tests", "lab/half_tests"} <= {task.key for task in report.tasks}
    row = row_of(report, "ada")
    assert row.points["essay/greet_tests"] == 1 and row.points["lab/half_tests"] == 3 and row.score == 6
    assert gather.gather(course, "lab") == before, "one assignment's report has nothing of another's"


def test_nothing_graded_yet_is_a_report_too(small, tmp_path):
    report = gather.gather(small.course(), "two")
    assert report.median is None or report.rows
    empty = Report("course", "set", 10.0, [], [])
    assert "0 of 0 handed in" in table.show(empty)
    assert "Nobody has a score yet." in page.page(empty)
    sheets.write_students(empty, tmp_path / "students.csv")
    assert len((tmp_path / "students.csv").read_text(encoding="utf-8-sig").splitlines()) == 1


def test_the_csv_files_have_every_number_and_run_nothing_in_a_spreadsheet(report, tmp_path):
    sheets.write_students(report, tmp_path / "students.csv")
    with open(tmp_path / "students.csv", encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert set(rows) == {row.student for row in report.rows} - {"=eve()"} | {"'=eve()"}
    assert [rows["cem"][key] for key in (*(f"points: {key}" for key in KEYS), "score", "penalty", "total", "max_score", "waits_for_a_person")] == ["2", "2", "", "", "4", "0.5", "3.5", "7.5", "yes"]
    assert rows["ada"]["submitted_utc"] == "2030-01-01 12:00:00" and "exit code 1" in rows["dan"]["why"] and rows["torn"]["total"] == "" and rows["nobody"]["total"] == "0"
    sheets.write_tasks(report, tmp_path / "tasks.csv")
    with open(tmp_path / "tasks.csv", encoding="utf-8-sig", newline="") as file:
        tasks = {row["task"]: row for row in csv.DictReader(file)}
    assert tasks["square_tests"]["mean_share"] == "0.6" and tasks["why"]["waiting"] == "4" and tasks["why"]["by_hand"] == "yes"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_a_cell_that_would_be_a_formula_becomes_text(text):
    assert sheets._text(text) == f"'{text}" and sheets._text("a=1") == "a=1"


def test_the_table_has_the_same_numbers_and_fits_the_terminal(report):
    for width, plain in ((80, False), (120, True)):
        shown = table.show(report, width, plain)
        assert all(len(line) <= width for line in shown.splitlines()) and (not plain or shown.isascii())
        assert re.search(r"^cem +graded +4 +-0\.5 +3\.5 ", shown, re.MULTILINE)
        assert re.search(r"^square_tests +2 +60% ", shown, re.MULTILINE)
    assert "7 of 8 handed in, median 3 of 7.5 points, from 2 to 6.5; 5 still wait" in table.show(report)


def test_of_a_large_class_the_terminal_lists_those_who_need_a_look():
    rows = [Row(f"s{number:04}", "", "timeout" if number == 7 else "graded", "", {"t": 1.0}, 1.0, 0.0, False, (), None) for number in range(2000)]
    report = Report("c", "set", 1.0, rows, [Difficulty("t", "T", 1.0, False, 2000, 1.0, 2000, 0, 0, 0)])
    shown = table.show(report)
    assert "s0007" in shown and "s0008" not in shown and "and 1999 more" in shown
    assert page.page(report).count("<tr role=\"row\">") == 2000 + 1 + 2 + 2


def test_the_page_asks_for_nothing_and_what_students_choose_is_text():
    row = Row("<script>alert(1)</script>", 'a "name"', "malformed", "<img src=x>", {}, None, 0.0, False, ("\u202e<b>",), None)
    text = page.page(Report("<i>", "<u>", 5.0, [row], [Difficulty("<k>", "<t> & co", 5.0, False, 1, 0.0, 0, 0, 1, 0)]))
    for tag in ("<script>alert", "<img", "<u>", "<i>", "<t>", "<b>\""):
        assert tag not in text
    assert not re.search(r"""(?:src|href)=["'](?!#)|url\((?!#)|@import""", text)


def test_every_figure_has_its_words(report):
    for figure in (plots.scores, plots.difficulty, plots.outcomes):
        alt = html.unescape(re.search(r'aria-label="([^"]+)"', figure(report))[1])
        assert len(alt) > 40 and alt.endswith(".")
    assert "4 graded" in html.unescape(plots.outcomes(report)) and "square_tests, 60%" in html.unescape(plots.difficulty(report))


def test_scores_can_be_drawn_whatever_they_are():
    for points, most in (((0.0,), 0.0), ((5.0, 5.0), 5.0), ((12.0, 0.25), 10.0), (tuple(map(float, range(300))), 300.0)):
        rows = [Row(f"s{number}", "", "graded", "", {}, value, 0.0, False, (), None) for number, value in enumerate(points)]
        assert "<svg" in plots.scores(Report("c", "set", most, rows, []))


def test_the_command_writes_the_files_and_its_exit_code_says_whether_to_look(graded, tmp_path, capsys):
    where = ["--course-root", str(graded.folder)]
    assert cli.main(["report", "lab", *where]) == 1
    shown = capsys.readouterr().out
    folder = graded.folder / "reports" / "lab"
    assert sorted(path.name for path in folder.iterdir()) == ["report.html", "students.csv", "tasks.csv"] and str(folder / "report.html") in shown
    assert cli.main(["report", "lab", *where, "--out", str(tmp_path / "a" / "b"), "--json"]) == 1
    plain = json.loads(capsys.readouterr().out)
    assert plain["outcomes"] == {"graded": 4, "crashed": 1, "malformed": 1, "missing": 1, "not graded": 1} and plain["median"] == 3
    assert (tmp_path / "a" / "b" / "report.html").is_file()
    assert cli.main(["report", "nonsense", *where]) == 2 and "no assignment 'nonsense'" in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert cli.main(["report", "lab", *where, "--out", str(tmp_path / "file")]) == 2 and "cannot be written" in capsys.readouterr().err


@pytest.mark.skipif(not find(), reason="needs Chromium")
def test_the_page_in_a_browser_wide_and_narrow_light_and_dark(report, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(page.page(report), encoding="utf-8")
    backgrounds = set()
    with Chromium() as browser:
        for width in (1200, 390):
            for dark in (False, True):
                visit = browser.visit(path.as_uri(), width=width, dark=dark)
                assert visit.requests == [path.as_uri()] and not visit.failures and not visit.complaints
                assert browser.evaluate("document.documentElement.scrollWidth") == width
                assert browser.evaluate("[...document.querySelectorAll('figure')].every(figure => figure.scrollWidth <= figure.clientWidth + 1)")
                backgrounds.add(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert len(backgrounds) == 2
        browser.page.fill("input[type=search]", "crashed")
        assert browser.evaluate("[...document.querySelectorAll('.students tbody tr')].filter(row => row.offsetHeight).map(row => row.cells[0].textContent)") == ["dan"]
        browser.visit(path.as_uri())
        for text in ("of 7.5", "of 7.5"):
            browser.page.click(f".students thead button:text-is('{text}')")
        assert browser.evaluate("[...document.querySelectorAll('.students tbody tr')].map(row => row.cells[0].textContent)")[0] == "ada"
        browser.visit(path.as_uri(), java_script_enabled=False)
        assert browser.page.locator(".students tbody tr").count() == len(report.rows) and not browser.page.locator(".search").is_visible()
