"""When training and test data differ: estimate how, and correct for it.

| assumption | what may change | names |
|---|---|---|
| covariate shift | p(x); not p(y given x) | `domain_weights`, `ulsif`, `effective_sample_size` |
| label shift | p(y); not p(x given y) | `bbse`, `joint_confusion`, `em_prior`, `adjust_to_prior` |
| class-conditional noise | the labels, by class alone | `flip_labels`, `noisy_probability`, `clean_probability` |
| | | `noise_rates`, `noisy_threshold` |

Every function takes and returns NumPy arrays, probabilities rather than a model, so any classifier will do; its
docstring says what it assumes, and it is wrong where that does not hold. Domain-adversarial training needs
PyTorch and is imported by itself: `from dlkit.shift.dann import DANN, fit_dann`.
"""

from dlkit.shift.confusion import LabelWeights, bbse, joint_confusion
from dlkit.shift.importance import domain_weights, effective_sample_size
from dlkit.shift.label_noise import clean_probability, flip_labels, noise_rates, noisy_probability, noisy_threshold
from dlkit.shift.prior import PriorHistory, adjust_to_prior, em_prior
from dlkit.shift.ulsif import ulsif

__all__ = [
    "LabelWeights",
    "PriorHistory",
    "adjust_to_prior",
    "bbse",
    "clean_probability",
    "domain_weights",
    "effective_sample_size",
    "em_prior",
    "flip_labels",
    "joint_confusion",
    "noise_rates",
    "noisy_probability",
    "noisy_threshold",
    "ulsif",
]
