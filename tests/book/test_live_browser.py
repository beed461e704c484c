"""Live cells in a browser, by keyboard where there is a key: Python runs in the page, and nothing is asked from outside."""

import hashlib
import json
import shutil
import threading
import time
import zipfile
from contextlib import contextmanager

import pytest

from tests.book import pages
from tests.book.tiny import ROOT, build, code, notebook
from tools.pyodide_wheels import fetch_all
from tools.serve import server

LAUNCH = '<p class="dl-launch"><a href="https://example.org/binder">Binder</a></p>'
PAGES = {
    "index": ["# Page\n\n```{toctree}\nloop\nwheel\ntape\n```", code('x = 41\nprint("from one")', "live", html="<b>stored</b>"), code('print("from two")\nx + 1', "live"), code("print(1 / (x - 41))", "live")],
    "loop": ["# Loop", code("n = 0", "live"), code('while True:\n    print("again", n)\n    n += 1', "live"), code("n", "live")],
    "wheel": ["# Wheel", LAUNCH, code("import numpy\nnumpy.made_by", "live")],
    "tape": ["# Tape", code('from dlkit.autodiff import Value, draw\n\nx = Value(3.0, "x")\ny = x * x\ny.backward()\nprint(x.grad)\ndraw(y, alt="A square.")', "live")],
}
NUMPY = {"numpy/__init__.py": 'made_by = "a test"', "numpy-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: numpy\nVersion: 1\n",
         "numpy-1.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n", "numpy-1.dist-info/RECORD": ""}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A small site with the pages above; no wheel is on it."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "dlkit").symlink_to(ROOT / "dlkit")
    files = {f"{name}.ipynb": notebook(*cells) for name, cells in PAGES.items()}
    options = {"html_static_path": [str(ROOT / "_vendor")], "exclude_patterns": ["_build", "dlkit"]}
    _, said = build(folder, files, ["live"], **options)
    assert said == ""
    return folder / "_build" / "html"


@contextmanager
def served(folder, handler=None):
    """A local server of `folder`; yields its address."""
    running = server(folder)
    running.RequestHandlerClass = handler or running.RequestHandlerClass
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_port}/"
    finally:
        running.shutdown()
        running.server_close()


@pytest.fixture(scope="module")
def base(site):
    with served(site) as address:
        yield address


def status(browser, number):
    return browser.page.locator(".dl-live-status").nth(number - 1)


def output(browser, number):
    return browser.page.locator(".dl-live-output").nth(number - 1)


def shown(browser, number):
    """The text that a reader sees under cell `number`."""
    return output(browser, number).inner_text().strip()


def focus(browser, name):
    browser.page.get_by_role("button", name=name).focus()


def wait(browser, number, *begins):
    """What the status of cell `number` says once it begins with one of `begins`."""
    script = "([number, begins]) => begins.some(text => document.querySelectorAll('.dl-live-status')[number - 1].textContent.startsWith(text))"
    browser.page.wait_for_function(script, arg=[number, begins], timeout=60_000)
    return status(browser, number).text_content()


ENDS = ("Done", "Ended", "Stopped", "Python gave up", "Not run", "This copy", "Live code")


def run(browser, number):
    """Run cell `number` by keyboard; what its status says in the end."""
    focus(browser, f"Run cell {number}")
    browser.evaluate("n => { document.querySelectorAll('.dl-live-status')[n - 1].textContent = ''; }", number)
    browser.page.keyboard.press("Enter")
    return wait(browser, number, *ENDS)


def test_run_computes_what_is_above_first_in_one_interpreter_and_asks_nothing_from_outside(browser, base):
    visit = browser.visit(f"{base}index.html")
    assert not any("pyodide" in url or "worker" in url for url in visit.requests), "nothing is loaded before Run"
    visit.complaints.clear()  # of a site without an icon
    start = time.monotonic()
    focus(browser, "Run cell 2")
    browser.page.keyboard.press("Enter")
    browser.page.wait_for_function("document.querySelector('.dl-live-output').textContent", timeout=60_000)
    print(f"first output after {time.monotonic() - start:.1f} s")
    assert wait(browser, 2, *ENDS).startswith("Done")
    assert shown(browser, 1) == "from one" and shown(browser, 2).split() == ["from", "two", "42"]
    assert shown(browser, 3) == "" and not browser.page.get_by_text("stored").is_visible()
    assert all(url.startswith(base) for url in visit.requests) and not visit.failures and not visit.complaints


