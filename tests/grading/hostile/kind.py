"""What a kind of hostile or broken submission is, and what is wanted of it."""

import dataclasses

GRADED, TIMEOUT, MEMORY, KILLED, CRASHED, TAMPERED = "graded", "timeout", "memory", "killed", "crashed", "tampered"

WRONG = "second = lambda x: 0  # what the next test wants is 9\n"
FORGED = "assert second(3) == 9"


@dataclasses.dataclass(frozen=True)
class Kind:
    """A notebook of three tests: `before` (1 point) and `after` (4 points) test honest work, `attacked` (2 points) is `test`.

    The points are therefore a sum that says which of the tests were passed. `cell` is what stands before `attacked`; in it and
    in `files` the words {course}, {home}, {port}, {address} and {unix} are filled in. `none` is (outcome, points) without a
    sandbox where it differs, or a sentence that says why nothing is promised there.
    """

    name: str
    story: str
    cell: str
    outcome: str = GRADED
    points: int = 7
    test: str = "assert first(3) == 6"
    why: str = ""  # a part of the reason
    shows: str = ""  # a part of what the cell or the test shows
    files: dict = dataclasses.field(default_factory=dict)
    none: object = None
    limits: dict = dataclasses.field(default_factory=dict)
    note: str = ""  # what cannot be promised, for the table


def forgery(name, story, cell, outcome=TAMPERED, points=None, test=FORGED, **more):
    """A kind whose answer is wrong and that tries to get the points of `attacked` nevertheless."""
    return Kind(name, story, WRONG + cell, outcome, points if points is not None else {TAMPERED: 1, GRADED: 5}[outcome], test, **more)
