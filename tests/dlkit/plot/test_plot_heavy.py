"""What is drawn as pixels, and what stays a shape."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from dlkit.plot.heavy import MOST_MARKS, rasterize_heavy

MANY = np.arange(MOST_MARKS + 1.0)
FEW = MANY[1:]
GRID = np.arange(1600.0).reshape(40, 40)

CASES = {
    "many points": (lambda ax: ax.scatter(MANY, MANY), True),
    "few points": (lambda ax: ax.scatter(FEW, FEW), False),
    "a long line": (lambda ax: ax.plot(MANY, MANY)[0], False),
    "many markers": (lambda ax: ax.plot(MANY, MANY, "o")[0], True),
    "few markers": (lambda ax: ax.plot(FEW, FEW, "o")[0], False),
    "many cells": (lambda ax: ax.pcolormesh(GRID), True),
    "few cells": (lambda ax: ax.pcolormesh(GRID[:10]), False),
    "many segments": (lambda ax: ax.vlines(MANY, 0, 1), True),
    "contour lines": (lambda ax: ax.contour(GRID), False),
    "filled contours": (lambda ax: ax.contourf(GRID), True),
    "a band": (lambda ax: ax.fill_between(MANY, MANY), False),
}


@pytest.mark.parametrize("case", CASES)
def test_many_marks_become_pixels(case):
    draw, pixels = CASES[case]
    artist = draw(Figure().subplots())
    rasterize_heavy(artist.get_figure())
    assert bool(artist.get_rasterized()) == pixels


def test_what_was_asked_to_be_pixels_stays_so():
    line = Figure().subplots().plot([1, 2], rasterized=True)[0]
    rasterize_heavy(line.get_figure())
    assert line.get_rasterized()
