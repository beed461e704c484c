"""An animation in a browser: it plays when asked, by hand or key, and leaves the others alone."""

import importlib
import json

import pytest

from dlkit import plot

WITHIN = """(() => {
  const host = document.createElement("div");
  host.innerHTML = %s;
  document.body.replaceChildren(host);
  for (const old of host.querySelectorAll("script")) {  // as JupyterLab does it
    const script = document.createElement("script");
    script.textContent = old.textContent;
    old.replaceWith(script);
  }
})()"""


@pytest.fixture(scope="module")
def animations():
    """HTML of an animation of one panel, of one of two panels, and of one that starts by itself."""
    module, bundles = importlib.import_module("dlkit.plot.animation"), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "show", bundles.append)
        for cols, count, autoplay in [(1, 4, False), (2, 6, False), (1, 5, True)]:
            with plot.animation(count, 1, cols, alt=f"{count} frames.", label="step {}", fps=20, autoplay=autoplay) as frames:
                for k, axes in frames:
                    for ax in axes if cols > 1 else [axes]:
                        ax.plot([0, 1], [0, k])
    return [bundle["text/html"] for bundle in bundles]


@pytest.fixture
def page(browser, animations, tmp_path):
    """A page with the first animation, the second, and the second again."""
    one, two, _ = animations
    path = tmp_path / "page.html"
    path.write_text(f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>t</title>{one}{two}{two}', encoding="utf-8")
    return browser.visit(path.as_uri())


LABELS = "[...document.querySelectorAll('.dl-player span')].map(e => e.textContent)"
# For each animation the frame that its drawing shows, found by the parts that are seen in one frame only.
VISIBLE = """[...document.querySelectorAll('figure')].map(figure =>
        [...new Set([...figure.querySelector('svg > g').querySelectorAll('[data-frames]')]
        .filter(part => !part.hasAttribute('display') && /^\\d+$/.test(part.dataset.frames)).map(part => Number(part.dataset.frames)))])"""


def labels(browser):
    return browser.evaluate(LABELS)


def visible(browser):
    return browser.evaluate(VISIBLE)


def wait(browser, milliseconds):
    browser.evaluate(f"new Promise(done => setTimeout(done, {milliseconds}))")


def click(browser, number):
    browser.evaluate(f"document.querySelectorAll('.dl-player button')[{number}].click()")


def press(browser, key):
    for kind in ("rawKeyDown", "keyUp"):
        code = {"ArrowLeft": 37, "Home": 36, " ": 32}[key]
        browser.send("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code)


def test_it_asks_for_nothing_complains_of_nothing_and_does_not_start_by_itself(browser, page):
    assert len(page.requests) == 1 and not page.failures and not page.complaints
    wait(browser, 300)
    assert labels(browser) == ["step 3", "step 5", "step 5"]
    assert {*map(tuple, visible(browser))} == {(3,), (5,)}


def test_it_plays_from_the_beginning_to_the_end_once_and_leaves_the_others_alone(browser, page):
    # Pressed and looked at in one breath: the animation does not wait for a second question.
    button = "document.querySelectorAll('.dl-player button')[1]"
    now = browser.evaluate(f"({button}.click(), [{button}.ariaLabel, {LABELS}, {VISIBLE}])")
    assert now == ["Pause", ["step 3", "step 0", "step 5"], [[3], [0], [5]]]
    wait(browser, 800)
    assert labels(browser) == ["step 3", "step 5", "step 5"] and visible(browser)[1] == [5]
    assert browser.evaluate("document.querySelectorAll('.dl-player button')[1].ariaLabel") == "Play"


def test_every_panel_refers_to_the_drawing_of_its_own_animation(browser, page):
    assert browser.evaluate("""[...document.querySelectorAll('figure')].every(figure => {
        const drawing = figure.querySelector('svg > g');
        return document.getElementById(drawing.id) === drawing &&
            [...figure.querySelectorAll('svg > use')].every(use => use.getAttribute('href') === '#' + drawing.id);
    })""")


def test_keys_step_play_and_pause(browser, page):
    browser.evaluate("document.querySelectorAll('.dl-player input')[1].focus()")
    press(browser, "ArrowLeft")
    assert labels(browser)[1] == "step 4" and visible(browser)[1] == [4]
    assert browser.evaluate("document.querySelectorAll('.dl-player input')[1].getAttribute('aria-valuetext')") == "step 4"
    press(browser, "Home")
    assert labels(browser)[1] == "step 0"
    press(browser, " ")
    wait(browser, 120)
    press(browser, " ")
    stopped = labels(browser)[1]
    wait(browser, 200)
    assert stopped != "step 0" and labels(browser)[1] == stopped


@pytest.mark.parametrize(("reduced", "starts"), [("no-preference", True), ("reduce", False)])
def test_one_that_is_asked_to_starts_by_itself_but_not_for_readers_who_reduce_motion(browser, page, animations, reduced, starts):
    browser.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": reduced}])
    browser.evaluate(WITHIN % json.dumps(animations[2]))
    assert labels(browser) == ["step 0" if starts else "step 4"]
    wait(browser, 600)
    assert labels(browser) == ["step 4"]


def test_the_script_may_run_again_and_an_animation_that_is_taken_away_stops(browser, page):
    click(browser, 1)
    browser.evaluate("(0, eval)(document.querySelector('figure script').textContent)")
    assert browser.evaluate("document.querySelectorAll('.dl-player[hidden]').length") == 0
    browser.evaluate("(window.slider = document.querySelectorAll('.dl-player input')[1], document.body.replaceChildren())")
    wait(browser, 150)
    stopped = browser.evaluate("slider.value")
    wait(browser, 200)
    assert browser.evaluate("slider.value") == stopped


def test_on_a_phone_in_the_dark_the_player_fits_the_page(browser, page):
    browser.visit(page.url, width=390, dark=True)
    assert browser.evaluate("document.documentElement.scrollWidth") <= 390
    assert browser.evaluate("[...document.querySelectorAll('.dl-player')].every(e => e.getBoundingClientRect().right <= 390)")
