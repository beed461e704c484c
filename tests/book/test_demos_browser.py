"""The interactive figures in a browser: their maths is dlkit's, keys and the mouse move them, and the words follow."""

import importlib
import json
from pathlib import Path

import numpy as np
import pytest

import dlkit.numpy as dl
from dlkit import plot
from dlkit.estimators import Gaussian

ROOT = Path(__file__).resolve().parents[2]
READINGS = [1.2, 2.1, 3.3]
DATA = {
    "gaussian-likelihood": {"y": READINGS, "mean": 1.0, "std": 1.5, "unit": "V"},
    "softmax-temperature": {"z": [2.0, 1.0, 0.0, -1.0], "label": 1},
    "mse-mae": {"y": [1.2, 2.1, 3.3, 2.4, 3.9], "unit": "V"},
}
KEYS = {"ArrowLeft": 37, "ArrowRight": 39, "ArrowUp": 38, "ArrowDown": 40, "Home": 36, "End": 35, "PageUp": 33, "PageDown": 34}


@pytest.fixture
def visit(browser, tmp_path, monkeypatch):
    """A function that opens a page with interactive figures, by name or as (name, data), and returns what happened."""
    module, shown = importlib.import_module("dlkit.plot.figure"), []
    monkeypatch.setattr(module, "show", shown.append)

    def visit(*figures, **options):
        for figure in figures:
            name, data = (figure, DATA[figure]) if isinstance(figure, str) else figure
            with plot.demo(name, data=data, alt="A static figure.", caption="Below.") as ax:
                ax.plot([0, 1])
        sheets = [f'<link rel="stylesheet" href="{(ROOT / "_static" / name).as_uri()}">' for name in ("custom.css", "css/demos.css")]
        names = [f"kit/{part}" for part in ("panel", "handle", "demo")] + list(DATA)
        scripts = [f'<script defer src="{(ROOT / "_assets" / "demos" / name).as_uri()}.js"></script>' for name in names]
        path = tmp_path / "page.html"
        head = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>t</title>{"".join(sheets + scripts)}<style>body {{ max-width: 39rem }}</style>'
        path.write_text(head + "".join(bundle["text/html"] for bundle in shown), encoding="utf-8")
        return browser.visit(path.as_uri(), **options)

    return visit


