"""Which pixels the score of a class hangs on."""

import numpy as np

from dlkit.explain.score import upstream_of
from dlkit.explain.watched import watched


def saliency(model, x, label):
    """|∂s/∂x| of the score s of a class, before the softmax: how much it would change with each pixel.

    x images (n, C, H, W) → (n, H, W), of the channels the largest; other inputs (n, …) → their own shape. `label` is
    one class, or one for each example (n,). A model with a single output scores class 1 with it, class 0 with its
    negative. Raises ValueError for a model without scores (n, K) or a class out of range.
    Simonyan, Vedaldi and Zisserman (2014), section 3.
    """
    seen = watched("explain.saliency", model, x, slopes=True)
    upstream = upstream_of("explain.saliency", seen.output, seen.x_shape[0], label)
    slopes = np.abs(seen.gradient("", upstream))
    return slopes.max(axis=1) if slopes.ndim == 4 else slopes
