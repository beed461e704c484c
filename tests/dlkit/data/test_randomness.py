"""What every maker of data promises about seeds, types and imports."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import dlkit
from dlkit import data

CLASSES = [data.two_moons, data.spirals, data.blobs, data.xor, data.showers]
NUMBERS = [data.sine, data.shifted_cubic, data.sets_of_numbers]
MAKERS = CLASSES + NUMBERS
BUNDLED = [data.digits, data.iris, data.wine, data.breast_cancer, data.diabetes]
DRAWERS = [*MAKERS, data.modular_addition, lambda n, rng=None: data.split(np.arange(n), rng=rng)]
NAMES = [make.__name__ for make in DRAWERS[:-1]] + ["split"]


def as_bytes(result):
    return b"".join(as_bytes(part) for part in result) if isinstance(result, tuple) else result.tobytes()


@pytest.mark.parametrize("draw", DRAWERS, ids=NAMES)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(draw):
    assert as_bytes(draw(50, rng=3)) == as_bytes(draw(50, rng=3))
    assert as_bytes(draw(50, rng=3)) != as_bytes(draw(50, rng=4))


@pytest.mark.parametrize("draw", DRAWERS, ids=NAMES)
def test_a_seed_is_its_generator_and_a_generator_moves_on(draw):
    rng = np.random.default_rng(3)
    first, second = as_bytes(draw(50, rng=rng)), as_bytes(draw(50, rng=rng))
    assert first == as_bytes(draw(50, rng=3)) == as_bytes(draw(50, rng=np.int64(3)))
    assert first != second


@pytest.mark.parametrize("draw", DRAWERS, ids=NAMES)
def test_the_global_random_state_is_neither_read_nor_moved(draw):
    before = np.random.get_state()
    first = as_bytes(draw(50, rng=3))
    after = np.random.get_state()
    assert before[0] == after[0] and np.array_equal(before[1], after[1]) and before[2:] == after[2:]
    try:
        np.random.seed(12345)
        assert as_bytes(draw(50, rng=3)) == first
    finally:
        np.random.set_state(before)


@pytest.mark.parametrize("draw, name", list(zip(DRAWERS, NAMES)), ids=NAMES)
@pytest.mark.parametrize("rng", [None, "0", 1.0, True, np.random.RandomState(0)], ids=lambda rng: type(rng).__name__)
def test_a_missing_or_wrong_rng_asks_for_a_seed(draw, name, rng):
    with pytest.raises(TypeError, match=rf"{name} got rng=.*Pass a seed \(rng=0\)"):
        draw(50, rng=rng)
    with pytest.raises(TypeError, match=r"Pass a seed"):
        draw(50)


@pytest.mark.parametrize("draw", DRAWERS, ids=NAMES)
def test_a_negative_seed_is_refused(draw):
    with pytest.raises(ValueError, match="rng=-1.*0 or larger"):
        draw(50, rng=-1)


@pytest.mark.parametrize("make", CLASSES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64, "float32"])
def test_numbers_have_the_dtype_asked_for_and_labels_are_int64(make, dtype):
    x, y = make(10, rng=0, dtype=dtype)
    assert x.dtype == dtype and y.dtype == np.int64
    assert make(10, rng=0)[0].dtype == np.float32


@pytest.mark.parametrize("make", NUMBERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_inputs_and_targets_of_a_regression_have_the_dtype_asked_for(make, dtype):
    x, *_, y = make(10, rng=0, dtype=dtype)
    assert x.dtype == y.dtype == dtype and y.shape == (10, 1)
    assert all(part.dtype in (np.float32, bool) for part in make(10, rng=0))


@pytest.mark.parametrize("load", BUNDLED)
def test_a_bundled_set_refuses_another_dtype(load):
    with pytest.raises(TypeError, match=f"{load.__name__} got dtype=.*numpy.float32 or numpy.float64"):
        load(dtype=np.int64)


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("dtype", [np.int64, np.float16, None, "torch.float32"])
def test_another_dtype_is_refused(make, dtype):
    with pytest.raises(TypeError, match="dtype=.*numpy.float32 or numpy.float64"):
        make(10, rng=0, dtype=dtype)


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(
    "n, error, words",
    [
        (0, ValueError, "n=0: it must be 1 or larger"),
        (-5, ValueError, "n=-5"),
        (10.0, TypeError, "n=10.0: an int.*//"),
        ("10", TypeError, "n='10'"),
        (True, TypeError, "n=True"),
    ],
)
def test_a_count_that_is_not_a_positive_int_is_refused(make, n, error, words):
    with pytest.raises(error, match=words) as raised:
        make(n, rng=0)
    assert str(raised.value).startswith(make.__name__)


@pytest.mark.parametrize(
    "make, error, words, options",
    [
        (data.two_moons, ValueError, "noise=-0.1.*0 or larger.*standard deviation", {"noise": -0.1}),
        (data.spirals, ValueError, "noise=-0.1.*0 or larger.*standard deviation", {"noise": -0.1}),
        (data.two_moons, ValueError, "noise=nan.*finite", {"noise": float("nan")}),
        (data.two_moons, TypeError, "noise=None.*a number", {"noise": None}),
        (data.spirals, ValueError, "n_classes=1: it must be 2 or larger", {"n_classes": 1}),
        (data.spirals, TypeError, "n_classes=2.0: an int", {"n_classes": 2.0}),
        (data.spirals, ValueError, "turns=-1", {"turns": -1}),
        (data.spirals, ValueError, "turns=0.*single point", {"turns": 0}),
        (data.blobs, ValueError, "blobs got n_classes=1: it must be 2", {"n_classes": 1}),
        (data.blobs, ValueError, "blobs got radius=-1", {"radius": -1}),
        (data.blobs, ValueError, "blobs got noise=-1.*standard deviation", {"noise": -1}),
        (data.xor, ValueError, "xor got noise=-1.*standard deviation", {"noise": -1}),
        (data.sine, ValueError, "sine got n_features=0", {"n_features": 0}),
        (data.sine, ValueError, "sine got noise=-1.*standard deviation", {"noise": -1}),
        (data.shifted_cubic, ValueError, "noise=-1.*standard deviation", {"noise": -1}),
        (data.shifted_cubic, ValueError, "domain='test': 'source' or 'target'", {"domain": "test"}),
        (data.sets_of_numbers, ValueError, "target='min': one of max, sum, mean", {"target": "min"}),
        (data.sets_of_numbers, ValueError, "min_size=4 and max_size=3.*swapped", {"min_size": 4, "max_size": 3}),
        (data.sets_of_numbers, ValueError, "min_size=0: it must be 1", {"min_size": 0}),
        (data.sets_of_numbers, TypeError, "max_size=3.0: an int", {"max_size": 3.0}),
        (data.sets_of_numbers, ValueError, "high=0.*positive", {"high": 0}),
    ],
)
def test_a_wrong_argument_of_a_toy_set_is_refused(make, error, words, options):
    with pytest.raises(error, match=words):
        make(10, rng=0, **options)


def test_everything_after_the_count_is_named():
    for make in MAKERS:
        with pytest.raises(TypeError, match="positional"):
            make(10, 0.1)


def test_importing_the_data_loads_numpy_and_nothing_heavier():
    program = (
        "import sys, dlkit.data\n"
        "loaded = {'matplotlib', 'torch', 'sklearn', 'scipy', 'pandas'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
        "dlkit.data.digits()\n"
        "assert 'sklearn' in sys.modules and 'torch' not in sys.modules and 'matplotlib' not in sys.modules\n"
    )
    root = Path(dlkit.__file__).parents[1]
    result = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_the_table_of_contents_is_complete():
    for name in data.__all__:
        assert f"`{name}`" in data.__doc__ and hasattr(data, name)
