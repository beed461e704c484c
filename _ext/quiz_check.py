"""What can be wrong with a question, said so that its author knows what to write instead."""

import math

WRITE_NUMBERS = "with :tolerance: every answer is a number, written like 0.25, -3 or 2.5e-4"


def number(text):
    """The finite number that `text` says, or None."""
    try:
        value = float(text.replace("−", "-"))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def problem(answers, options):
    """The first fault of a question with these answer nodes (None: not an answer) and directive options, or None."""
    if None in answers:
        return "an answer starts with “- [x] ” where it is right and with “- [ ] ” where it is not, then its text"
    if len(answers) < 2:
        return "a question needs at least two answers"
    right = [position for position, answer in enumerate(answers, 1) if answer["right"]]
    if not right:
        return "no answer is marked right: mark it “- [x]”"
    if len(right) > 1 and "multiple" not in options:
        wanted = "one number can be right" if "tolerance" in options else "add :multiple: if the reader is to choose all that apply"
        return f"answers {' and '.join(map(str, right))} are marked right: {wanted}"
    for position, answer in enumerate(answers, 1):
        if len(answer) == 1:
            return f"answer {position} has no explanation: indent it by two spaces on the line below"
    if "tolerance" in options:
        return problem_of_numbers(answers, options)
    return "a :unit: belongs to numbers: add :tolerance:" if "unit" in options else None


def problem_of_numbers(answers, options):
    if "multiple" in options:
        return ":tolerance: and :multiple: exclude each other: the reader types one number, or chooses among answers"
    tolerance = number(options["tolerance"])
    if tolerance is None or tolerance < 0:
        return f"the tolerance is “{options['tolerance']}”, but has to be a number, 0 or larger"
    for position, answer in enumerate(answers, 1):
        if answer["number"] is None:
            return f"answer {position} is “{answer['text']}”: {WRITE_NUMBERS}"
    right = next(answer for answer in answers if answer["right"])
    for position, answer in enumerate(answers, 1):
        if answer is not right and abs(answer["number"] - right["number"]) <= tolerance:
            return f"answer {position}, {answer['text']}, is within the tolerance of the right one, {right['text']}: make the tolerance smaller"
    return None
