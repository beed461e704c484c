"""The interactive figures in a browser: keys and the mouse move them, and the words follow."""

import numpy as np
import pytest

import dlkit.numpy as dl
from tests.book.demos import DATA, READINGS, bars, focus, heard, numbers, press, says, texts


def test_the_figures_draw_themselves_ask_for_nothing_else_and_hide_the_static_ones(browser, visit):
    seen = visit(*DATA)
    assert not seen.failures and not seen.complaints and all(url.startswith("file:") for url in seen.requests)
    assert browser.evaluate("[...document.querySelectorAll('.dl-figure > div > svg')].some(node => node.checkVisibility())") is False
    assert browser.evaluate("[...document.querySelectorAll('.dl-demo svg')].map(node => node.checkVisibility())") == [True] * len(DATA)
    assert browser.evaluate("[...document.querySelectorAll('figcaption')].every(node => node.checkVisibility())")


def test_without_javascript_the_static_figure_is_there(browser, visit):
    visit(*DATA, java_script_enabled=False)
    seen = browser.evaluate("[...document.querySelectorAll('.dl-figure > div > svg')].map(node => [node.getAttribute('aria-label'), node.checkVisibility()])")
    assert seen == [["A static figure.", True]] * len(DATA)
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


def test_a_coin_coded_for_its_own_probability_costs_its_entropy(browser, visit):
    visit("coin-divergence")
    assert "Assuming 0.50 instead costs 0.082 nats a toss more." in says(browser)
    focus(browser, "Assumed probability")
    press(browser, "ArrowRight", 20)
    assert heard(browser) == "0.70" and "both divergences are 0" in says(browser)


def test_xor_is_wired_by_keys(browser, visit):
    visit(("xor-wiring", {"turns": [45, 225], "offsets": [-0.3, 0.6], "output": "AND"}))
    assert numbers(browser)["corners right"] == "2 of 4" and texts(browser).count("wrong") == 2
    focus(browser, "distance of the second line")
    press(browser, "ArrowLeft", 9)
    assert "All four corners have the label of XOR." in says(browser) and "wrong" not in texts(browser)


def test_a_saturated_activation_lets_nothing_pass(browser, visit):
    visit(("activation-slope", {"z": -1.0, "activation": "ReLU", "layers": 10}))
    assert "Nothing passes" in says(browser)
    focus(browser, "pre-activation z")
    press(browser, "ArrowRight", 11)
    assert says(browser) == "At z = 0.1 the ReLU has the slope 1.000. A gradient that passes this slope in 10 layers, with weights of 1, is multiplied by 1.000."


def test_the_right_gain_keeps_the_signal(browser, visit):
    visit("depth-signal")
    assert numbers(browser)["z in layer 50"] == "1.8·10⁻¹⁵"  # 2 to the minus 49
    focus(browser, "gain: n times the variance of a weight")
    press(browser, "ArrowRight", 20)
    assert says(browser).count("about what it was") == 2


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
