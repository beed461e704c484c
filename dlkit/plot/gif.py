"""Pictures as an animated GIF."""

from io import BytesIO

from PIL import Image

HOLD = 1500  # milliseconds that the last picture stays before the first comes again


def gif(pictures, fps):
    """The bytes of a GIF of PNG images (bytes), all of one size, that repeats for ever.

    One palette of 256 colours, that of the picture with most of them, serves all; a GIF counts time in 10 ms.
    """
    frames = [Image.open(BytesIO(picture)).convert("RGB") for picture in pictures]
    richest = max(frames, key=lambda frame: len(frame.getcolors(frame.width * frame.height)))
    shared = richest.quantize(256, dither=Image.Dither.NONE)
    indexed = [frame.quantize(palette=shared, dither=Image.Dither.NONE) for frame in frames]
    step = max(20, 10 * round(100 / fps))
    buffer = BytesIO()
    durations = [step] * (len(frames) - 1) + [HOLD]
    indexed[0].save(buffer, "GIF", save_all=True, append_images=indexed[1:], duration=durations, loop=0, optimize=False)
    return buffer.getvalue()