def test_an_exception_is_shown_under_its_cell_and_the_others_live_on(browser, base):
    browser.visit(f"{base}index.html")
    assert run(browser, 3) == "Ended with an exception"
    assert shown(browser, 3).split("\n") == [
        "Traceback (most recent call last):", '  File "cell 3", line 1, in <module>', "    print(1 / (x - 41))", "          ~~^~~~~~~~~~", "ZeroDivisionError: division by zero"]
    assert run(browser, 1).startswith("Done") and shown(browser, 1) == "from one"


def test_a_cell_above_that_fails_holds_a_run_up_once(browser, base):
    browser.visit(f"{base}index.html")
    browser.page.get_by_label("Code of live cell 1").fill("x = 1 / 0")
    assert run(browser, 2) == "Not run: cell 1 did not get through. Run again to go on without it." and shown(browser, 2) == ""
    assert run(browser, 2) == "Ended with an exception" and "NameError: name 'x' is not defined" in shown(browser, 2)


def test_a_cell_is_edited_where_it_stands_and_reset(browser, base):
    browser.visit(f"{base}index.html")
    area = browser.page.get_by_label("Code of live cell 1")
    area.focus()
    browser.page.keyboard.press("Control+End")
    for text, key in [("", "Enter"), ("for k in range(2):", "Enter"), ("print(k, x)", "Control+Enter")]:
        browser.page.keyboard.type(text)
        browser.page.keyboard.press(key)
    assert area.input_value().endswith("\nfor k in range(2):\n    print(k, x)"), "a new line is indented as it should be"
    assert browser.page.locator("pre.dl-live-code").first.inner_text().rstrip() == area.input_value(), "what is seen is what is edited"
    assert browser.page.locator(".dl-live-paint").first.locator(".s2, .k, .mf").all_text_contents() == ["41", '"from one"', "for", "in", "2"]
    assert wait(browser, 1, *ENDS).startswith("Done")
    assert shown(browser, 1) == "from one\n0 41\n1 41"
    focus(browser, "Reset cell 1")
    browser.page.keyboard.press("Enter")
    assert area.input_value() == 'x = 41\nprint("from one")' and browser.page.get_by_text("stored").is_visible()
    assert browser.evaluate("document.activeElement.getAttribute('aria-label')") == "Run cell 1"


def test_tab_passes_through_indents_while_one_edits_and_escape_leaves(browser, base):
    browser.visit(f"{base}index.html")
    area, keyboard = browser.page.get_by_label("Code of live cell 1"), browser.page.keyboard
    focused = "document.activeElement.getAttribute('aria-label')"
    area.focus()
    keyboard.press("Tab")
    assert browser.evaluate(focused) == "Run cell 1" and area.input_value().startswith("x = 41")
    area.focus()
    keyboard.press("Control+Home")
    keyboard.press("Tab")
    assert area.input_value().startswith("    x = 41")
    keyboard.press("Control+z")
    keyboard.press("Control+a")
    keyboard.press("Tab")
    assert area.input_value() == '    x = 41\n    print("from one")'
    keyboard.press("Escape")
    assert browser.evaluate(focused) == "Run cell 1"


def test_an_endless_loop_is_stopped_says_no_more_than_a_page_can_hold_and_python_starts_anew(browser, base):
    browser.visit(f"{base}loop.html")
    focus(browser, "Run cell 3")
    browser.page.keyboard.press("Enter")
    wait(browser, 2, "Running")
    browser.page.wait_for_function("document.querySelectorAll('.dl-live-output')[1].textContent.includes('not shown')")
    focus(browser, "Stop cell 2")
    browser.page.keyboard.press("Enter")
    assert wait(browser, 2, *ENDS).startswith("Stopped")
    assert status(browser, 3).inner_text().startswith("Not run: cell 2")
    assert len(output(browser, 2).text_content()) < 21_000
    assert browser.evaluate("document.activeElement.getAttribute('aria-label')") == "Run cell 2"
    browser.page.get_by_label("Code of live cell 2").fill("n = 7")
    assert run(browser, 3).startswith("Done") and shown(browser, 3) == "7"


