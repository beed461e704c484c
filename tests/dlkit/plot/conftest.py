"""What figures show, kept instead of displayed."""

import importlib

import pytest
from matplotlib.figure import Figure

from dlkit import plot
from dlkit.plot.style import styled

# The package's attribute `figure` is the function; the module of that name is found by its path.
figure_module = importlib.import_module("dlkit.plot.figure")


@pytest.fixture
def shown(monkeypatch):
    """The list of mimebundles that were displayed during the test."""
    bundles = []
    monkeypatch.setattr(figure_module, "show", bundles.append)
    return bundles


@pytest.fixture
def html_of(shown):
    """A function that gives the HTML of a figure on which `draw(axes)` has drawn."""

    def html_of(draw, rows=1, cols=1, **options):
        with plot.figure(rows, cols, **{"alt": "A figure for a test.", **options}) as axes:
            draw(axes)
        return shown.pop()["text/html"]

    return html_of


@pytest.fixture
def axes():
    """One Axes in the course's style, of a figure that is never displayed."""
    with styled():
        yield Figure(figsize=(4.9, 3.1), layout="constrained").subplots()
