import numpy as np
import pytest
from numpy.testing import assert_allclose

from dlkit import minimize


def test_a_grid_is_walked_whole_with_the_last_variable_fastest():
    walk = minimize.grid_search(lambda x: float((x[0] - 1) ** 2 + x[1] ** 2), [(-1, 1), (0, 4)], points=(3, 5))
    wanted = [(a, b) for a in (-1, 0, 1) for b in (0, 1, 2, 3, 4)]
    assert_allclose(walk.x, wanted)
    assert walk.best.x.tolist() == [1, 0] and walk.best.f == 0
    assert walk.n_evaluations == 15 and walk.reason == "all 15 points looked at" and not walk.converged


def test_a_grid_misses_the_minimum_by_at_most_half_its_spacing():
    f = minimize.himmelblau()
    walk = minimize.grid_search(f, f.box, points=101)
    assert np.abs(f.minima - walk.best.x).max(axis=1).min() <= 0.05 + 1e-9


def test_random_points_fill_the_box_and_the_seed_decides_them():
    bounds = [(-3, -1), (0, 10), (5, 5.5)]
    walk = minimize.random_search(lambda x: float(x.sum()), bounds, steps=4000, rng=0)
    low, high = np.array(bounds).T
    assert (walk.x >= low).all() and (walk.x < high).all()
    assert_allclose(walk.x.mean(axis=0), (low + high) / 2, atol=4 * (high - low).max() / (12 * 4000) ** 0.5)
    again = minimize.random_search(lambda x: float(x.sum()), bounds, steps=4000, rng=0)
    assert (walk.x == again.x).all()
    assert (minimize.random_search(lambda x: 0.0, bounds, steps=9, rng=np.random.default_rng(1)).x != walk.x[:9]).any()
    assert walk.best.f == walk.f.min() and np.isnan(walk.gradient_norms).all() and walk.gradient == "none"


def test_points_where_f_is_not_finite_count_as_infinitely_high():
    def root(x):
        return np.sqrt(x[0])

    walk = minimize.grid_search(root, [(-1, 1)], points=5)
    assert walk.f.tolist() == [np.inf, np.inf, 0.0, np.sqrt(0.5), 1.0] and walk.best.x[0] == 0
    nowhere = minimize.random_search(lambda x: np.nan, [(0, 1)], steps=3, rng=0)
    assert nowhere.reason == "all 3 points looked at, and f is not finite at any of them"


def test_a_callback_sees_and_stops_a_search():
    seen = []
    walk = minimize.grid_search(lambda x: float(x[0]), [(0, 1)], callback=lambda k, point: seen.append(point.f) or k == 3)
    assert len(walk) == len(seen) == 4 and walk.reason == "stopped by the callback after 4 points"


@pytest.mark.parametrize("d", [1, 2, 10])
def test_evolution_converges_on_a_sphere_at_any_scale(d):
    for scale in (1e-3, 1.0, 1e3):
        walk = minimize.evolution(
            lambda x: float(x @ x), scale * np.ones(d), std=scale, steps=600, tolerance=1e-6 * scale, rng=0
        )
        assert walk.converged and np.linalg.norm(walk.x[-1]) < 1e-4 * scale, walk


def test_evolution_does_not_see_a_monotone_change_of_f():
    f = minimize.beale()
    walks = [minimize.evolution(g, f.start, steps=30, rng=3) for g in (f, lambda x: f(x) ** 3, lambda x: -1 / (1 + f(x)))]
    assert (walks[0].x == walks[1].x).all() and (walks[0].x == walks[2].x).all()


def test_the_mean_of_the_best_offspring_is_the_next_centre():
    f = minimize.himmelblau()
    walk = minimize.evolution(f, f.start, std=2.0, parents=3, offspring=12, steps=8, tolerance=0, rng=0)
    assert walk.populations.shape == (9, 12, 2) and (walk.populations[0] == f.start).all()
    for k in range(1, 9):
        population = walk.populations[k]
        best = np.argsort([f(x) for x in population])[:3]
        assert_allclose(walk.x[k], population[best].mean(axis=0))
        assert walk.f[k] == f(walk.x[k])
    assert walk.n_evaluations == 1 + 8 * 13


def test_evolution_finds_a_minimum_in_most_runs():
    f = minimize.himmelblau()
    found = [minimize.evolution(f, f.start, std=2.0, rng=seed).best for seed in range(10)]
    assert sum(np.linalg.norm(f.minima - best.x, axis=1).min() < 1e-3 for best in found) >= 9


def test_evolution_leaves_out_offspring_where_f_is_not_finite():
    walk = minimize.evolution(lambda x: float(x[0] - np.log(x[0])), [3.0], std=3.0, steps=300, rng=0)
    assert walk.converged and walk.best.x[0] == pytest.approx(1, abs=1e-3)
    nowhere = minimize.evolution(lambda x: np.inf, [3.0], rng=0)
    assert nowhere.steps == 0 and "f is not finite at any of 35 offspring" in nowhere.reason


def test_evolution_stops_when_asked():
    walk = minimize.evolution(lambda x: float(x @ x), [3.0], rng=0, callback=lambda k, point: k == 2)
    assert walk.steps == 2 and walk.reason == "stopped by the callback after 2 steps"
    short = minimize.evolution(lambda x: float(x @ x), [3.0], rng=0, steps=2)
    assert short.steps == 2 and not short.converged and short.reason.startswith("all 2 steps taken: the step size is")


def f0(x):
    return 0.0


BAD = [
    (lambda: minimize.grid_search(f0, (0, 1)), r"grid_search: bounds must be one pair \(low, high\) for each variable"),
    (lambda: minimize.grid_search(f0, [(1, 0)]), r"grid_search: bounds must be finite, each low below its high"),
    (lambda: minimize.grid_search(f0, [(0, 1)], points=1), r"grid_search: points must be at least 2 for each of 1"),
    (lambda: minimize.grid_search(f0, [(0, 1)], points=(3, 3)), r"grid_search: points must be at least 2 for each of 1"),
    (lambda: minimize.grid_search(f0, [(0, 1)] * 30), r"a grid of 17449402268886407318558803753801 points: at most"),
    (lambda: minimize.random_search(f0, [(0, np.inf)]), r"random_search: bounds must be finite"),
    (lambda: minimize.random_search(f0, "box"), r"random_search: bounds must be one pair"),
    (lambda: minimize.random_search(f0, [(0, 1)], steps=0), r"random_search: steps must be an integer of at least 1, got 0"),
    (lambda: minimize.evolution(f0, [1.0], parents=5, offspring=5), r"evolution: parents must be fewer than offspring"),
    (lambda: minimize.evolution(f0, [1.0], std=0), r"evolution: std must be a number above 0, got 0"),
    (lambda: minimize.evolution(f0, [1.0], parents=2.5), r"evolution: parents must be an integer"),
]


@pytest.mark.parametrize("call, message", BAD, ids=[m for _, m in BAD])
def test_bad_options_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