def press(browser, key, times=1):
    for _ in range(times):
        for kind in ("rawKeyDown", "keyUp"):
            browser.send("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=KEYS[key])


def focus(browser, name, figure=0):
    """Put the focus on the slider or handle of this name."""
    assert browser.evaluate(f"""(() => {{
        const all = [...document.querySelectorAll('.dl-demo')[{figure}].querySelectorAll('[role=slider], input[type=range]')];
        const found = all.find(node => (node.ariaLabel ?? node.labels[0].firstChild.textContent) === {json.dumps(name)});
        found.focus();
        return document.activeElement === found;
    }})()"""), name


def heard(browser, attribute="valuetext"):
    return browser.evaluate(f"document.activeElement.getAttribute('aria-{attribute}')")


def says(browser, figure=0):
    return browser.evaluate(f"document.querySelectorAll('.dl-demo-says')[{figure}].textContent")


def numbers(browser, figure=0):
    pairs = f"[...document.querySelectorAll('.dl-demo-numbers')[{figure}].querySelectorAll('dt, dd')].map(node => node.textContent)"
    texts = browser.evaluate(pairs)
    return dict(zip(texts[::2], texts[1::2]))


def texts(browser, figure=0):
    return browser.evaluate(f"[...document.querySelectorAll('.dl-demo svg')[{figure}].querySelectorAll('text')].map(node => node.textContent)")


def bars(browser):
    """The heights of all bars drawn, in pixels."""
    return browser.evaluate("[...document.querySelectorAll('.dl-demo g > rect')].filter(bar => bar.parentNode.tagName === 'g').map(bar => Number(bar.getAttribute('height')))")


def maths(browser, name, calls):
    """The results of calls [(function, arguments), …] of a figure's own functions."""
    return browser.evaluate(f"{json.dumps(calls)}.map(([name, given]) => dlDemo.maths[{json.dumps(name)}][name](...given))")


def test_the_gaussian_likelihood_is_dlkits(browser, visit):
    visit("gaussian-likelihood")
    rng, loss = np.random.default_rng(0), dl.GaussianNLLLoss(full=True)
    for n in (1, 3, 20):
        for _ in range(10):
            y, mean, std = rng.normal(0, 5, n), rng.normal(0, 5), rng.uniform(0.1, 5)
            nll, heights = maths(browser, "gaussian-likelihood", [("nll", [y.tolist(), mean, std]), ("density", [y[0], mean, std])])
            assert nll == pytest.approx(loss(np.full(n, mean), y, np.full(n, std**2)), rel=1e-9)
            assert heights == pytest.approx(np.exp(-loss(np.array([mean]), y[:1], np.array([std**2]))), rel=1e-9)
        if n > 1:
            (best,) = maths(browser, "gaussian-likelihood", [("best", [y.tolist()])])
            fit = Gaussian().fit(y)
            assert [best["mean"], best["std"] ** 2] == pytest.approx([fit.mean_, fit.var_], rel=1e-9)


@pytest.mark.parametrize("scale", [1, 30, 1e4])
def test_softmax_cross_entropy_and_gradient_are_dlkits(browser, visit, scale):
    visit("softmax-temperature")
    rng = np.random.default_rng(1)
    for _ in range(20):
        z, label, loss = scale * rng.normal(size=4), int(rng.integers(4)), dl.CrossEntropyLoss()
        calls = [("softmax", [z.tolist()]), ("crossEntropy", [z.tolist(), label]), ("gradient", [z.tolist(), label]), ("entropy", [z.tolist()])]
        p, value, gradient, entropy = maths(browser, "softmax-temperature", calls)
        assert value == pytest.approx(loss(z[None], np.array([label])), rel=1e-9, abs=1e-12)
        np.testing.assert_allclose(gradient, loss.backward()[0], atol=1e-9)
        np.testing.assert_allclose(p, dl.softmax(z[None], dim=1)[0], atol=1e-9)
        assert entropy == pytest.approx(-np.sum(p * dl.log_softmax(z[None], dim=1)[0]), abs=1e-9)


def test_mean_median_and_both_losses_are_dlkits(browser, visit):
    visit("mse-mae")
    rng = np.random.default_rng(2)
    for n in (1, 2, 5, 8):
        for _ in range(10):
            y, c = rng.normal(3, 4, n), rng.normal(3, 4)
            calls = [("mean", [y.tolist()]), ("median", [y.tolist()]), ("mse", [y.tolist(), c]), ("mae", [y.tolist(), c])]
            wanted = [y.mean(), np.median(y), dl.MSELoss()(np.full(n, c), y), dl.L1Loss()(np.full(n, c), y)]
            assert maths(browser, "mse-mae", calls) == pytest.approx(wanted, rel=1e-9)


def test_the_figures_draw_themselves_ask_for_nothing_else_and_hide_the_static_ones(browser, visit):
    seen = visit(*DATA)
    assert not seen.failures and not seen.complaints and all(url.startswith("file:") for url in seen.requests)
    assert browser.evaluate("[...document.querySelectorAll('.dl-figure > div > svg')].some(node => node.checkVisibility())") is False
    assert browser.evaluate("[...document.querySelectorAll('.dl-demo svg')].map(node => node.checkVisibility())") == [True] * 3
    assert browser.evaluate("[...document.querySelectorAll('figcaption')].every(node => node.checkVisibility())")


def test_without_javascript_the_static_figure_is_there(browser, visit):
    visit(*DATA, java_script_enabled=False)
    seen = browser.evaluate("[...document.querySelectorAll('.dl-figure > div > svg')].map(node => [node.getAttribute('aria-label'), node.checkVisibility()])")
    assert seen == [["A static figure.", True]] * 3
    assert browser.evaluate("document.querySelectorAll('.dl-demo svg').length") == 0


def test_a_figure_that_cannot_start_says_so_and_leaves_the_static_one(browser, visit):
    seen = visit(("mse-mae", {}), "softmax-temperature")
    assert len(seen.complaints) == 1 and "mse-mae does not start" in seen.complaints[0]
    assert browser.evaluate("[...document.querySelectorAll('.dl-figure > div > svg')].map(node => node.checkVisibility())") == [True, False]


def test_in_print_the_static_figure_is_back(browser, visit):
    visit("mse-mae")
    browser.send("Emulation.setEmulatedMedia", media="print")
    assert browser.evaluate("['.dl-figure > div > svg', '.dl-demo svg'].map(name => document.querySelector(name).checkVisibility())") == [True, False]
    browser.send("Emulation.setEmulatedMedia", media="")


def test_keys_move_a_slider_and_the_words_and_the_drawing_follow(browser, visit):
    visit("gaussian-likelihood")
    assert "0.540 above the lowest" in says(browser)
    focus(browser, "mean μ")
    press(browser, "ArrowRight", 2)
    assert heard(browser) == "1.10 V"
    focus(browser, "Mean of the bell")
    assert heard(browser) == "1.10 V" and says(browser).startswith("The bell stands at 1.10 V with a standard deviation of 1.50 V.")
    product = np.prod(np.exp(-(np.subtract(READINGS, 1.1) ** 2) / 4.5) / np.sqrt(4.5 * np.pi))
    assert numbers(browser)["likelihood"].endswith(f" = {product:.4f}")


def test_keys_move_a_handle_which_keeps_the_focus_and_stays_within_its_bounds(browser, visit):
    visit("gaussian-likelihood")
    focus(browser, "Standard deviation of the bell")
    place = "document.activeElement.getBoundingClientRect().x"
    before = browser.evaluate(place)
    press(browser, "ArrowUp")
    assert heard(browser) == "1.52 V" and browser.evaluate(place) > before
    press(browser, "PageDown")
    assert heard(browser, "valuenow") == "1.32"
    press(browser, "End")
    assert heard(browser, "valuenow") == heard(browser, "valuemax") == "2.5"
    press(browser, "ArrowRight")
    assert heard(browser) == "2.50 V"
    press(browser, "Home")
    assert heard(browser, "valuenow") == heard(browser, "valuemin") == "0.6"


def test_the_closed_form_is_marked_once_it_is_found_and_until_a_reading_moves(browser, visit):
    visit("gaussian-likelihood")
    assert "lowest" not in texts(browser)
    focus(browser, "mean μ")
    press(browser, "ArrowRight", 24)
    focus(browser, "standard deviation")
    press(browser, "ArrowLeft", 32)
    assert "the closed form puts it at 2.20 V and 0.86 V" in says(browser) and "lowest" in texts(browser)
    press(browser, "ArrowLeft", 5)
    assert "above the lowest" in says(browser) and "lowest" in texts(browser)
    focus(browser, "Reading 3")
    press(browser, "ArrowRight", 3)
    assert "lowest" not in texts(browser)


def test_readings_that_are_all_equal_have_no_lowest_nll(browser, visit):
    visit(("gaussian-likelihood", {**DATA["gaussian-likelihood"], "y": [2.0, 2.0, 2.0]}))
    assert "the narrower the bell, the lower the NLL, without end" in says(browser) and "lowest" not in texts(browser)


def test_reset_puts_everything_back(browser, visit):
    visit("softmax-temperature")
    first = says(browser), bars(browser)
    focus(browser, "Logit 2")
    press(browser, "ArrowUp", 5)
    assert says(browser) != first[0]
    browser.evaluate("document.querySelector('.dl-demo button').click()")
    assert (says(browser), bars(browser)) == first


def test_a_constant_moves_the_logits_and_nothing_else(browser, visit):
    visit("softmax-temperature")
    before = bars(browser)
    focus(browser, "constant c, added to all logits")
    press(browser, "ArrowRight", 10)
    after = bars(browser)
    assert heard(browser) == "1.0" and "a constant of 1.0 added to every logit changes none of them" in says(browser)
    assert len(before) == 13 and max(abs(np.subtract(after, before))[:4]) > 5
    np.testing.assert_allclose(after[4:], before[4:], atol=1e-9)


def test_the_temperature_flattens_and_the_label_turns_the_gradient(browser, visit):
    visit("softmax-temperature")
    focus(browser, "temperature T")
    press(browser, "End")
    z = np.array([[2.0, 1.0, 0.0, -1.0]]) / 5
    shown = [f"{value:.2f}" for value in dl.softmax(z, dim=1)[0]]
    assert f"At temperature 5.0 the four probabilities are {', '.join(shown)}." in says(browser)
    browser.evaluate("document.querySelectorAll('.dl-demo input[type=radio]')[3].click()")
    assert numbers(browser)["cross-entropy"] == f"{dl.CrossEntropyLoss()(z, np.array([3])):.3f}"
    assert "The label is class 4" in says(browser)


def test_an_outlier_drags_the_mean_and_not_the_median(browser, visit):
    visit("mse-mae")
    focus(browser, "Reading 5")
    press(browser, "ArrowRight", 20)
    assert heard(browser) == "5.9 V"
    assert "the mean has moved by 0.40 V and the median by 0.00 V" in says(browser)


def drag(browser, name, right=0, down=0, figure=0):
    focus(browser, name, figure)
    browser.evaluate("document.activeElement.scrollIntoView({block: 'center'})")
    box = browser.evaluate("(({x, y, width, height}) => [x + width / 2, y + height / 2])(document.activeElement.getBoundingClientRect())")
    for kind, x, y in [("mousePressed", *box), ("mouseMoved", box[0] + right, box[1] + down), ("mouseReleased", box[0] + right, box[1] + down)]:
        browser.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)


