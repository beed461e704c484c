"""A figure that the book makes interactive: the figure itself, and the numbers handed on."""

import json
import re

import numpy as np
import pytest

from dlkit import plot

HANDED = re.compile(r'<div class="dl-demo" data-demo="([^"]*)"><script type="application/json">(.*?)</script></div>')


@pytest.fixture
def demo_html(shown):
    """A function that gives the HTML of plot.demo with a line in it."""

    def demo_html(name="softmax-temperature", **options):
        with plot.demo(name, **{"alt": "A line.", **options}) as ax:
            ax.plot([0, 1])
        return shown.pop()["text/html"]

    return demo_html


def test_the_figure_stands_there_with_its_alt_text_and_the_numbers_between_it_and_the_caption(demo_html):
    html = demo_html(data={"z": [1, 2]}, caption="What $z$ does.")
    assert html.count("<svg") == 1 and 'role="img" aria-label="A line."' in html
    assert html.index("</svg>") < html.index('<div class="dl-demo"') < html.index("<figcaption")


def test_numbers_texts_and_arrays_arrive_as_they_were(demo_html):
    data = {"y": np.array([0.1, -1e-300, 1 / 3]), "n": np.int64(3), "pixels": np.zeros((2, 2), np.float32), "unit": "µV <</script>", "on": True}
    name, text = HANDED.search(demo_html(data=data)).groups()
    assert name == "softmax-temperature"
    assert json.loads(text) == {"y": [0.1, -1e-300, 1 / 3], "n": 3, "pixels": [[0, 0], [0, 0]], "unit": "µV <</script>", "on": True}


def test_without_data_the_script_gets_an_empty_object(demo_html):
    assert HANDED.search(demo_html())[2] == "{}"


@pytest.mark.parametrize("number", [np.nan, -np.inf])
def test_data_that_json_does_not_have_are_refused(number):
    with pytest.raises(ValueError, match="nan or an infinity"):
        plot.demo("toy", data={"y": np.array([1, number])}, alt="A line.")


@pytest.mark.parametrize("value", [{1, 2}, print, np.array([1j])])
def test_data_that_are_no_numbers_are_refused(value):
    with pytest.raises(TypeError, match=f"plot.demo got data of type {type(value).__name__}"):
        plot.demo("toy", data={"y": value}, alt="A line.")


@pytest.mark.parametrize("name", ["Toy", "", 'a"b', "a/b", None])
def test_a_name_that_is_no_file_name_is_refused(name):
    with pytest.raises(ValueError, match="small letters, digits and hyphens"):
        plot.demo(name, alt="A line.")


def test_a_demo_without_alt_text_is_refused():
    with pytest.raises(TypeError, match="plot.demo got no alt text"):
        plot.demo("toy")
