"""Interactive figures on a page of their own, for the tests that move them: open, press keys, read what is shown and said."""

import importlib
import json
from pathlib import Path

import pytest

from dlkit import plot

ROOT = Path(__file__).resolve().parents[2]
READINGS = [1.2, 2.1, 3.3]
DATA = {
    "gaussian-likelihood": {"y": READINGS, "mean": 1.0, "std": 1.5, "unit": "V"},
    "softmax-temperature": {"z": [2.0, 1.0, 0.0, -1.0], "label": 1},
    "mse-mae": {"y": [1.2, 2.1, 3.3, 2.4, 3.9], "unit": "V"},
    "coin-divergence": {"p": 0.7, "q": 0.5},
    "xor-wiring": {"turns": [45, 90], "offsets": [-0.3, 0.0], "output": "AND"},
    "activation-slope": {"z": 1.0, "activation": "sigmoid", "layers": 10},
    "depth-signal": {"gain": 1.0, "activation": "ReLU", "layers": 50},
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
