"""The scalar tape, with PyTorch and finite differences as its judges."""

import math
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlkit import autodiff
from dlkit.autodiff import Value
from dlkit.autodiff.scalar import topological_order

UNARY = {
    "exp": lambda x: x.exp(), "log": lambda x: (x * x + 0.5).log(), "sin": lambda x: x.sin(), "cos": lambda x: x.cos(),
    "tanh": lambda x: x.tanh(), "sigmoid": lambda x: x.sigmoid(), "relu": lambda x: x.relu(), "negative": lambda x: -x,
    "square": lambda x: x**2, "reciprocal": lambda x: (x * x + 1) ** -1, "root": lambda x: (x * x + 1) ** 0.5,
    "plus number": lambda x: x + 1.5, "number minus": lambda x: 2 - x, "times number": lambda x: 0.3 * x,
    "number over": lambda x: 2 / (x * x + 1), "over number": lambda x: x / 4, "number to": lambda x: 2 ** (x * 0.2),
    "power 0": lambda x: x**0, "power 1": lambda x: x**1,
}
BINARY = {
    "+": lambda x, y: x + y, "−": lambda x, y: x - y, "×": lambda x, y: x * y, "÷": lambda x, y: x / (y * y + 1),
    "power": lambda x, y: (x * x + 0.5) ** y.tanh(),
}


def expression(leaves, program):
    """Apply operations to values chosen from all made so far: parts are shared in every way."""
    made = list(leaves)
    for name, i, j in program:
        x, y = made[i % len(made)], made[j % len(made)]
        made.append((UNARY[name](x) if name in UNARY else BINARY[name](x, y)).tanh() * 2)
    return sum(made[1:], made[0])


