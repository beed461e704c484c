"""PNG images of few colours, made small."""

import base64
from functools import lru_cache
from io import BytesIO

import numpy as np
from PIL import Image

PREFIX = "data:image/png;base64,"
COLOURS = 256  # as many as an index of one byte has


@lru_cache(maxsize=256)
def small_png(uri):
    """The data URI of a PNG with the same picture and a palette, where that is smaller; others come back as they are.

    The same to a pixel where the image has at most 256 colours, counting opacities; else with its nearest 256.
    """
    if not uri.startswith(PREFIX):
        return uri
    picture = Image.open(BytesIO(base64.b64decode(uri[len(PREFIX) :]))).convert("RGBA")
    pixels = np.array(picture)
    pixels[pixels[..., 3] == 0] = 0  # a colour that is not seen
    colours, index = np.unique(pixels.reshape(-1, 4), axis=0, return_inverse=True)
    if len(colours) <= COLOURS:
        indexed = Image.fromarray(index.reshape(pixels.shape[:2]).astype(np.uint8), mode="P")
        indexed.putpalette(colours[:, :3].tobytes())
        options = {"transparency": colours[:, 3].tobytes()}
    else:
        indexed, options = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE), {}
    buffer = BytesIO()
    indexed.save(buffer, format="PNG", optimize=True, **options)
    small = PREFIX + base64.b64encode(buffer.getvalue()).decode()
    return min(uri, small, key=len)
