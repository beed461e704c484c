"""make grade-demo, from the released notebook to the scores in nbgrader's gradebook."""

import contextlib
import io
import os
import re
from unittest import mock

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests.exercises import problem_sets
from tests.exercises.warm_process import WarmProcess
from tools import grade_demo
from tools.grade_demo import CLASS, PERFECT, PROBLEM_SET, Student

SCORES = {  # points of the three tasks, late penalty
    "ada": (4, 4, 4, 0),
    "bernhard": (4, 4, 4, 0),
    "chandra": (4, 4, 0, 0),
    "dirac": (0, 0, 0, 0),
    "emmy": (4, 0, 4, 0),
    "fermi": (4, 4, 4, 2.4),
}
TESTS = ("gaussian_mle_tests", "cross_entropy_tests", "softmax_gradient_tests")


def run(folder, students=CLASS):
    """The demo's exit code, and what it printed to stdout and to stderr."""
    out, err = io.StringIO(), io.StringIO()
    with mock.patch.dict(os.environ), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = grade_demo.main(["--folder", str(folder)], students)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The folder of the demo's course after it ran, its exit code, and what it printed."""
    folder = tmp_path_factory.mktemp("grade_demo")
    code, printed, _ = run(folder)
    return folder, code, printed


def gradebook(folder):
    return Gradebook(f"sqlite:///{folder}/gradebook.db", "deep_learning")


def test_all_six_were_graded_as_they_deserve(demo):
    folder, code, printed = demo
    assert code == 0, printed
    assert [student.name for student in CLASS] == list(SCORES)
    with gradebook(folder) as book:
        for student, (*points, penalty) in SCORES.items():
            submission = book.find_submission(PROBLEM_SET, student)
            scores = {grade.name: grade.score for grade in submission.notebooks[0].grades}
            assert scores == dict(zip(TESTS, points)), student
            assert submission.score == sum(points) and submission.max_score == 12
            assert (submission.notebooks[0].late_submission_penalty or 0) == pytest.approx(penalty)
            assert not submission.needs_manual_grade


def test_the_table_says_what_the_gradebook_says(demo):
    _, _, printed = demo
    for student, (*points, penalty) in SCORES.items():
        row = next(line for line in printed.splitlines() if line.startswith(f"{student} "))
        numbers = [float(number) for number in row.split()[-5:]]
        assert numbers == [*points, -penalty, sum(points) - penalty]


def test_everyone_has_feedback_with_the_message_of_the_failing_test(demo):
    folder, _, _ = demo
    pages = {student: (folder / "feedback" / student / PROBLEM_SET / f"{PROBLEM_SET}.html").read_text(encoding="utf-8") for student in SCORES}
    assert "n times too large" in re.sub(r"AssertionError\(.*", "", pages["chandra"].rsplit("AssertionError", 1)[1])
    assert "was never closed" in pages["emmy"]
    assert "NotImplementedError" in pages["dirac"]
    assert "Late submission penalty" in pages["fermi"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks a warm process")
def test_a_warm_process_scores_each_submission_as_nbgrader_does(demo):
    folder, _, _ = demo
    with WarmProcess() as warm, gradebook(folder) as book:
        for student in SCORES:
            path = folder / "submitted" / student / PROBLEM_SET / f"{PROBLEM_SET}.ipynb"
            answers = {
                cell.metadata.nbgrader.grade_id: cell.source
                for cell in nbformat.read(path, as_version=4).cells if cell.metadata.get("nbgrader", {}).get("solution")}
            scores, _ = problem_sets.grade(warm, problem_sets.solution(PROBLEM_SET), answers)
            recorded = book.find_submission(PROBLEM_SET, student).notebooks[0].grades
            assert {f"{task}_tests": score for task, score in scores.items()} == {grade.name: grade.score for grade in recorded}


def test_it_starts_afresh_and_a_broken_submission_does_not_stop_the_others(demo):
    folder, _, _ = demo
    students = (
        Student("cut_off", "half a file", PERFECT, (4, 4, 4), text='{"cells": ['),
        Student("lucky", "expected to fail, and right", PERFECT, (0, 4, 4)),
    )
    code, _, complaints = run(folder, students)
    assert code == 1
    assert "cut_off: not graded: NotJSONError" in complaints
    assert "lucky: the points are wrong" in complaints
    with gradebook(folder) as book:
        assert {student.id for student in book.students} == {"cut_off", "lucky"}
        assert book.find_submission(PROBLEM_SET, "lucky").score == 12


def test_a_folder_with_somebodys_work_is_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("my work")
    code, _, complaints = run(tmp_path)
    assert code == 1 and "holds something else" in complaints
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
