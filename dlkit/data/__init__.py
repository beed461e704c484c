"""Data of the course, made or bundled, never downloaded.

| name | what it is |
|---|---|
| `blobs`, `xor` | points in the plane: a Gaussian a class, the corners of a square |
| `two_moons`, `spirals` | points in the plane with curved class boundaries |
| `sine`, `shifted_cubic` | regression: a product of sines, a cubic under covariate shift |
| `modular_addition` | (a + b) mod p for all pairs, a part of them to train on |
| `sets_of_numbers` | padded sets with their mask; maximum, sum or mean |
| `iris`, `wine`, `breast_cancer`, `diabetes` | scikit-learn's tables, as measured |
| `digits` | scikit-learn's 1797 handwritten digits, as images |
| `showers`, `Detector` | simulated Cherenkov-telescope images: gamma or hadron |
| `clean_images`, `hillas`, `HILLAS_FEATURES` | from a shower image to five numbers |
| `split` | train, validation and test parts, stratified if asked |

Images are (n, 1, height, width), labels int64 (n,), regression targets (n, 1), numbers float32 unless
`dtype` says otherwise.
What is drawn is drawn from `rng`: an int seed or a numpy Generator.
"""

from dlkit.data.detector import Detector
from dlkit.data.digits import digits
from dlkit.data.hillas import HILLAS_FEATURES, clean_images, hillas
from dlkit.data.modular import modular_addition
from dlkit.data.regression import shifted_cubic, sine
from dlkit.data.sets import sets_of_numbers
from dlkit.data.showers import showers
from dlkit.data.splits import split
from dlkit.data.tables import breast_cancer, diabetes, iris, wine
from dlkit.data.toy import blobs, spirals, two_moons, xor

__all__ = [
    "HILLAS_FEATURES",
    "Detector",
    "blobs",
    "breast_cancer",
    "clean_images",
    "diabetes",
    "digits",
    "hillas",
    "iris",
    "modular_addition",
    "sets_of_numbers",
    "shifted_cubic",
    "showers",
    "sine",
    "spirals",
    "split",
    "two_moons",
    "wine",
    "xor",
]
