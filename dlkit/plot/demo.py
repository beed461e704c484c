"""Figures that the reader moves: a static figure, and beside it the numbers with which the book's own script draws."""

import json
import re
from collections.abc import Mapping

from dlkit.plot.figure import Layout, block, check
from dlkit.plot.validate import as_array


def demo(name, rows=1, cols=1, *, data=None, alt=None, caption=None, width=None, height=None, wrap=True):
    """A block as that of `plot.figure`, whose figure the book replaces by its interactive figure `name`.

        with plot.demo("gaussian-likelihood", data={"y": y}, alt="A bell over three readings.") as ax:
            ax.plot(grid, density)

    What is drawn in the block stands there without JavaScript, in print and in JupyterLab; alt text and caption as
    in `plot.figure`. `data` is what the interactive figure starts with, {name: number, text, list or array}; what it
    needs stands at the head of its script, `_assets/demos/NAME.js`.

    Raises ValueError for a name that is not of small letters, digits and hyphens, and for nan or an infinity in `data`,
    TypeError for data that JSON does not have, and what `plot.figure` raises for its alt text.
    """
    check("plot.demo", rows, cols, alt, width, height)
    if data is not None and not isinstance(data, Mapping):
        raise TypeError(f"plot.demo got data = {data!r}: it must be a dict of names")
    layout = Layout(rows, cols, width, height, False, False, None, None, wrap)
    return block(layout, alt, caption, place(name, data or {}))


def place(name, data):
    """HTML of the element that the script of the interactive figure `name` looks for."""
    if not (isinstance(name, str) and re.fullmatch(r"[a-z0-9-]+", name)):
        raise ValueError(
            f'plot.demo got the name {name!r}: small letters, digits and hyphens are wanted, as in "gaussian-likelihood"'
        )
    return f'<div class="dl-demo" data-demo="{name}"><script type="application/json">{_json(data)}</script></div>'


def _json(data):
    # A "<" in a text could end the script element.
    try:
        return json.dumps(data, default=_listed, allow_nan=False, ensure_ascii=False).replace("<", "\\u003c")
    except ValueError:
        raise ValueError(
            f"plot.demo got data with a nan or an infinity, which JSON does not have: {data!r}; was it divided by zero?"
        ) from None


def _listed(value):
    array = as_array(value)
    if array.dtype.kind not in "biuf":
        raise TypeError(
            f"plot.demo got data of type {type(value).__name__}: numbers, texts, lists and arrays of numbers are wanted"
        )
    return array.tolist()
