"""The camera of a Cherenkov telescope: from light in the focal plane to a recorded image."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dlkit.data import validate

SIDE = 20  # pixels; at 0.2 degrees a pixel the field of view is 4 degrees


class Blobs(NamedTuple):
    """Light falling on the camera as Gaussian ellipses; every field is (n, number of blobs).

    Positions and sizes in pixels, the origin at the camera centre, x to the right, y down.
    """

    charge: np.ndarray  # expected photo-electrons, 0 for a blob that is not there
    x: np.ndarray  # of the centre
    y: np.ndarray
    length: np.ndarray  # standard deviation along the axis
    width: np.ndarray  # standard deviation across it
    axis: np.ndarray  # direction of the axis, radians from x towards y


@dataclass(frozen=True)
class Detector:
    """The knobs of the camera, each with its unit; a simulated source domain, or a target with others.

    night_sky    background photo-electrons a pixel collects in one image, their mean; it is subtracted
                 (the pedestal), and Gaussian noise of that variance remains
    psf          standard deviation of the point spread function, pixels
    gain         recorded over true charge, dimensionless: 1 is a right calibration; signal and noise
                 pass through the same amplifier, so both are scaled
    dead_pixels  fraction of the pixels that always read 0
    camera       serial number, an int: says which pixels are dead

    Dead pixels belong to the camera, not to an image or a call: equal detectors have the same ones,
    whatever `rng` draws the showers, and raising `dead_pixels` kills more without reviving any.
    Raises ValueError for a knob out of range, TypeError for one that is not a number.
    """

    night_sky: float = 4.0
    psf: float = 0.5
    gain: float = 1.0
    dead_pixels: float = 0.0
    camera: int = 0

    def __post_init__(self):
        count = f"For 5 broken pixels pass 5 / {SIDE**2}."
        checked = {
            "night_sky": validate.real(self.night_sky, "night_sky", "Detector", low=0, hint="It is a variance."),
            "psf": validate.real(self.psf, "psf", "Detector", low=0, hint="It is a standard deviation in pixels."),
            "gain": validate.real(self.gain, "gain", "Detector", low=0),
            "dead_pixels": validate.fraction(self.dead_pixels, "dead_pixels", "Detector", hint=count),
            "camera": validate.integer(self.camera, "camera", "Detector", at_least=0),
        }
        if self.gain == 0:
            raise ValueError("Detector got gain=0: every image would be black; it must be larger than 0.")
        # As plain floats: a NumPy float64 knob would turn float32 images into float64 ones.
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    def dead(self):
        """Which pixels are dead: bool (20, 20)."""
        dead = np.zeros(SIDE**2, dtype=bool)
        # One permutation a camera, cut at the fraction, so that more dead pixels include the fewer.
        order = np.random.default_rng(self.camera).permutation(SIDE**2)
        dead[order[: round(self.dead_pixels * SIDE**2)]] = True
        return dead.reshape(SIDE, SIDE)

    def record(self, blobs, rng):
        """Images float32 (n, 1, 20, 20) of the Blobs, in photo-electrons, pedestal subtracted.

        gain · (Poisson(expected light) + √night_sky · Gaussian), and 0 where a pixel is dead.
        """
        _check_blobs(blobs)
        rng = validate.generator(rng, "Detector.record")
        light = expected_light(blobs, self.psf)
        # The noise is drawn first: how many numbers the Poisson draw uses up depends on the light.
        noise = rng.standard_normal(light.shape, dtype=np.float32)
        image = rng.poisson(light).astype(np.float32)
        image += math.sqrt(self.night_sky) * noise
        image *= self.gain
        image[:, self.dead().ravel()] = 0
        return image.reshape(-1, 1, SIDE, SIDE)


def _check_blobs(blobs):
    fields = tuple(blobs) if isinstance(blobs, Blobs) else ()
    if not fields or not all(isinstance(field, np.ndarray) and field.dtype.kind == "f" for field in fields):
        raise TypeError(f"Detector.record got blobs of {type(blobs).__name__}: Blobs of floating-point arrays were wanted.")
    if len({field.shape for field in fields}) > 1 or fields[0].ndim != 2:
        shapes = ", ".join(str(field.shape) for field in fields)
        raise ValueError(f"Detector.record got Blobs of {shapes}: every field must be (n, number of blobs).")


def expected_light(blobs, psf):
    """Mean photo-electrons in each pixel, float32 (n, 400), after blurring by the point spread.

    Variances add under convolution: the point spread adds psf² along and across each ellipse. The
    integral over a pixel is taken as the density at its centre after blurring by the pixel too, a
    square of variance 1/12. Light beyond the camera's edge is lost.
    """
    x, y = pixel_centres(SIDE, SIDE)
    light = np.zeros((len(blobs.charge), SIDE**2), dtype=np.float32)
    for k in range(blobs.charge.shape[1]):
        present = blobs.charge[:, k] > 0
        charge, x0, y0, length, width, axis = (field[present, k, None].astype(np.float32) for field in blobs)
        along_variance = length**2 + (psf**2 + 1 / 12)
        across_variance = width**2 + (psf**2 + 1 / 12)
        along = np.cos(axis) * (x - x0) + np.sin(axis) * (y - y0)
        across = np.cos(axis) * (y - y0) - np.sin(axis) * (x - x0)
        density = np.exp(-(along**2 / along_variance + across**2 / across_variance) / 2)
        light[present] += charge / (2 * np.pi * np.sqrt(along_variance * across_variance)) * density
    return light


def pixel_centres(height, width):
    """Coordinates x, y of the pixels of an image, row by row, each float32 (height · width,).

    In pixels from the image's centre: x to the right, y down.
    """
    y, x = np.indices((height, width), dtype=np.float32)
    return (x - (width - 1) / 2).ravel(), (y - (height - 1) / 2).ravel()
