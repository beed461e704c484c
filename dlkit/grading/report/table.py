"""The report as text for a terminal."""

import textwrap

STUDENTS = 60  # so many are listed; of a larger class, those that need a look


def show(report, width=100, plain=False):
    """The text, for a terminal of `width` columns; `plain` is for one that has only ASCII."""
    bar, empty, dash, more = ("#", ".", "-", "...") if plain else ("█", "░", "–", "…")
    lines = [*textwrap.wrap(f"{report.assignment}: {_sentence(report)}", width), ""]
    lines += [*textwrap.wrap(", ".join(f"{number} {outcome}" for outcome, number in report.counts.items()), width), ""]
    if report.tasks and report.totals:
        size = 20 if width >= 100 else 10
        longest = min(max(len(task.title) for task in report.tasks), max(16, width - 47 - size))
        lines += [f"{'task':<{longest}}  points   mean  {'':<{size}}  full  part  none  by hand"]
        for task in report.tasks:
            known = task.graded and not task.waiting
            filled = round(size * task.share) if known else 0
            lines.append(f"{textwrap.shorten(task.title, longest, placeholder=more):<{longest}}  {task.points:>6g}  {f'{task.share:.0%}' if known else dash:>5}"
                         f"  {bar * filled}{empty * (size - filled)}  {task.full:>4}  {task.part:>4}  {task.none:>4}"
                         f"  {f'{task.waiting} to mark' if task.waiting else 'done' if task.by_hand else ''}".rstrip())
        lines.append("")
    rows = report.rows if len(report.rows) <= STUDENTS else [row for row in report.rows if row.look]
    if rows:
        longest = max(len("student"), *(len(row.student) for row in rows))
        title = f"of {report.max_score:g}"
        lines.append(f"{'student':<{longest}}  {'outcome':<14}  {'score':>6}  {'late':>6}  {title:>6}")
        for row in rows:
            score = [dash if value is None else f"{value:g}" for value in (row.score, -row.penalty or 0, row.total)]
            what = "; ".join(filter(None, [row.why, "to mark" if row.waiting else "", *row.notes]))
            line = f"{row.student:<{longest}}  {row.outcome:<14}  {score[0]:>6}  {score[1] if row.penalty else '':>6}  {score[2]:>6}  {what}".rstrip()
            lines.append(line if len(line) <= width else line[: width - len(more)] + more)
    if len(rows) < len(report.rows):
        lines.append(f"and {len(report.rows) - len(rows)} more, which need no look: they are in the CSV file")
    return "\n".join(lines)


def _sentence(report):
    handed_in = sum(row.outcome != "missing" for row in report.rows)
    text = f"{handed_in} of {len(report.rows)} handed in"
    if report.median is not None:
        text += f", median {report.median:g} of {report.max_score:g} points, from {report.totals[0]:g} to {report.totals[-1]:g}"
    if waiting := sum(row.waiting for row in report.rows):
        text += f"; {waiting} still wait{'s' if waiting == 1 else ''} for a person's points"
    return text + "."
