"""One line of what the doctor says."""

from dataclasses import dataclass

OK, WARNING, FAILURE = "ok", "warning", "failure"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's: `state` is ok, warning or failure, `advice` says what to do about the latter two."""

    name: str
    state: str
    text: str
    advice: str = ""
