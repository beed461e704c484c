import numpy as np
import pytest
import sklearn.decomposition
import sklearn.preprocessing
from numpy.testing import assert_allclose
from sklearn.metrics.pairwise import rbf_kernel

from dlkit.estimators import PCA, LinearRegression, PolynomialFeatures, RBFFeatures


def rows(n=20, d=5, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) + rng.normal(scale=3, size=d)


SHAPES = [(20, 5), (5, 20), (9, 1), (6, 6)]
shapes = pytest.mark.parametrize("n, d", SHAPES)


@shapes
@pytest.mark.parametrize("whiten", [False, True])
def test_pca_is_scikit_learns_signs_included(n, d, whiten):
    X, k = rows(n, d), min(3, d)
    ours = PCA(k, whiten=whiten).fit(X)
    theirs = sklearn.decomposition.PCA(k, whiten=whiten, svd_solver="full").fit(X)
    for name in ["components_", "explained_variance_", "explained_variance_ratio_", "singular_values_", "mean_"]:
        assert_allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-9, atol=1e-11, err_msg=name)
    z = ours.transform(X)
    assert_allclose(z, theirs.transform(X), rtol=1e-8, atol=1e-10)
    assert_allclose(ours.inverse_transform(z), theirs.inverse_transform(z), rtol=1e-9, atol=1e-9)
    assert list(ours.get_feature_names_out()) == [f"pca{j}" for j in range(k)]


@pytest.mark.parametrize("whiten", [False, True])
def test_the_reconstruction_error_is_the_sum_of_the_discarded_eigenvalues(whiten):
    X = rows()
    eigenvalues = np.sort(np.linalg.eigvalsh(np.cov(X.T)))[::-1]
    for k in range(1, 6):
        pca = PCA(k, whiten=whiten).fit(X)
        error = ((X - pca.inverse_transform(pca.transform(X))) ** 2).sum() / (len(X) - 1)
        assert error == pytest.approx(eigenvalues[k:].sum(), rel=1e-10, abs=1e-12)
        assert_allclose(pca.explained_variance_, eigenvalues[:k], rtol=1e-10)


def test_no_other_subspace_reconstructs_better():
    X, rng = rows(), np.random.default_rng(1)
    centre = X - X.mean(axis=0)
    V = PCA(2).fit(X).components_
    least = ((centre - centre @ V.T @ V) ** 2).sum()
    for _ in range(50):
        Q, _ = np.linalg.qr(V.T + 0.1 * rng.normal(size=(5, 2)))
        assert ((centre - centre @ Q @ Q.T) ** 2).sum() > least


def test_codes_are_uncorrelated_and_white_ones_have_unit_variance():
    X = rows(50)
    assert_allclose(np.cov(PCA().fit_transform(X).T), np.diag(PCA().fit(X).explained_variance_), atol=1e-10)
    assert_allclose(np.cov(PCA(whiten=True).fit_transform(X).T), np.eye(5), atol=1e-10)


def test_turning_the_rows_signs_leaves_the_components_signs():
    X = rows()
    assert_allclose(PCA().fit(-X).components_, PCA().fit(X).components_, atol=1e-9)
    largest = np.abs(PCA().fit(X).components_).argmax(axis=1)
    assert (PCA().fit(X).components_[np.arange(5), largest] > 0).all()


def test_all_components_lose_nothing_of_dependent_columns_but_cannot_be_white():
    X = np.column_stack([rows(), np.full(20, 0.1), rows()[:, 0]])
    pca = PCA().fit(X)
    assert_allclose(pca.inverse_transform(pca.transform(X)), X, atol=1e-12)
    assert_allclose(PCA(5, whiten=True).fit_transform(X).std(axis=0, ddof=1), 1)
    with pytest.raises(ValueError, match=r"PCA cannot whiten component 6 of X \(20, 7\): it has no variance"):
        PCA(6, whiten=True).fit(X)


@pytest.mark.parametrize("degree", [0, 1, 2, 4])
@pytest.mark.parametrize("interaction_only", [False, True])
@pytest.mark.parametrize("include_bias", [False, True])
@pytest.mark.parametrize("d", [1, 3])
def test_polynomial_features_are_scikit_learns_in_its_order(degree, interaction_only, include_bias, d):
    X, options = rows(7, d), dict(degree=degree, interaction_only=interaction_only, include_bias=include_bias)
    ours = PolynomialFeatures(**options)
    if degree == 0 and not include_bias:
        with pytest.raises(ValueError, match="degree 0 without include_bias leaves no feature"):
            ours.fit(X)
        return
    theirs = sklearn.preprocessing.PolynomialFeatures(**options)
    assert_allclose(ours.fit_transform(X), theirs.fit_transform(X), rtol=1e-12)
    assert (ours.powers_ == theirs.powers_).all()
    assert list(ours.get_feature_names_out()) == list(theirs.get_feature_names_out())


def test_a_polynomial_is_found_exactly():
    x = np.linspace(-1, 1, 9)[:, None]
    basis = PolynomialFeatures(3, include_bias=False)
    model = LinearRegression().fit(basis.fit_transform(x), 2 - x[:, 0] + 4 * x[:, 0] ** 3)
    assert_allclose(model.coef_, [-1, 0, 4], atol=1e-12)
    assert model.intercept_ == pytest.approx(2)


@shapes
def test_rbf_features_on_every_row_are_the_kernel_matrix(n, d):
    X = rows(n, d)
    K = RBFFeatures(gamma=0.1).fit_transform(X)
    assert_allclose(K, rbf_kernel(X, gamma=0.1), rtol=1e-10, atol=1e-15)
    assert_allclose(np.diag(K), 1, rtol=1e-12)
    assert np.linalg.eigvalsh(K).min() > -1e-12


def test_rbf_features_far_from_zero_keep_their_digits():
    X = rows()
    assert_allclose(RBFFeatures().fit_transform(X + 1e6), RBFFeatures().fit_transform(X), atol=1e-8)


def test_rbf_centres_are_drawn_from_the_rows_without_repetition_by_rng():
    X = rows(200, 2)
    first, again, other = (RBFFeatures(30, rng=seed).fit(X).centers_ for seed in (0, 0, 1))
    assert (first == again).all() and (first != other).any()
    assert len(np.unique(first, axis=0)) == 30 and all((row == X).all(axis=1).any() for row in first)
    given = RBFFeatures([[0.0, 1.0], [2.0, 3.0]], gamma=0.5).fit(X)
    assert_allclose(given.transform([[0.0, 1.0]]), [[1, np.exp(-4)]])
    assert list(given.get_feature_names_out()) == ["rbffeatures0", "rbffeatures1"]
