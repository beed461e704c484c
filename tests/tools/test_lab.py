"""Students work on copies, which nothing overwrites."""

from tools.lab import copy_exercises


def test_exercises_are_copied_to_work_once_and_never_overwritten(course):
    course.notebook("exercises/ps1/ps1.ipynb", "1")
    course.write("exercises/.generated", "")
    assert copy_exercises(course.root) == [course.root / "work/ps1/ps1.ipynb"]
    (course.root / "work/ps1/ps1.ipynb").write_text("my solution")
    course.notebook("exercises/ps2/ps2.ipynb", "1")
    assert copy_exercises(course.root) == [course.root / "work/ps2/ps2.ipynb"]
    assert (course.root / "work/ps1/ps1.ipynb").read_text() == "my solution"
    assert not (course.root / "work/.generated").exists()
