"""Where a figure is displayed."""

import sys

import pytest

from dlkit import plot
from dlkit.plot.display import settle, show


def test_a_settled_figure_keeps_its_layout(axes):
    settle(axes.figure)
    before = axes.get_position().bounds
    axes.set_ylabel("a label\nof two lines")
    axes.figure.draw_without_rendering()
    assert axes.get_position().bounds == before


def test_in_ipython_the_bundle_is_displayed_raw(monkeypatch):
    ipython = pytest.importorskip("IPython")
    seen = []
    monkeypatch.setattr(ipython, "get_ipython", object)
    monkeypatch.setattr(ipython.display, "display", lambda bundle, raw: seen.append((bundle, raw)))
    with plot.figure(alt="A line.") as ax:
        ax.plot([1, 2])
    ((bundle, raw),) = seen
    assert raw and bundle["text/plain"] == "A line."


def test_in_a_python_with_ipython_installed_but_not_running_nothing_happens(monkeypatch):
    ipython = pytest.importorskip("IPython")
    monkeypatch.setattr(ipython, "get_ipython", lambda: None)
    monkeypatch.setattr(ipython.display, "display", lambda *a, **k: pytest.fail("displayed"))
    show({"text/plain": "words"})


def test_without_ipython_nothing_happens_and_it_is_not_imported(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    show({"text/plain": "words"})
    assert "IPython" not in sys.modules
