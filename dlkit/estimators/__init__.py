"""Classical estimators as the lecture's equations, with scikit-learn's conventions.

    from dlkit.estimators import RBFFeatures, Ridge, cross_val_score
    model = sklearn.pipeline.make_pipeline(RBFFeatures(gamma=10), Ridge(alpha=0.1))
    cross_val_score(model, X, y, cv=5)

| file | what |
|---|---|
| `gaussian`, `laplace`, `bernoulli`, `categorical` | maximum likelihood of a noise model, and MAP |
| `linear_regression`, `ridge`, `lasso` | least squares, and with a penalty |
| `polynomial_features`, `rbf_features` | bases that make them curved |
| `logistic_regression`, `softmax_regression` | linear classifiers by IRLS or the gradient; `separation` warns |
| `pca` | principal components |
| `bagging` | averages over bootstrap samples |
| `nearest_neighbors` | retrieval, precision at k |
| `folds` | k-fold cross-validation |

Everything works in scikit-learn's Pipeline and GridSearchCV. X (n, d) has a row for each example; all computation is
in float64. What is drawn is drawn from `rng`, a Generator or a seed.
"""

from dlkit.estimators.bagging import BaggingClassifier, BaggingRegressor
from dlkit.estimators.bernoulli import Bernoulli
from dlkit.estimators.categorical import Categorical
from dlkit.estimators.folds import KFold, StratifiedKFold, cross_val_score
from dlkit.estimators.gaussian import Gaussian
from dlkit.estimators.laplace import Laplace
from dlkit.estimators.lasso import Lasso
from dlkit.estimators.linear_regression import LinearRegression
from dlkit.estimators.logistic_regression import LogisticRegression
from dlkit.estimators.nearest_neighbors import NearestNeighbors
from dlkit.estimators.pca import PCA
from dlkit.estimators.polynomial_features import PolynomialFeatures
from dlkit.estimators.rbf_features import RBFFeatures
from dlkit.estimators.ridge import Ridge
from dlkit.estimators.separation import SeparableDataWarning
from dlkit.estimators.softmax_regression import SoftmaxRegression

__all__ = [
    "BaggingClassifier",
    "BaggingRegressor",
    "Bernoulli",
    "Categorical",
    "Gaussian",
    "KFold",
    "Laplace",
    "Lasso",
    "LinearRegression",
    "LogisticRegression",
    "NearestNeighbors",
    "PCA",
    "PolynomialFeatures",
    "RBFFeatures",
    "Ridge",
    "SeparableDataWarning",
    "SoftmaxRegression",
    "StratifiedKFold",
    "cross_val_score",
]