def test_the_mouse_drags_a_handle(browser, visit):
    visit("mse-mae", "softmax-temperature", "gaussian-likelihood")
    drag(browser, "Reading 5", right=60)
    assert 4.5 < float(heard(browser, "valuenow")) < 6.5
    drag(browser, "Logit 1", down=15, figure=1)
    assert 0 < float(heard(browser, "valuenow")) < 1.7
    drag(browser, "Standard deviation of the bell", right=15, figure=2)  # counted from the mean, not from 0
    assert 1.6 < float(heard(browser, "valuenow")) < 2.4


def test_where_handles_lie_close_together_the_nearest_is_taken(browser, visit):
    visit(("mse-mae", {"y": [3.0, 3.2, 9.0], "unit": "V"}))
    drag(browser, "Reading 1", right=-60)
    assert browser.evaluate("[...document.querySelectorAll('[role=slider]')].map(node => Number(node.ariaValueNow))")[1:] == [3.2, 9.0]
    assert float(heard(browser, "valuenow")) < 2.9


def test_two_figures_on_a_page_do_not_know_of_one_another(browser, visit):
    visit("softmax-temperature", "softmax-temperature")
    focus(browser, "temperature T", figure=1)
    press(browser, "ArrowRight", 3)
    browser.evaluate("document.querySelectorAll('.dl-demo')[1].querySelectorAll('input[type=radio]')[2].click()")
    assert says(browser, 0).startswith("At temperature 1.0") and "The label is class 2" in says(browser, 0)
    assert says(browser, 1).startswith("At temperature 1.3") and "The label is class 3" in says(browser, 1)
    assert browser.evaluate("document.querySelectorAll('.dl-demo input:checked').length") == 2
    assert browser.evaluate("(ids => ids.length === new Set(ids).size)([...document.querySelectorAll('.dl-demo [id]')].map(node => node.id))")