def test_a_wheel_that_is_not_there_is_named_with_the_page_s_own_links(browser, base):
    visit = browser.visit(f"{base}wheel.html")
    assert run(browser, 1) == "This copy of the book does not have numpy for live code. It runs in full elsewhere: Binder"
    assert status(browser, 1).get_by_role("link").get_attribute("href") == "https://example.org/binder"
    assert all(url.startswith(base) for url in visit.requests)


def test_a_wheel_that_was_fetched_is_used_and_one_that_was_changed_is_not(browser, site, tmp_path):
    copy, wheels = tmp_path / "site", tmp_path / "wheels"
    shutil.copytree(site, copy)
    wheels.mkdir()
    with zipfile.ZipFile(wheels / "numpy-1-py3-none-any.whl", "w") as wheel:
        for name, text in NUMPY.items():
            wheel.writestr(name, text)
    lock = copy / "_static/pyodide/pyodide-lock.json"
    entries = json.loads(lock.read_text())
    entries["packages"]["numpy"] |= {"file_name": "numpy-1-py3-none-any.whl", "version": "1",
                                     "sha256": hashlib.sha256((wheels / "numpy-1-py3-none-any.whl").read_bytes()).hexdigest()}
    lock.write_text(json.dumps(entries))
    (wheel,) = fetch_all(wheels.as_uri(), lock.parent, ["numpy"])
    with served(copy) as address:
        visit = browser.visit(f"{address}wheel.html")
        assert run(browser, 1).startswith("Done") and shown(browser, 1) == "'a test'"
        assert all(url.startswith(address) for url in visit.requests)
        wheel.write_bytes(wheel.read_bytes() + b"x")
        browser.visit(f"{address}wheel.html")
        assert run(browser, 1).startswith("This copy of the book does not have numpy")


def test_the_tape_of_numbers_runs_without_a_wheel_and_draws(browser, base):
    visit = browser.visit(f"{base}tape.html")
    assert run(browser, 1).startswith("Done")
    assert shown(browser, 1).startswith("6.0")
    assert browser.page.get_by_role("img", name="A square.").is_visible() and not visit.failures


def test_a_module_that_nobody_has_is_python_s_own_exception(browser, base):
    browser.visit(f"{base}index.html")
    browser.page.get_by_label("Code of live cell 1").fill("import torch")
    assert run(browser, 1).startswith("Live code has Python’s own modules")
    assert shown(browser, 1).endswith("ModuleNotFoundError: No module named 'torch'")


def test_on_a_page_opened_from_a_folder_run_says_what_is_needed(browser, site):
    visit = browser.visit((site / "index.html").as_uri())
    focus(browser, "Run cell 1")
    browser.page.keyboard.press("Enter")
    assert status(browser, 1).inner_text() == "Live code needs the page to come from a server: make serve, or the published book."
    assert browser.page.get_by_text("stored").is_visible() and not visit.complaints


def test_a_server_that_does_not_know_webassembly_will_do(browser, site):
    from tools.serve import Handler

    class Plain(Handler):
        extensions_map = {**Handler.extensions_map, ".wasm": "application/octet-stream"}

        def __init__(self, *arguments):
            super().__init__(*arguments, directory=site)

    with served(site, Plain) as address:
        browser.visit(f"{address}index.html")
        assert run(browser, 1).startswith("Done")


def test_a_python_that_cannot_start_is_said(browser, site, tmp_path):
    shutil.copytree(site, tmp_path / "site")
    (tmp_path / "site/_static/pyodide/python_stdlib.zip").unlink()
    with served(tmp_path / "site") as address:
        browser.visit(f"{address}index.html")
        assert run(browser, 1).startswith("Python gave up (")


def test_every_live_cell_of_the_book_shows_what_is_printed_under_it(browser, book):
    seen = 0
    with served(book) as address:
        for path in pages.pages(book):
            cells = pages.soup(path).select("div.cell.tag_live")
            if not cells:
                continue
            browser.visit(address + path.relative_to(book).as_posix())
            assert run(browser, len(cells)).startswith("Done")
            for number, cell in enumerate(cells, 1):
                stored = "".join(node.get_text() for node in cell.select(".cell_output pre"))
                pictures = cell.select(".cell_output svg")
                assert output(browser, number).locator("svg").count() == len(pictures)
                shown = "".join(output(browser, number).locator("pre").all_text_contents())
                assert shown.strip() == stored.strip(), (path.name, number)
                seen += bool(stored or pictures)
    assert seen >= 6
