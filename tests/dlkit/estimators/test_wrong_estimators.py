"""Every estimator answers wrong input by name."""

import numpy as np
import pytest

from dlkit import estimators
from tests.dlkit.wrong_input import (
    ABOVE_0,
    AT_LEAST_0,
    CHOICE,
    COMPLEX,
    COUNT,
    EMPTY,
    FLAT,
    INF,
    NAN,
    SEED,
    SHARE,
    SHORTER,
    STRINGS,
    WITH_INF,
    WITH_NAN,
    Call,
    Change,
    assert_refused,
    assert_works,
    walk,
    with_value,
)

RNG = np.random.default_rng(0)
X, REAL, LABELS = RNG.normal(size=(24, 3)), RNG.normal(size=24), np.arange(24) % 2
CODES = (X > 0).astype(float)

# scikit-learn's conventions: a list of numbers is data as good as an array, and so are objects that are numbers.
DEEPER = Change("one axis more", lambda X: X[..., None])
ROWS = (STRINGS, COMPLEX, FLAT, DEEPER, EMPTY, WITH_NAN, WITH_INF, None, 3.0, "text")
TARGETS = (STRINGS, COMPLEX, SHORTER, EMPTY, WITH_NAN, WITH_INF, None, 3.0, "text", Change("three axes", lambda y: y[:, None, None]))
SAMPLE = (STRINGS, COMPLEX, Change("a column", lambda y: y[:, None]), EMPTY, WITH_NAN, WITH_INF, None, 3.0, "text")
NUMBER = (NAN, INF, "1", None)
AFTER = Change("a column less", lambda X: X[:, :-1])


def fitted(name, y, use, bad=None, **options):
    """fit(X, y), then `use`(X), by the options of the constructor."""
    def call(X, y, later, **options):
        getattr(getattr(estimators, name)(**options).fit(X, y), use)(later)

    return Call(name, call, {"X": X, "y": y, "later": X}, {"X": ROWS, "y": TARGETS, "later": (*ROWS, AFTER)} | options | (bad or {}))


def unlabelled(name, use, good=None, **options):
    def call(X, later, **options):
        getattr(getattr(estimators, name)(**options).fit(X), use)(later)

    return Call(name, call, {"X": X, "later": X} | (good or {}), {"X": ROWS, "later": (*ROWS, AFTER)} | options)


def noise_model(name, y, bad=(), **options):
    def call(y, later, **options):
        getattr(estimators, name)(**options).fit(y).nll(later)

    return Call(name, call, {"y": y, "later": y, "prior_count": 2.0},
                {"y": (*SAMPLE, *bad), "later": (*SAMPLE, *bad), "prior_count": AT_LEAST_0} | options)


def scored(X, y, **options):
    model = estimators.NearestNeighbors(n_neighbors=2, metric="hamming").fit(X, y)
    model.score(**({"X": X, "y": y} | options))


def cut(name, X, y, **options):
    list(getattr(estimators, name)(**options).split(X, y))


def cross_validated(estimator, X, y, **options):
    estimators.cross_val_score(estimator, X, y, **options)


SOLVER = {"solver": (*CHOICE, None), "l2": AT_LEAST_0, "tol": ABOVE_0, "max_iter": COUNT}
ONE_CLASS = np.ones(24, int)
CALLS = [
    noise_model("Gaussian", REAL, prior_mean=NUMBER, prior_var=AT_LEAST_0),
    noise_model("Laplace", REAL, prior_loc=NUMBER, prior_scale=AT_LEAST_0),
    noise_model("Bernoulli", LABELS.astype(float), (with_value(2), with_value(-1)), prior_prob=SHARE),
    noise_model("Categorical", LABELS.astype(float), (with_value(-1),), n_classes=(0, -1, 2.5, "3", NAN),
                prior_probs=("text", [1.0], [0.7, 0.7], [1.5, -0.5], [NAN, 1.0], ["a", "b"], 3.0)),
    fitted("LinearRegression", REAL, "predict"),
    fitted("Ridge", REAL, "predict", alpha=AT_LEAST_0),
    fitted("Lasso", REAL, "predict", alpha=ABOVE_0, tol=AT_LEAST_0, max_iter=COUNT),
    *[fitted(name, LABELS, "predict_proba", {"y": (COMPLEX, SHORTER, EMPTY, None, 3.0, "text", ONE_CLASS, REAL, *bad)}, **options)
      for name, bad, options in (("LogisticRegression", (np.arange(24) % 3,), SOLVER), ("SoftmaxRegression", (), SOLVER),
                                 ("BaggingClassifier", (), {"n_estimators": COUNT, "rng": SEED, "estimator": ("tree", 3.0)}))],
    fitted("BaggingRegressor", REAL, "predict", n_estimators=COUNT, rng=SEED, estimator=("tree", 3.0)),
    unlabelled("PCA", "transform", n_components=(0, -1, 2.5, "3", NAN, 4)),
    Call("PCA", lambda codes: estimators.PCA(2).fit(X).inverse_transform(codes), {"codes": X[:, :2]},
         {"codes": (STRINGS, COMPLEX, FLAT, DEEPER, AFTER, WITH_NAN, None, 3.0, "text")}),
    unlabelled("PolynomialFeatures", "transform", degree=(-1, 2.5, "3", None, NAN)),
    unlabelled("RBFFeatures", "transform", gamma=ABOVE_0, rng=SEED, good={"centers": 3},
               centers=(0, -1, 25, 2.5, "text", [[1.0]], X[0], X[:0], np.full((2, 3), NAN), [["a", "b", "c"]])),
    unlabelled("NearestNeighbors", "kneighbors", n_neighbors=(*COUNT, 25), later=(*ROWS[:-3], *ROWS[-2:], AFTER), metric=(*CHOICE, None)),
    Call("NearestNeighbors", scored, {"X": CODES, "y": LABELS},
         {"X": (*ROWS, with_value(0.5)), "y": (SHORTER, Change("two axes", lambda y: np.stack([y, y], 1)))}),
    *[Call(name, lambda X, y, name=name, **options: cut(name, X, y, **options), {"X": X, "y": LABELS, "shuffle": True},
           {"X": (None, 3.0), "n_splits": (1, 25, *COUNT), "rng": SEED}) for name in ("KFold", "StratifiedKFold")],
    Call("StratifiedKFold", lambda y: cut("StratifiedKFold", X, y), {"y": LABELS}, {"y": (SHORTER, None, REAL, DEEPER)}),
    Call("KFold", lambda rng: estimators.KFold(3, rng=rng), {"rng": None}, {"rng": (0,)}),
    Call("cross_val_score", cross_validated, {"estimator": estimators.Ridge(), "X": X, "y": REAL},
         {"estimator": (None, 3.0, "ridge", estimators.Ridge), "X": (None, 3.0), "y": (SHORTER, 3.0), "cv": ("five", 2.5, None),
          "scoring": ("no such", 3)}),
]
LEFT_OUT = {"SeparableDataWarning": "a warning"}


@pytest.mark.parametrize("call", CALLS, ids=str)
@pytest.mark.filterwarnings("ignore")
def test_the_good_call_works(call):
    assert_works(call)


@pytest.mark.parametrize("call, argument, value", walk(CALLS))
@pytest.mark.filterwarnings("ignore")
def test_wrong_input_is_refused_by_name(call, argument, value):
    assert_refused(call, argument, value)


def test_every_estimator_is_walked():
    assert set(estimators.__all__) - {call.name for call in CALLS} == set(LEFT_OUT)
