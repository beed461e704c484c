"""dlkit.plot: every figure of the course, in one style, for light pages and dark ones.

    figure            a block that yields matplotlib Axes and displays what is drawn on them
    animation         a block whose loop draws frames, displayed with a player
    demo              a figure that the reader can move, in the book
    history           the losses of a training run
    scatter_classes   points of several classes
    decision_regions  what a classifier says everywhere in the plane
    confusion_matrix  which class was taken for which
    reliability_diagram  whether what has probability p happens in a share p of the cases, and the ECE
    loss_surface      contour lines of a function of two variables
    trajectories      the ways of minimisers over it
    weight_plane      the loss of a network on a plane through its weights, for loss_surface
    weights           a copy of a network's weights, one snapshot of its way
    image_grid        many small images
    filters           the weights of a first layer as images
    feature_maps      what a layer makes of one image
    overlay           a map of numbers over the image that it explains: saliency, class activation
    receptive_field   what units see, drawn over an image
    latent_map        codes in a latent plane, by class
    decoded_grid      what a decoder makes of a latent plane
    computation_graph the graph of a network, or of an expression of dlkit.autodiff
    direct_labels     names at the ends of lines, instead of a legend
    save              a figure as a file, an animation as a GIF
    css               the colours of a page's themes
    BLUE … GOLD       the palette, in the order of "C0" … "C6"; GREY, INK, SURFACE
"""

from dlkit.plot.animation import animation
from dlkit.plot.computation_graph import computation_graph
from dlkit.plot.confusion_matrix import confusion_matrix
from dlkit.plot.css import css
from dlkit.plot.decision_regions import decision_regions
from dlkit.plot.demo import demo
from dlkit.plot.direct_labels import direct_labels
from dlkit.plot.figure import figure
from dlkit.plot.filters import feature_maps, filters
from dlkit.plot.history import history
from dlkit.plot.image_grid import image_grid
from dlkit.plot.latent_map import decoded_grid, latent_map
from dlkit.plot.loss_surface import loss_surface
from dlkit.plot.overlay import overlay
from dlkit.plot.palette import BLUE, GOLD, GREEN, GREY, INK, ORANGE, PINK, SKY, SURFACE, VIOLET
from dlkit.plot.receptive_field import receptive_field
from dlkit.plot.reliability_diagram import reliability_diagram
from dlkit.plot.save import save
from dlkit.plot.scatter_classes import scatter_classes
from dlkit.plot.trajectories import trajectories
from dlkit.plot.weight_plane import weight_plane, weights

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
    "animation",
    "computation_graph",
    "confusion_matrix",
    "css",
    "decision_regions",
    "decoded_grid",
    "demo",
    "direct_labels",
    "feature_maps",
    "figure",
    "filters",
    "history",
    "image_grid",
    "latent_map",
    "loss_surface",
    "overlay",
    "receptive_field",
    "reliability_diagram",
    "save",
    "scatter_classes",
    "trajectories",
    "weight_plane",
    "weights",
]
