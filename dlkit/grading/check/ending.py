"""How the run of a notebook ended, and which of the student's own cells did not, in plain sentences."""

from dlkit.grading.instructor.tasks import settings

ENDINGS = {
    "timeout": "The notebook was stopped: {}. The tests after that did not run, and will not when it is graded.",
    "tampered": "The notebook was stopped: {}. The tests rely on that. It is stopped there when it is graded as well, and your teacher will look at it.",
}
ENDED = "The notebook was stopped: {}. What comes after that did not run, and will not when it is graded."


def about_cells(cells, ran):
    """Warnings about the student's own cells that end in an error: nothing is lost by it, but whatever they should have made."""
    failed = [(name, done["error"]) for name, done in ran["cells"].items() if done["error"] and not settings(cells[name])]
    return [f"{_called(name, cells)} stops with {': '.join(filter(None, error))[:200]}. The cells after it run all the same, here and when it is graded, without what it should have made."
            + (" Nobody is there to answer input()." if error[0] == "EOFError" else "") for name, error in failed]


def why(cells, ran):
    """What stopped the notebook, or one of its cells, as a sentence; "" for nothing."""
    if ran["ending"] == "done":
        return ""
    reason = ran["why"].replace("replaced by the submission:", "it replaces")
    for name in sorted((name for name in cells if reason.startswith(f"{name} ")), key=len)[-1:]:
        reason = (f"the cell {name}" if settings(cells[name]) else _called(name, cells)) + reason[len(name) :]
    last = [name for name, cell in cells.items() if cell["cell_type"] == "code"][-1]
    if ran["ending"] == "timeout" and last in ran["cells"]:
        return f"{reason[0].upper()}{reason[1:]} and was interrupted. What comes after it ran."
    return ENDINGS.get(ran["ending"], ENDED).format(reason[0].lower() + reason[1:])


def _called(name, cells):
    """A student's own cell, which has no name that they know."""
    lines = [line for line in cells[name]["source"].splitlines() if line.strip()]
    return f"The cell that begins with `{lines[0].strip()[:60]}`" if lines else name
