"""Every maker of data answers wrong input by name."""

import numpy as np
import pytest

from dlkit import data
from tests.dlkit.wrong_input import (
    A_LIST,
    ABOVE_0,
    AT_LEAST_0,
    CHOICE,
    COUNT,
    DEEPER,
    DTYPES,
    FLAT,
    INF,
    INTEGERS,
    NAN,
    NO_ARRAY,
    REQUIRED_SEED,
    SHARE,
    SHORTER,
    WITH_INF,
    WITH_NAN,
    Call,
    Change,
    assert_refused,
    assert_works,
    walk,
)

DTYPE = (np.int64, "no such", complex, None, np.float16, "float8")
DRAWN = {"rng": REQUIRED_SEED, "dtype": DTYPE}
CLASSES = (1, *COUNT)
IMAGES = np.random.default_rng(0).normal(size=(3, 1, 5, 4)).astype(np.float32)
NO_IMAGES = (*DTYPES, INTEGERS, DEEPER, FLAT, Change("two channels", lambda images: np.concatenate([images, images], 1)),
             Change("no pixel", lambda images: images[..., :0]), WITH_NAN, WITH_INF, *NO_ARRAY)
ROWS, LABELS = np.arange(20.0).reshape(10, 2), np.arange(10) % 2


def maker(name, good=None, **bad):
    return Call(name, getattr(data, name), {"n": 5, "rng": 0} | (good or {}), {"n": COUNT} | DRAWN | bad)


def split(x, **options):
    data.split(x, LABELS, **options)


CALLS = [
    maker("blobs", n_classes=CLASSES, radius=AT_LEAST_0, noise=AT_LEAST_0),
    maker("xor", noise=AT_LEAST_0),
    maker("two_moons", noise=AT_LEAST_0),
    maker("spirals", n_classes=CLASSES, turns=ABOVE_0, noise=AT_LEAST_0),
    maker("sine", n_features=COUNT, noise=AT_LEAST_0),
    maker("shifted_cubic", domain=(*CHOICE, None), noise=AT_LEAST_0),
    maker("sets_of_numbers", target=(*CHOICE, None), min_size=(*COUNT, 11), max_size=COUNT, high=ABOVE_0),
    maker("showers", detector=(None, 3.0, "bright", data.Detector), gamma_fraction=SHARE),
    Call("modular_addition", data.modular_addition, {"p": 5, "rng": 0},
         {"p": CLASSES, "fraction": (*SHARE, 0, 1), "rng": REQUIRED_SEED}),
    *[Call(name, getattr(data, name), {}, {"dtype": DTYPE}) for name in ("iris", "wine", "breast_cancer", "diabetes", "digits")],
    Call("Detector", data.Detector, {}, {"night_sky": AT_LEAST_0, "psf": AT_LEAST_0, "gain": ABOVE_0, "dead_pixels": SHARE,
                                         "camera": (-1, 1.5, "3", None)}),
    Call("Detector.record", lambda blobs, rng: data.Detector().record(blobs, rng),
         {"blobs": data.detector.Blobs(*np.ones((6, 2, 3))), "rng": np.random.default_rng(0)},
         {"blobs": (None, 3.0, "text", np.ones((6, 2, 3)), data.detector.Blobs(*[np.ones(3)] * 6),
                    data.detector.Blobs(*[[[1.0]]] * 6)), "rng": (-1, "seed", None)}),
    *[Call(name, getattr(data, name), {"images": IMAGES}, {"images": NO_IMAGES, "threshold": AT_LEAST_0})
      for name in ("clean_images", "hillas")],
    Call("split", split, {"x": ROWS, "rng": 0, "stratify": LABELS},
         {"x": (A_LIST, SHORTER, np.float64(3), *NO_ARRAY), "rng": REQUIRED_SEED,
          "fractions": (0.8, None, "ab", (), (0.8,), (0.8, 0.3), (1.2, -0.2), (0.5, NAN), (INF, 1), (1.0, 0.0), ("0.5", "0.5")),
          "stratify": (A_LIST, SHORTER, DEEPER, 3.0, "text", True)}),
]
LEFT_OUT = {"HILLAS_FEATURES": "a tuple of names"}


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_good_call_works(call):
    assert_works(call)


@pytest.mark.parametrize("call, argument, value", walk(CALLS))
def test_wrong_input_is_refused_by_name(call, argument, value):
    assert_refused(call, argument, value)


def test_every_name_of_data_is_walked():
    assert set(data.__all__) - {call.name for call in CALLS} == set(LEFT_OUT)
