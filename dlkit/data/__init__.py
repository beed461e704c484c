"""Data of the course, made or bundled, never downloaded.

| name | what it is |
|---|---|
| `two_moons`, `spirals` | points in the plane with curved class boundaries |
| `digits` | scikit-learn's 1797 handwritten digits, as images |
| `showers`, `Detector` | simulated Cherenkov-telescope images: gamma or hadron |
| `clean_images`, `hillas`, `HILLAS_FEATURES` | from a shower image to five numbers |
| `split` | train, validation and test parts, stratified if asked |

Images are (n, 1, height, width), labels int64 (n,), numbers float32 unless `dtype` says otherwise.
What is drawn is drawn from `rng`: an int seed or a numpy Generator.
"""

from dlkit.data.detector import Detector
from dlkit.data.digits import digits
from dlkit.data.hillas import HILLAS_FEATURES, clean_images, hillas
from dlkit.data.showers import showers
from dlkit.data.splits import split
from dlkit.data.toy import spirals, two_moons

__all__ = [
    "HILLAS_FEATURES",
    "Detector",
    "clean_images",
    "digits",
    "hillas",
    "showers",
    "spirals",
    "split",
    "two_moons",
]
