"""The picture of a graph: what is in it, where it stands, and what colours it takes."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlkit.autodiff import Tensor, Value, draw, drawing
from dlkit.autodiff.layout import places
from dlkit.autodiff.scalar import topological_order

SVG = "{http://www.w3.org/2000/svg}"


def neuron():
    x, w, b = Value(2.0, "x"), Value(-3.0, "w"), Value(1.5, "b")
    y = (w * x + b).tanh()
    y.name = "y"
    return y


def parts(picture):
    root = ElementTree.fromstring(str(picture))
    return root, root.findall(f"{SVG}rect"), root.findall(f"{SVG}path"), [t.text for t in root.findall(f"{SVG}text")]


def test_every_node_has_a_box_every_edge_a_line_and_the_words_are_there():
    y = neuron()
    y.backward()
    root, boxes, lines, words = parts(draw(y, alt="A neuron."))
    assert len(boxes) == 6 and len(lines) == 5
    for word in ("x", "w", "b", "×", "+", "y = tanh", "−6", "grad 1", f"grad {y.parents[0][1]:.4g}"):
        assert word in words, word
    assert words.count("2") == 2 and words.count("−3") == 2, "the number, and the slope of the product in the other one"
    assert sum(box.get("stroke") == drawing.ORANGE for box in boxes) == 3, "leaves stand out"


def test_without_backward_there_is_no_gradient_and_without_slopes_no_slope():
    y = neuron()
    words = parts(draw(y, alt="A neuron.", slopes=False))[3]
    assert not any("grad" in word for word in words) and words.count("2") == 1
    assert len(parts(draw(y, alt="A neuron."))[3]) == len(words) + 5


def test_a_tensor_shows_its_shape_and_the_norm_of_its_gradient():
    w = Tensor(np.ones((2, 3)), "W")
    y = (w @ np.ones(3)).tanh().sum()
    y.backward()
    words = parts(draw(y, alt="A layer."))[3]
    assert "(2, 3)" in words and f"‖grad‖ {np.linalg.norm(w.grad):.4g}" in words and "grad 1" in words
    assert f"{float(y.data):.4g}" in words


def test_it_is_an_image_with_the_alt_text_and_nothing_in_it_breaks_the_markup():
    x = Value(1.0, '<x> & "y"')
    picture = draw(x * 2, alt='Twice "x" <b>\n   & more.')
    root, *_, words = parts(picture)
    assert root.get("role") == "img" and root.get("aria-label") == 'Twice "x" <b> & more.'
    assert '<x> & "y"' in words
    assert picture._repr_html_().startswith('<figure class="dl-figure"') and picture.svg in picture._repr_html_()


def test_it_takes_the_colours_of_the_page_and_of_the_palette():
    from dlkit.plot import css, palette
    from dlkit.plot.css import notebook_css

    values = palette.css_values()
    used = {drawing.BLUE: palette.BLUE, drawing.ORANGE: palette.ORANGE, drawing.GREY: palette.GREY}
    assert all(values[colour] == mine for mine, colour in used.items())
    assert set(re.findall(r"--dl-\w+:#\w+;", drawing.DARK)) <= set(re.findall(r"--dl-\w+:#\w+;", notebook_css()))
    assert drawing.DARK.split("{")[0] == notebook_css().split("{")[0] and ".dl-figure" in css()
    y = neuron()
    y.backward()
    colours = set(re.findall(r'(?:fill|stroke)="([^"]*)"', str(draw(y, alt="A neuron."))))
    assert colours == {"none", "currentColor", *used}


def test_it_asks_nothing_from_outside_and_has_no_ids_that_could_clash():
    picture = draw(neuron(), alt="A neuron.")._repr_html_()
    assert " id=" not in picture and "url(" not in picture and "<script" not in picture
    assert re.findall(r"https?://[^\"]*", picture) == ["http://www.w3.org/2000/svg"]


def test_the_same_graph_gives_the_same_picture():
    assert str(draw(neuron(), alt="A neuron.")) == str(draw(neuron(), alt="A neuron."))


def test_a_lone_leaf_can_be_drawn():
    root, boxes, lines, words = parts(draw(Value(1.0), alt="One."))
    assert len(boxes) == 1 and not lines and words == ["1"]


def grown(program):
    made = [Value(1.0, "x"), Value(2.0, "w")]
    for i, j in program:
        made.append(made[i % len(made)] + made[j % len(made)])
    return made[-1]


graphs = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=25).map(grown)


@given(graphs)
@settings(max_examples=60, deadline=None)
def test_boxes_never_overlap_stay_in_the_picture_and_edges_run_to_the_right(value):
    root, boxes, lines, _ = parts(draw(value, alt="A graph."))
    x0, y0, width, height = map(float, root.get("viewBox").split())
    spans = [tuple(float(box.get(key)) for key in ("x", "y", "width", "height")) for box in boxes]
    for i, (x, y, w, h) in enumerate(spans):
        assert x0 <= x and x + w <= x0 + width and y0 <= y + 0.1 and y + h <= y0 + height + 0.1
        for other_x, other_y, other_w, other_h in spans[:i]:
            assert x + w <= other_x or other_x + other_w <= x or y + h <= other_y or other_y + other_h <= y
    for line in lines:
        curve = line.get("d").split(" M")[0]
        xs = [float(number) for number in re.findall(r"[MCL ](-?[\d.]+) -?[\d.]+", curve)]
        assert xs == sorted(xs)


@given(graphs)
@settings(max_examples=60, deadline=None)
def test_no_edge_runs_behind_a_node(value):
    columns, edges = places(topological_order(value), height=40, gap=10)
    for column in columns:
        ys = sorted((place.y - place.height / 2, place.y + place.height / 2) for place in column)
        assert all(below >= above + 10 - 1e-6 for (_, above), (below, _) in zip(ys, ys[1:]))
    for path, _ in edges:
        assert [place.column for place in path] == list(range(path[0].column, path[-1].column + 1))
        assert all(place.node is None for place in path[1:-1])
        assert path[0].node is not None and path[-1].node is not None


@given(graphs)
@settings(max_examples=60, deadline=None)
def test_edges_enter_a_node_in_the_order_in_which_they_come(value):
    _, edges = places(topological_order(value), height=40, gap=10)
    ports = drawing._ports(edges)
    for i, (path, _) in enumerate(edges):
        for j, (other, _) in enumerate(edges):
            if path[-1] is other[-1] and path[-2].y < other[-2].y:
                assert ports[i] < ports[j]


def test_a_tree_is_drawn_without_crossings():
    leaves = [Value(float(i), str(i)) for i in range(8)]
    sums = leaves
    while len(sums) > 1:
        sums = [a + b for a, b in zip(sums[::2], sums[1::2])]
    columns, _ = places(topological_order(sums[0]), height=40, gap=10)
    assert [place.node.name for place in columns[0]] == [str(i) for i in range(8)]


BAD = [
    (lambda: draw(neuron()), TypeError, r'draw got alt=None: pass alt="…"'),
    (lambda: draw(neuron(), alt=3), TypeError, r"draw got alt=3"),
    (lambda: draw(neuron(), alt="  "), ValueError, r"draw got an empty alt text"),
    (lambda: draw(sum(Value(1.0) for _ in range(200)), alt="Long."), ValueError, r"draw got a graph of 401 nodes: at most 150"),
]


@pytest.mark.parametrize("call, error, message", BAD, ids=[m for *_, m in BAD])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
