"""The table of README.md, from the kinds: python -m tests.grading.hostile.table writes it anew."""

from pathlib import Path

from tests.grading.hostile.hand_ins import HAND_INS
from tests.grading.hostile.kinds import KINDS

README = Path(__file__).parent / "README.md"
START = "<!-- The rest is written by python -m tests.grading.hostile.table -->\n"


def table():
    """Kind, outcome, points, and what is said about it, theme by theme."""
    lines = []
    for theme, kinds in KINDS.items():
        lines += ["", f"## {theme}", "", "| kind | what it does | outcome | points of 7 | without a sandbox |", "|---|---|---|---|---|"]
        for kind in kinds:
            without = "the same" if kind.none is None else kind.none if isinstance(kind.none, str) else f"{kind.none[0]}, {kind.none[1]}"
            story = kind.story.replace("|", "\\|") + (f" (*{kind.note}*)" if kind.note else "")
            lines.append(f"| `{kind.name}` | {story} | {kind.outcome} | {kind.points} | {without} |")
    for theme, kinds in HAND_INS.items():
        lines += ["", f"## {theme}", "", "| kind | what is handed in | outcome | points of 5 | what is noted |", "|---|---|---|---|---|"]
        for kind in kinds:
            points = "none" if kind.points is None else f"{kind.points:g}"
            lines.append(f"| `{kind.name}` | {kind.story} | {kind.outcome} | {points} | {kind.note} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    README.write_text(README.read_text(encoding="utf-8").partition(START)[0] + START + table(), encoding="utf-8")