def test_a_screen_reader_is_told_once_the_figure_is_quiet(browser, visit):
    visit("mse-mae")
    live = "document.querySelector('.dl-demo [aria-live=polite]').textContent"
    first = browser.evaluate(live)
    assert first == says(browser)
    focus(browser, "Reading 1")
    press(browser, "ArrowLeft")
    assert browser.evaluate(live) == first != says(browser)
    browser.evaluate("new Promise(done => setTimeout(done, 800))")
    assert browser.evaluate(live) == says(browser)


@pytest.mark.parametrize("name", DATA)
def test_on_a_phone_it_fits_and_its_letters_are_large_enough(browser, visit, name):
    visit(name, width=390)
    assert browser.evaluate("document.documentElement.scrollWidth") <= 390
    assert browser.evaluate("document.querySelector('.dl-demo svg').viewBox.baseVal.width / document.querySelector('.dl-demo svg').clientWidth") == pytest.approx(1, abs=0.01)
    assert browser.evaluate("Math.min(...[...document.querySelectorAll('.dl-demo *')].map(node => parseFloat(getComputedStyle(node).fontSize)))") >= 13


def test_it_is_laid_out_anew_when_the_window_becomes_narrow(browser, visit):
    visit("gaussian-likelihood")
    wide = browser.evaluate("document.querySelector('.dl-demo svg').clientHeight")
    browser.send("Emulation.setDeviceMetricsOverride", width=390, height=900, deviceScaleFactor=1, mobile=False)
    browser.evaluate("new Promise(done => setTimeout(done, 300))")
    assert browser.evaluate("document.querySelector('.dl-demo svg').clientHeight") == 2 * wide


def test_its_colours_follow_the_theme_at_once(browser, visit):
    visit("gaussian-likelihood")
    stroke = "getComputedStyle(document.querySelector('.dl-demo polyline')).stroke"
    light = browser.evaluate(stroke)
    browser.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert light == "rgb(31, 87, 226)" and browser.evaluate(stroke) == "rgb(91, 128, 255)"
