import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn import datasets

from dlkit import data

SHAPES = {"iris": (150, 4, 3), "wine": (178, 13, 3), "breast_cancer": (569, 30, 2)}


@pytest.mark.parametrize("name", SHAPES)
def test_a_table_is_scikit_learns_in_its_order(name):
    n, n_features, n_classes = SHAPES[name]
    x, y = getattr(data, name)(dtype=np.float64)
    bundled = getattr(datasets, f"load_{name}")()
    assert x.shape == (n, n_features) and y.shape == (n,) and y.dtype == np.int64
    assert np.array_equal(x, bundled.data) and np.array_equal(y, bundled.target)
    assert np.unique(y).tolist() == list(range(n_classes))
    assert getattr(data, name)()[0].dtype == np.float32


def test_the_labels_of_breast_cancer_are_what_its_docstring_says():
    assert datasets.load_breast_cancer().target_names.tolist() == ["malignant", "benign"]
    _, y = data.breast_cancer()
    assert (y == 0).sum() == 212


def test_diabetes_is_as_measured_and_scaled_it_is_scikit_learns():
    x, y = data.diabetes(dtype=np.float64)
    bundled = datasets.load_diabetes()
    assert x.shape == (442, 10) and np.array_equal(y, bundled.target[:, None])
    assert x[:, 0].min() == 19 and x[:, 0].max() == 79  # ages in years
    assert_allclose((x - x.mean(axis=0)) / x.std(axis=0) / np.sqrt(442), bundled.data, atol=1e-6)
    assert all(part.dtype == np.float32 for part in data.diabetes())


def test_changing_a_table_does_not_change_the_next_one():
    x, y = data.iris(dtype=np.float64)
    x[:], y[:] = 0, 7
    assert data.iris()[0].max() > 7 and data.iris()[1].max() == 2
