"""How a submission's grading ended: exactly one outcome per student and run."""

import dataclasses
import json

OUTCOMES = {
    "graded": "every cell ran",
    "partial": "a part of it was missing, the rest was graded",
    "timeout": "a cell or the whole took longer than allowed",
    "memory": "it used more memory than allowed",
    "killed": "its process was killed, by itself or for starting too many",
    "crashed": "its process ended in the middle of a cell",
    "tampered": "it changed what the tests rely on",
    "malformed": "there is no notebook in it that can be read",
    "missing": "nothing was handed in",
    "internal_error": "grading itself failed, twice",
}
LOOK = frozenset(OUTCOMES) - {"graded", "missing"}  # a person should look at these


@dataclasses.dataclass(frozen=True)
class Outcome:
    """One student's outcome in one run. Scores are points before the late penalty, None where nothing could be scored."""

    run: str
    student: str
    outcome: str
    why: str = ""
    score: float | None = None
    max_score: float | None = None
    penalty: float = 0.0
    needs_manual: bool = False
    notes: tuple = ()
    seconds: float = 0.0
    peak: int = 0  # bytes of memory
    survivors: int = 0  # processes that had to be ended after it; 0 where a namespace ends them
    submitted: str = ""  # ISO times, UTC
    recorded: str = ""

    def __post_init__(self):
        if self.outcome not in OUTCOMES:
            raise ValueError(f"outcome {self.outcome!r} is none of {', '.join(OUTCOMES)}")

    def to_json(self):
        """One line of outcomes.jsonl."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=True)

    @classmethod
    def from_json(cls, line):
        """The outcome on a line of outcomes.jsonl. Raises ValueError."""
        values = json.loads(line)
        try:
            return cls(**{**values, "notes": tuple(values.get("notes", ()))})
        except TypeError as error:
            raise ValueError(f"not an outcome: {error}") from None