programs = st.lists(
    st.tuples(st.sampled_from([*UNARY, *BINARY]), st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=14
)


@given(st.lists(st.floats(-2, 2), min_size=1, max_size=4), programs)
@settings(max_examples=150, deadline=None)
def test_random_graphs_have_pytorchs_gradients(data, program):
    torch = pytest.importorskip("torch")
    ours = [Value(x) for x in data]
    theirs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in data]
    y, y_torch = expression(ours, program), expression(theirs, program)
    y.backward()
    y_torch.backward()
    assert y.data == pytest.approx(y_torch.item(), rel=1e-11, abs=1e-11)
    for leaf, tensor in zip(ours, theirs):
        assert leaf.grad == pytest.approx(tensor.grad.item(), rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("name", [*UNARY, *BINARY])
@pytest.mark.parametrize("x, y", [(0.7, -1.3), (-1.6, 0.4), (1.0, 2.0)])
def test_every_operation_has_the_slope_of_its_differences(name, x, y):
    def f(x, y):
        return UNARY[name](x) if name in UNARY else BINARY[name](x, y)

    a, b, h = Value(x), Value(y), 1e-6
    f(a, b).backward()
    for value, slope in [(a, (f(Value(x + h), Value(y)).data - f(Value(x - h), Value(y)).data) / (2 * h)),
                         (b, (f(Value(x), Value(y + h)).data - f(Value(x), Value(y - h)).data) / (2 * h))]:
        assert (value.grad or 0.0) == pytest.approx(slope, rel=1e-7, abs=1e-8)


def test_a_diamond_adds_the_slopes_of_its_paths():
    x = Value(3.0)
    a, b = x * 2, x + 1
    y = a * b  # 2x (x + 1)
    y.backward()
    assert (x.grad, a.grad, b.grad, y.grad) == (4 * 3.0 + 2, 4.0, 6.0, 1.0)


def test_a_value_that_is_used_by_its_own_use_is_finished_before_it_is_passed_on():
    x = Value(2.0)
    y = x * x
    z = y + x * y  # x² + x³: y is used early and late
    z.backward()
    assert x.grad == 2 * 2 + 3 * 4 and y.grad == 3.0


def test_many_diamonds_in_a_row_are_not_walked_path_by_path():
    x = Value(1.0)
    y = x
    for _ in range(200):
        y = y * 0.5 + y * 0.5  # 2²⁰⁰ paths
    y.backward()
    assert x.grad == 1.0


def test_a_second_backward_replaces_the_gradients():
    x = Value(3.0)
    y = (x * x).exp() * x
    y.backward()
    first = x.grad
    y.backward()
    assert x.grad == first
    (x * 5).backward()
    assert x.grad == 5.0


def test_backward_from_the_middle_knows_nothing_of_what_came_after():
    x = Value(2.0)
    middle = x**3
    end = middle * 10
    middle.backward()
    assert (x.grad, middle.grad, end.grad) == (12.0, 1.0, None)


def test_a_leaf_is_its_own_derivative():
    x = Value(2.0)
    assert x.grad is None
    x.backward()
    assert x.grad == 1.0


def test_changing_data_after_the_forward_pass_does_not_falsify_the_gradient():
    x, w = Value(2.0), Value(5.0)
    y = (w * x).tanh() * w
    y.backward()
    wanted = w.grad
    w.data, x.data = -100.0, 7.0
    y.backward()
    assert w.grad == wanted


@pytest.mark.parametrize("step", [lambda y: y * 1.00001, lambda y: y.sin(), lambda y: y + y * 1e-9], ids=["×", "sin", "shared"])
def test_a_chain_of_a_hundred_thousand_nodes_does_not_overflow_the_stack(step):
    x = y = Value(1.0)
    for _ in range(100_000):
        y = step(y)
    y.backward()
    assert len(topological_order(y)) > 100_000
    assert 0 < x.grad < 3
    del y  # taking the chain apart must not recurse either


def test_the_order_has_every_node_once_and_parents_first():
    x, w = Value(1.0), Value(2.0)
    a = x * w
    y = (a + x) * (a + w) * a
    order = topological_order(y)
    place = {id(node): i for i, node in enumerate(order)}
    assert len(place) == len(order) == 7 and order[-1] is y
    assert all(place[id(parent)] < place[id(node)] for node in order for parent, _ in node.parents)


def test_descent_trains_a_neuron_to_xor_of_signs():
    import random

    rng = random.Random(0)
    hidden = [[Value(rng.gauss(0, 1)) for _ in range(3)] for _ in range(4)]
    out = [Value(rng.gauss(0, 1)) for _ in range(5)]
    table = [((-1, -1), -1), ((-1, 1), 1), ((1, -1), 1), ((1, 1), -1)]

    def model(x):
        layer = [(w[0] * x[0] + w[1] * x[1] + w[2]).tanh() for w in hidden]
        return sum((v * h for v, h in zip(out, layer)), out[-1])

    for _ in range(200):
        loss = sum((model(x) - y) ** 2 for x, y in table) / 4
        loss.backward()
        for p in [*out, *(w for ws in hidden for w in ws)]:
            p.data -= 0.1 * p.grad
    assert loss.data < 0.01


def test_extremes_stay_finite():
    for z in (-1e4, -800.0, 800.0, 1e4):
        x = Value(z)
        y = x.sigmoid() + x.tanh() + x.relu()
        y.backward()
        assert math.isfinite(y.data) and math.isfinite(x.grad)
    x = Value(-80.0)
    x.sigmoid().backward()
    assert x.grad == pytest.approx(math.exp(-80)), "the small tail is not rounded to zero"
    zero = Value(0.0)
    zero.relu().backward()
    assert zero.grad == 0.0


BAD = [
    (lambda x: Value("1"), TypeError, r"Value takes a number, got str"),
    (lambda x: Value([1.0]), TypeError, r"Value takes a number, got list; arrays are for dlkit.autodiff.Tensor"),
    (lambda x: x + "1", TypeError, r"Value takes a number, got str"),
    (lambda x: x**2j, TypeError, r"Value takes a number, got complex"),
    (lambda x: (-x).log(), ValueError, r"log of -2: .*log wants a number above 0; is it a probability that came out as 0"),
    (lambda x: (x - 2).log(), ValueError, r"log of 0"),
    (lambda x: 1 / (x - 2), ValueError, r"÷ of 1 and 0: the value or its slope is no finite real number"),
    (lambda x: (-x) ** 0.5, ValueError, r"power 0.5 of -2: .* \(it is complex\)"),
    (lambda x: (x - 2) ** 0.5, ValueError, r"power 0.5 of 0: the value or its slope"),
    (lambda x: (-x) ** Value(2.0), ValueError, r"power of -2 and 2"),
    (lambda x: (500 * x).exp(), ValueError, r"exp of 1000"),
    (lambda x: x * 1e308 * 10, ValueError, r"× of 2e\+308 and 10: .* \(it overflows\)|× of 2 and 1e\+308"),
    (lambda x: math.exp(x), TypeError, r"must be real number, not Value"),
]


@pytest.mark.parametrize("call, error, message", BAD, ids=[m for *_, m in BAD])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call(Value(2.0))


def test_what_a_value_says_of_itself():
    assert repr(Value(2.5, "w")) == "Value(2.5, 'w')" and repr(Value(2.5) * 2) == "Value(5)"
    y = Value(2.0) ** 3
    assert (y.operation, y.name) == ("power 3", "")


def test_the_file_is_short_and_needs_nothing_but_python():
    source = Path(autodiff.scalar.__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) < 150
    code = """
import sys
sys.modules["numpy"] = sys.modules["matplotlib"] = sys.modules["torch"] = None  # as where they are not installed
from dlkit.autodiff import Value, draw
x = Value(3.0, "x")
y = x * x
y.backward()
print(x.grad, "<svg" in str(draw(y, alt="x squared")))
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "6.0 True\n"
