"""dlkit.plot: every figure of the course, in one style, for light pages and dark ones.

    figure            a block that yields matplotlib Axes and displays what is drawn on them
    history           the losses of a training run
    scatter_classes   points of several classes
    decision_regions  what a classifier says everywhere in the plane
    image_grid        many small images
    direct_labels     names at the ends of lines, instead of a legend
    save              a figure as a file
    css               the colours of a page's themes
    BLUE … GOLD       the palette, in the order of "C0" … "C6"; GREY, INK, SURFACE
"""

from dlkit.plot.css import css
from dlkit.plot.decision_regions import decision_regions
from dlkit.plot.direct_labels import direct_labels
from dlkit.plot.figure import figure
from dlkit.plot.history import history
from dlkit.plot.image_grid import image_grid
from dlkit.plot.palette import BLUE, GOLD, GREEN, GREY, INK, ORANGE, PINK, SKY, SURFACE, VIOLET
from dlkit.plot.save import save
from dlkit.plot.scatter_classes import scatter_classes

__all__ = [
    "BLUE",
    "GOLD",
    "GREEN",
    "GREY",
    "INK",
    "ORANGE",
    "PINK",
    "SKY",
    "SURFACE",
    "VIOLET",
    "css",
    "decision_regions",
    "direct_labels",
    "figure",
    "history",
    "image_grid",
    "save",
    "scatter_classes",
]
