"""Where the nodes of a graph stand in its picture: in columns, each right of what it was made of.

Sugiyama's method in small: edges over several columns get a place in each, and each column is sorted and moved
towards its neighbours a few times, so that few edges cross and none runs behind a node.
"""

SWEEPS = 12


class Place:
    """A place in a column: of a node, or of an edge on its way (node is None)."""

    def __init__(self, node, column, height):
        self.node, self.column, self.height = node, column, height
        self.before, self.after, self.y = [], [], 0.0


def places(order, height, gap):
    """(columns, edges): lists of Places with their y, and for every edge (the Places it passes, its slope or pullback).

    `order` are nodes in topological order, all of one `height`; `gap` is what stays between two of a column.
    """
    column = _columns(order)
    of = {id(node): Place(node, column[id(node)], height) for node in order}
    columns = [[] for _ in range(max(column.values()) + 1)]
    for place in of.values():
        columns[place.column].append(place)
    edges = []
    for node in order:
        for parent, local in node.parents:
            path = [of[id(parent)]]
            for between in range(path[0].column + 1, column[id(node)]):
                path.append(Place(None, between, 0.0))
                columns[between].append(path[-1])
            path.append(of[id(node)])
            for left, right in zip(path, path[1:]):
                left.after.append(right)
                right.before.append(left)
            edges.append((path, local))
    for places_of in columns:
        _spread(places_of, [0.0] * len(places_of), gap)
    for sweep in range(SWEEPS):
        leftward = sweep % 2
        for places_of in reversed(columns) if leftward else columns:
            wanted = [_mean([p.y for p in (place.after if leftward else place.before)], place.y) for place in places_of]
            _spread(places_of, wanted, gap)
    return columns, edges


def _columns(order):
    """The column of each node by id: one right of its last parent; a leaf one left of the first that uses it."""
    column = {}
    for node in order:
        column[id(node)] = 1 + max((column[id(parent)] for parent, _ in node.parents), default=-1)
    first_use = {}
    for node in order:
        for parent, _ in node.parents:
            first_use[id(parent)] = min(column[id(node)], first_use.get(id(parent), column[id(node)]))
    for node in order:
        if not node.parents and id(node) in first_use:
            column[id(node)] = first_use[id(node)] - 1
    return column


def _spread(places_of, wanted, gap):
    """Sort the places of a column by where they want to be, and put them there as nearly as they fit."""
    ranked = sorted(range(len(places_of)), key=lambda i: wanted[i])
    bottom, moved = None, []
    for i in ranked:
        place = places_of[i]
        least = wanted[i] if bottom is None else bottom + gap + place.height / 2
        place.y = max(wanted[i], least)
        bottom = place.y + place.height / 2
        moved.append(wanted[i] - place.y)
    for i in ranked:
        places_of[i].y += sum(moved) / len(moved)
    places_of[:] = [places_of[i] for i in ranked]


def _mean(values, otherwise):
    return sum(values) / len(values) if values else otherwise
