"""Table: a history as columns and rows."""

import csv
import html
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """`columns` are names, `rows` lists of values in their order; `marked` is the row to stand out, or None.

    Shows as text, in a notebook as HTML (long tables without their middle), and goes to a CSV file.
    """

    columns: list
    rows: list
    marked: int | None = None

    def __post_init__(self):
        if not all(isinstance(part, (list, tuple)) for part in (self.columns, self.rows)):
            came = f"{type(self.columns).__name__} and {type(self.rows).__name__}"
            raise TypeError(f"Table takes a list of columns and a list of rows, got {came}")
        for row in self.rows:
            if not isinstance(row, (list, tuple)) or len(row) != len(self.columns):
                raise ValueError(f"Table got the row {row!r}: it must have a value for each of {len(self.columns)} columns")

    def to_csv(self, path):
        """Write a header and all rows, numbers in full precision."""
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(self.columns)
            writer.writerows(self.rows)

    def _shown(self, most=20):
        """(number, cells as text) of the rows that are shown; a number of None stands for those left out."""
        rows = [(i, [_text(value) for value in row]) for i, row in enumerate(self.rows)]
        if len(rows) <= most:
            return rows
        return [*rows[: most // 2], (None, ["…"] * len(self.columns)), *rows[-most // 2 :]]

    def __str__(self):
        lines = [list(map(str, self.columns)), *[cells for _, cells in self._shown()]]
        widths = [max(map(len, column)) for column in zip(*lines)]
        return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths)) for line in lines)

    def _repr_html_(self):
        def row(cells, tag):
            return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

        body = []
        for number, cells in self._shown():
            line = row(cells, "td")
            if number is not None and number == self.marked:
                line = line.replace("<td>", "<td><strong>").replace("</td>", "</strong></td>")
            body.append(line)
        head = row(map(str, self.columns), "th")
        return f"<table><thead>{head}</thead><tbody>{''.join(body)}</tbody></table>"


def _text(value):
    return f"{value:.4g}" if isinstance(value, float) else str(value)
