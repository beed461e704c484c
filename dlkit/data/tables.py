"""Tables of measurements that come with scikit-learn: rows are examples, in the bundled order, units as measured.

Features have very different scales; standardise with the mean and standard deviation of the training part.
The order is not random (iris and wine are sorted by class): shuffle before cutting, as `split` does.
"""

import numpy as np

from dlkit.data import validate


def iris(*, dtype=np.float32):
    """Sepal length and width, petal length and width in cm (150, 4); setosa, versicolor, virginica int64 (150,).

    Raises TypeError if dtype is not float32 or float64. Fisher (1936).
    """
    return _classes("iris", dtype)


def wine(*, dtype=np.float32):
    """Thirteen chemical measurements of wines (178, 13); which of three growers made it, int64 (178,).

    Raises TypeError if dtype is not float32 or float64. "Wine", Aeberhard and Forina (1992), UCI.
    """
    return _classes("wine", dtype)


def breast_cancer(*, dtype=np.float32):
    """Thirty measures of cell nuclei in an image (569, 30); 0 = malignant, 1 = benign, int64 (569,).

    Raises TypeError if dtype is not float32 or float64.
    "Breast Cancer Wisconsin (Diagnostic)", Wolberg et al. (1995), UCI.
    """
    return _classes("breast_cancer", dtype)


def diabetes(*, dtype=np.float32):
    """Age, sex, body mass index, blood pressure, six measures of blood (442, 10); progression a year later (442, 1).

    As measured: not the columns scaled to length 1 that scikit-learn returns unless told otherwise.
    Raises TypeError if dtype is not float32 or float64. Efron et al. (2004), "Least angle regression".
    """
    dtype = validate.floating(dtype, "diabetes")
    x, y = _bundled("diabetes", scaled=False)
    return x.astype(dtype), y[:, None].astype(dtype)


def _classes(name, dtype):
    dtype = validate.floating(dtype, name)
    x, y = _bundled(name)
    return x.astype(dtype), y.astype(np.int64)


def _bundled(name, **options):
    from sklearn import datasets  # slow to import, and needed only when a bundled set is

    return getattr(datasets, f"load_{name}")(return_X_y=True, **options)
