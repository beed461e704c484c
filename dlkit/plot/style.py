"""The look of every figure: matplotlib's defaults, then these settings, and nothing left behind."""

from contextlib import contextmanager
from pathlib import Path

import matplotlib
from matplotlib import font_manager
from matplotlib.rcsetup import cycler

from dlkit.plot import palette

# The fonts come with dlkit, so that a figure's bytes do not depend on the machine that draws it.
for _file in sorted((Path(__file__).parent / "fonts").glob("*.ttf")):
    font_manager.fontManager.addfont(_file)

SETTINGS = {
    "font.family": ["dlkit Inter", "DejaVu Sans"],  # DejaVu for the signs that Inter lacks
    "font.size": 10,
    "mathtext.fontset": "dejavuserif",  # of those matplotlib has, the one of the height and weight of Inter
    "text.color": palette.INK,
    "text.hinting": "none",
    "text.parse_math": True,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 8,
    "axes.labelsize": 10,
    "axes.labelcolor": palette.INK,
    "axes.labelpad": 5,
    "axes.edgecolor": palette.INK + "99",
    "axes.facecolor": "none",
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.prop_cycle": cycler(color=[palette.LIGHT[name] for name in palette.CYCLE]),
    "axes.xmargin": 0.03,
    "axes.ymargin": 0.06,
    "axes.formatter.use_mathtext": True,
    "axes.formatter.limits": (-4, 5),
    "grid.color": palette.INK,
    "grid.alpha": 0.13,
    "grid.linewidth": 0.8,
    "xtick.color": palette.INK + "99",
    "ytick.color": palette.INK + "99",
    "xtick.labelcolor": palette.INK + "d9",
    "ytick.labelcolor": palette.INK + "d9",
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "xtick.major.size": 3,
    "ytick.major.size": 3,
    "xtick.minor.size": 0,
    "ytick.minor.size": 0,
    "lines.linewidth": 2,
    "lines.markersize": 5.5,
    "lines.solid_capstyle": "round",
    "lines.dash_capstyle": "round",
    "lines.dashed_pattern": (2.2, 2.2),
    "lines.dotted_pattern": (0.1, 2.0),
    "lines.scale_dashes": True,
    "scatter.edgecolors": "none",
    "patch.linewidth": 0.8,
    "patch.facecolor": palette.BLUE,
    "hatch.color": palette.INK,
    "hatch.linewidth": 0.8,
    "boxplot.flierprops.color": palette.INK,
    "contour.linewidth": 1.2,
    "image.cmap": "viridis",
    "image.interpolation": "none",  # pixels stay pixels, and an SVG carries them once
    "legend.frameon": True,
    "legend.facecolor": palette.SURFACE,
    "legend.edgecolor": "none",
    "legend.framealpha": 0.85,
    "legend.fontsize": 9.5,
    "legend.title_fontsize": 9.5,
    "legend.handlelength": 1.7,
    "legend.handletextpad": 0.6,
    "legend.borderaxespad": 0.3,
    "legend.labelspacing": 0.35,
    "figure.facecolor": "none",
    "figure.titlesize": 11,
    "figure.titleweight": "bold",
    "figure.constrained_layout.w_pad": 0.03,
    "figure.constrained_layout.h_pad": 0.03,
    "figure.constrained_layout.wspace": 0.05,
    "figure.constrained_layout.hspace": 0.06,
    "savefig.facecolor": "auto",
    "svg.fonttype": "path",
    "svg.hashsalt": "dlkit",  # without a salt of our own the ids are random
    "svg.image_inline": True,
}


@contextmanager
def styled():
    """A block in which matplotlib draws in this style; every setting is put back, whatever happens.

    A reader's own matplotlibrc is set aside first, so that a figure is the same everywhere.
    """
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(SETTINGS)
        yield
