"""Many drawings as one, in which each part says in which frames it is seen: what frames share is there once."""

from xml.etree import ElementTree

from dlkit.plot.small_png import small_png
from dlkit.plot.svg import markup


def merged(trees, still):
    """One SVG tree of the frames `trees`, of which the frame `still` is seen.

    What is in every frame stands there plainly; what is not is in groups <g data-frames="0-3 7">, hidden by
    display="none" unless `still` is among its frames. The order of drawing holds within every frame.
    """
    defs, sequence = {}, []  # sequence: [key, element, frames], in the order of drawing
    for number, tree in enumerate(trees):
        _take_defs(tree, defs)
        _weave(sequence, [(markup(part), part) for part in _parts(tree)], number)
    root = ElementTree.Element("svg")
    ElementTree.SubElement(root, "defs").extend(defs.values())
    group, group_frames = None, None
    for _, part, frames in sequence:
        if len(frames) == len(trees):
            root.append(part)
            group_frames = None
            continue
        if frames != group_frames:
            group, group_frames = ElementTree.SubElement(root, "g", {"data-frames": ranges(frames)}), frames
            if still not in frames:
                group.set("display", "none")
        group.append(part)
    return root


def ranges(numbers):
    """Rising integers as text: [0, 1, 2, 7] is "0-2 7"."""
    runs = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return " ".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)


def _weave(sequence, parts, number):
    """Add one frame: parts that are there already, in the same order, are marked, others put in between."""
    places = {}
    for place, (key, *_) in enumerate(sequence):
        places.setdefault(key, []).append(place)
    inserted, cursor = [], -1  # (after which place, entry)
    for key, part in parts:
        found = next((place for place in places.get(key, ()) if place > cursor), None)
        if found is None:
            inserted.append((cursor, [key, part, [number]]))
        else:
            sequence[found][2].append(number)
            cursor = found
    for after, entry in reversed(inserted):
        sequence.insert(after + 1, entry)


def _take_defs(tree, defs):
    """Move what parts refer to (clips, markers, glyphs) out of the tree; the same thing has the same id everywhere."""
    for parent in list(tree.iter()):
        for child in [child for child in parent if child.tag == "defs"]:
            parent.remove(child)
            for definition in child:
                defs.setdefault(definition.get("id"), definition)


def _parts(element):
    """The elements that draw, in order; groups that only hold others are opened."""
    for child in element:
        child.attrib.pop("id", None)  # counted by matplotlib, so the same part had another one in each frame
        if child.tag == "g" and not child.attrib:
            yield from _parts(child)
            continue
        for inner in child.iter():
            inner.attrib.pop("id", None)
            if inner.tag == "image":
                inner.set("href", small_png(inner.get("href")))
        yield child
