"""make grade-demo, from the released notebook to the scores in nbgrader's gradebook."""

import contextlib
import io
import os
import re
import shutil
from unittest import mock

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests.exercises import problem_sets
from tests.exercises.warm_process import WarmProcess
from tools import grade_demo
from tools.grade_demo import CLASS, LOOPS, PERFECT, PROBLEM_SET, WRITTEN, Student
from tools.submission import Task, tasks

TASKS = tasks(problem_sets.solution(PROBLEM_SET))
TESTS = [task.tests for task in TASKS]
WRONG = {  # the tasks that each student has wrong
    "ada": (),
    "bernhard": (),
    "chandra": ("softmax_gradient",),
    "dirac": [task.name for task in TASKS],
    "emmy": ("cross_entropy",),
    "fermi": (),
}
MARKS = {"bernhard": 1.5, "dirac": 0}  # points given by hand for task 8, where not all of them
LATE = {"fermi": 0.2}  # the part of the points that lateness costs
POINTS = {
    student: [MARKS.get(student, task.points) if task.by_hand else 0 if task.name in wrong else task.points for task in TASKS]
    for student, wrong in WRONG.items()}
PENALTY = {student: LATE.get(student, 0) * sum(points) for student, points in POINTS.items()}


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
    assert [student.name for student in CLASS] == list(POINTS)
    with gradebook(folder) as book:
        for student, points in POINTS.items():
            submission = book.find_submission(PROBLEM_SET, student)
            scores = {grade.name: grade.score for grade in submission.notebooks[0].grades}
            assert scores == dict(zip(TESTS, points)), student
            assert submission.score == sum(points) and submission.max_score == sum(task.points for task in TASKS)
            assert (submission.notebooks[0].late_submission_penalty or 0) == pytest.approx(PENALTY[student])
            assert not submission.needs_manual_grade


def test_the_table_says_what_the_gradebook_says(demo):
    _, _, printed = demo
    for student, points in POINTS.items():
        row = next(line for line in printed.splitlines() if line.startswith(f"{student} "))
        numbers = [float(number) for number in row.split()[-len(TASKS) - 2 :]]
        assert numbers == pytest.approx([*points, -PENALTY[student], sum(points) - PENALTY[student]])


def test_what_a_student_deserves_follows_from_the_tasks_and_the_answers():
    found = [Task("old", "old_tests", 4), Task("new", "new_tests", 3), Task("last", "last_tests", 2)]
    assert Student("ada", "", {"old": "right/one_hot", "new": "wrong/sign"}).deserves(found) == [4, 0, 0]
    assert Student("dirac", "").deserves(found) == [0, 0, 0]
    assert Student("emmy", "", {"essay": "right/long"}, {"essay": 1.5}).deserves([Task("essay", "essay", 3)]) == [1.5]


def test_all_right_is_a_right_answer_to_every_task_in_two_ways():
    for answers in (PERFECT, LOOPS):
        assert list(answers) == [task.name for task in TASKS]
        for task, name in answers.items():
            suffix = ".md" if task in [task.name for task in TASKS if task.by_hand] else ".py"
            assert name.startswith("right/") and (grade_demo.ANSWERS / task / f"{name}{suffix}").is_file(), f"{task}: {name}{suffix}"
    assert PERFECT != LOOPS


def test_points_given_by_hand_are_those_that_the_answer_says_it_is_worth():
    for student in CLASS:
        for task in TASKS:
            if task.by_hand and task.name in student.answers:
                text = grade_demo.answer_file(task, student.answers[task.name]).read_text(encoding="utf-8")
                assert text.startswith(f"<!-- {student.marks[task.name]:g} points: "), f"{student.name}, {task.name}"


def test_everyone_has_feedback_with_the_message_of_the_failing_test(demo):
    folder, _, _ = demo
    pages = {student: (folder / "feedback" / student / PROBLEM_SET / f"{PROBLEM_SET}.html").read_text(encoding="utf-8") for student in POINTS}
    assert re.search(r"AssertionError</span>: .*n times too large", pages["chandra"])  # the output, not the test's source
    assert "was never closed" in pages["emmy"]
    assert "NotImplementedError" in pages["dirac"]
    assert "are taken off because it was late" in pages["fermi"]
    assert "1.5 of 3 points, by the criteria of the statement." in pages["bernhard"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks a warm process")
def test_a_warm_process_scores_each_submission_as_nbgrader_does(demo):
    folder, _, _ = demo
    with WarmProcess() as warm, gradebook(folder) as book:
        for student in POINTS:
            path = folder / "submitted" / student / PROBLEM_SET / f"{PROBLEM_SET}.ipynb"
            answers = {
                cell.metadata.nbgrader.grade_id: cell.source
                for cell in nbformat.read(path, as_version=4).cells if cell.metadata.get("nbgrader", {}).get("solution")}
            scores, _ = problem_sets.grade(warm, problem_sets.solution(PROBLEM_SET), answers)
            recorded = book.find_submission(PROBLEM_SET, student).notebooks[0].grades
            by_hand = [task.name for task in TASKS if task.by_hand]
            assert {task.tests: scores[task.name] for task in TASKS if not task.by_hand} == {
                grade.name: grade.score for grade in recorded if grade.name not in by_hand}


def test_a_text_waits_for_a_person_and_counts_with_the_points_given_by_hand(demo, tmp_path):
    folder, _, _ = demo
    (task,) = [task for task in TASKS if task.by_hand]
    shutil.copy(folder / "gradebook.db", tmp_path)
    with gradebook(tmp_path) as book:
        for student, given in (("ada", None), ("dirac", 0)):
            grade = book.find_grade(task.name, PROBLEM_SET, PROBLEM_SET, student)
            assert grade.auto_score == given, f"{student}: a text has no points of its own, an untouched cell has 0"
        submission = book.find_submission(PROBLEM_SET, "ada")
        grade = book.find_grade(task.name, PROBLEM_SET, PROBLEM_SET, "ada")
        grade.manual_score, grade.needs_manual_grade = None, True
        book.db.commit()
        assert submission.needs_manual_grade and submission.score == sum(POINTS["ada"]) - task.points
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        book.db.commit()
        assert not submission.needs_manual_grade and submission.score == sum(POINTS["ada"]) - 0.5


def test_it_starts_afresh_and_a_broken_submission_does_not_stop_the_others(demo):
    folder, _, _ = demo
    students = (
        Student("cut_off", "half a file", PERFECT, text='{"cells": ['),
        Student("lucky", "expected to fail, and right", PERFECT | {TASKS[0].name: f"wrong/../{PERFECT[TASKS[0].name]}"}, WRITTEN),
    )
    code, _, complaints = run(folder, students)
    assert code == 1
    assert "cut_off: malformed: " in complaints
    assert "lucky: the points are wrong" in complaints
    with gradebook(folder) as book:
        assert {student.id for student in book.students} == {"lucky"}, "what cannot be read leaves no grades"
        assert book.find_submission(PROBLEM_SET, "lucky").score == sum(task.points for task in TASKS)


def test_a_folder_with_somebodys_work_is_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("my work")
    code, _, complaints = run(tmp_path)
    assert code == 1 and "holds something else" in complaints
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
