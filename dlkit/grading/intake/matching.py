"""Which of a student's cells is which of the instructor's: by nbgrader's name, the cell's id, its source, its place."""

from dlkit.grading.instructor.template import grade_id


class Matching:
    """`found` maps the index of an instructor's cell to that of the student's; `notes` say what was recognised by other than its name."""

    def __init__(self, template, cells):
        self.template, self.cells, self.found, self.notes = template, cells, {}, []
        self.names = [grade_id(cell) for cell in template.cells]
        self.free = {number for number, cell in enumerate(cells) if cell.grade_id not in template.released}
        self._by_name()
        named = set(self.found)
        self._by_id()
        self._by_source()
        self._by_likeness()
        self._by_place()
        self.notes += [f"Cell {self.names[index]} had lost its name and was recognised otherwise." for index in sorted(set(self.found) - named) if self.names[index]]

    def _take(self, index, number):
        self.found[index] = number
        self.free.discard(number)

    def _left(self):
        return [index for index in range(len(self.names)) if index not in self.found]

    def _by_name(self):
        """Of several cells with one name the last counts, as it does for nbgrader."""
        where = {name: index for index, name in enumerate(self.names) if name is not None}
        count = {}
        for number, cell in enumerate(self.cells):
            if cell.grade_id in where:
                self.found[where[cell.grade_id]] = number
                count[cell.grade_id] = count.get(cell.grade_id, 0) + 1
        self.notes += [f"Cell {name} was there {times} times; the last one counts." for name, times in count.items() if times > 1]

    def _by_id(self):
        ids = {}
        for number in sorted(self.free):
            ids.setdefault(self.cells[number].id, number)
        for index in self._left():
            number = ids.get(self.template.cells[index].get("id") or None)
            if number in self.free:
                self._take(index, number)

    def _by_source(self):
        """Solution cells not among them: everybody has the same stub."""
        sources = {}
        for number in sorted(self.free, reverse=True):
            sources.setdefault(self.cells[number].source.strip(), []).append(number)
        for index in self._left():
            mine = self.template.cells[index]
            settings = mine.metadata.get("nbgrader", {})
            source = self.template.released.get(self.names[index], mine.source).strip()
            if source and not settings.get("solution") and sources.get(source):
                self._take(index, sources[source].pop())

    def _by_likeness(self):
        """The instructor's plain code where the student changed it: a cell in its place that has half of its lines."""
        for index in self._left():
            mine = self.template.cells[index]
            if self.names[index] is not None or mine.cell_type != "code":
                continue
            wanted = _lines(mine.source)
            for number in self._between(index):
                if self.cells[number].kind == "code" and wanted and 2 * len(wanted & _lines(self.cells[number].source)) >= len(wanted):
                    self._take(index, number)
                    break

    def _by_place(self):
        """A solution cell without its name: the only cell of its type where it should be."""
        for index in self._left():
            mine = self.template.cells[index]
            if self.names[index] is None or not mine.metadata.nbgrader.get("solution"):
                continue
            likely = [number for number in self._between(index) if self.cells[number].kind == mine.cell_type and self.cells[number].source.strip()]
            if len(likely) == 1:
                self._take(index, likely[0])

    def _between(self, index):
        """The student's cells that are nobody's yet, between the nearest recognised cells before and after an instructor's cell."""
        before = max((other for other in self.found if other < index), default=None)
        after = min((other for other in self.found if other > index), default=None)
        if before is None and after is None:
            return []
        start = -1 if before is None else self.found[before]
        end = len(self.cells) if after is None else self.found[after]
        return [number for number in range(start + 1, end) if number in self.free]


def _lines(source):
    return {line.strip() for line in source.splitlines() if line.strip()}
