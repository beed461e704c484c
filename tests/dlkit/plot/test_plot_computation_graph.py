"""The graph of a network, and the one door to it and to that of an expression."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

import dlkit.numpy as dl
from dlkit import plot
from dlkit.autodiff import Tensor, Value, draw, drawing

SVG = "{http://www.w3.org/2000/svg}"
X = np.ones((2, 1, 8, 8), np.float32)


def network():
    return dl.Sequential(
        dl.Conv2d(1, 4, 3, padding=1, rng=0),
        dl.Residual(dl.Conv2d(4, 4, 3, padding=1, rng=0), dl.ReLU(), dl.Conv2d(4, 4, 1, rng=0)),
        dl.DenseBlock(dl.Conv2d(4, 2, 1, rng=0), dl.Conv2d(6, 2, 1, rng=0)),
        dl.GlobalAvgPool2d(),
        dl.Linear(8, 3, rng=0),
    )


def parse(picture):
    """(root, words, boxes) of a Drawing."""
    root = ElementTree.fromstring(str(picture))
    words = [part.text for part in root.iter() if part.tag in (f"{SVG}text", f"{SVG}tspan") and part.text]
    return root, words, root.findall(f"{SVG}rect")


def test_every_layer_has_a_box_with_its_name_kind_shape_and_count():
    _, words, boxes = parse(plot.computation_graph(network(), X, alt="A network."))
    assert len(boxes) == 1 + 3 + 8, "the input, the containers, the layers"
    for word in ("input", "(2, 1, 8, 8)", "1.0", "Conv2d", "3 × 3, padding 1", "(2, 4, 8, 8)", "148", "(2, 3)", "in all"):
        assert word in words, word
    assert f"{sum(p.data.size for p in network().parameters()):,}" in words


def test_boxes_lie_within_the_picture_and_do_not_cut_each_other():
    root, _, boxes = parse(plot.computation_graph(network(), X, alt="A network."))
    _, _, width, height = map(float, root.get("viewBox").split())
    frames = [[float(box.get(key)) for key in ("x", "y", "width", "height")] for box in boxes]
    for x, y, w, h in frames:
        assert 0 <= x < x + w <= width and 0 <= y < y + h <= height
    for i, (x, y, w, h) in enumerate(frames):
        for u, v, a, b in frames[:i]:
            apart = x + w <= u or u + a <= x or y + h <= v or v + b <= y
            inside = (x <= u and y <= v and u + a <= x + w and v + b <= y + h) or (
                u <= x and v <= y and x + w <= u + a and y + h <= v + b
            )
            assert apart or inside


def test_a_sum_and_a_join_each_have_their_circle_and_their_way_around():
    root, _, _ = parse(plot.computation_graph(network(), X, alt="A network."))
    assert len(root.findall(f"{SVG}circle")) == 1 + 2
    ways = [path for path in root.findall(f"{SVG}path") if " q7" in path.get("d")]
    assert len(ways) == 3 and {path.get("stroke") for path in ways} == {drawing.ORANGE}


def test_where_the_way_is_not_known_there_are_no_arrows_and_own_parameters_are_said():
    picture = plot.computation_graph(dl.SAB(8, 2, rng=0), np.ones((1, 5, 8), np.float32), alt="Attention.")
    root, words, _ = parse(picture)
    arrows = [path for path in root.findall(f"{SVG}path") if "m-4 -6" in path.get("d")]
    assert len(arrows) == 1 + 2, "from the input, and between the three layers of the rFF"
    assert words[words.index("of its own") + 1] == f"{3 * 8 * 8 + 3 * 8}"


def test_a_single_layer_is_a_network_too():
    _, words, boxes = parse(plot.computation_graph(dl.Linear(8, 3, rng=0), X[0, 0], alt="A layer."))
    assert len(boxes) == 2 and "Linear" in words and "27" in words


def test_both_backends_give_the_same_picture():
    pytest.importorskip("torch")
    import dlkit.torch as dt

    def layers(d):
        return d.Sequential(d.Conv2d(1, 4, 3, stride=2), d.ReLU(), d.MaxPool2d(2), d.Flatten(), d.MLP(4, (5,), 2))

    pictures = [str(plot.computation_graph(layers(d), X, alt="A network.")) for d in (dl, dt)]
    assert pictures[0] == pictures[1]


def test_it_takes_the_colours_of_the_page_and_says_the_alt_text():
    picture = plot.computation_graph(network(), X, alt='A "small"\n network & more.')
    root, _, _ = parse(picture)
    assert root.get("role") == "img" and root.get("aria-label") == 'A "small" network & more.'
    colours = set(re.findall(r'(?:fill|stroke)="([^"]*)"', str(picture)))
    assert colours == {"none", "currentColor", drawing.BLUE, drawing.ORANGE, drawing.GREY}
    assert "dl-figure" in picture._repr_html_()


def test_an_expression_is_drawn_by_autodiff():
    y = (Value(2.0, "x") * 3).tanh()
    y.backward()
    assert str(plot.computation_graph(y, alt="A neuron.")) == str(draw(y, alt="A neuron."))
    assert str(plot.computation_graph(y, alt="A neuron.", slopes=False)) == str(draw(y, alt="A neuron.", slopes=False))
    total = Tensor(np.ones(3), "w").sum()
    assert str(plot.computation_graph(total, alt="A sum.")) == str(draw(total, alt="A sum."))


@pytest.mark.parametrize(("arguments", "options", "error", "message"), [
    ((network(), X), {}, TypeError, 'got alt=None: pass alt="…"'),
    ((network(), X), {"alt": "  "}, ValueError, "empty alt text"),
    ((network(),), {"alt": "A."}, TypeError, "got a Sequential without x: pass an input of the network"),
    ((Value(1.0), X), {"alt": "A."}, TypeError, "got an input x beside a Value"),
    ((3, X), {"alt": "A."}, TypeError, "got a int: it takes a model"),
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused(arguments, options, error, message):
    with pytest.raises(error, match=message):
        plot.computation_graph(*arguments, **options)
