"""Opens every page of the built book and collects what is wrong with it. A page that had no fault is not opened again unchanged."""

import functools
import http.server
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tests.book import pages
from tests.book.site import keyboard, opened
from tests.book.site.opened import Finding
from tests.book.site.weight import Weight, weigh
from tools import chromium
from tools.cache import fingerprint

PHONE, DESK = 390, 1400
IN_FILES = {
    pages.asked_from_outside: ("outside", opened.WHAT_TO_DO["outside"]),
    pages.dead_links: ("dead link", "mend the address or the label it names"),
    pages.unnamed_pictures: ("no alt text", "say what is seen, in alt or aria-label; aria-hidden=true for an ornament"),
    pages.unresolved_references: ("no target", "mend the name: nothing in the book is called so"),
    pages.misplaced_headings: ("headings", "one # on a page, and each heading at most one level below the one before"),
}


@dataclass(frozen=True)
class Result:
    """What is wrong with a page, what it weighs, how long that took to find out; 0 seconds: it is as it was when it passed."""

    page: str
    findings: tuple
    weight: Weight
    seconds: float = 0.0


@contextmanager
def served(folder):
    """A local server of `folder`; yields its address."""
    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def view(browser, base, name, width, dark):
    """Open a page in one way; yields its Visit, and afterwards the findings that hold for any page. Both widths are tried."""
    visit = browser.visit(base + name, width=width, dark=dark)
    findings = opened.of_width(browser) + list(opened.by_axe(browser))
    browser.page.set_viewport_size({"width": PHONE + DESK - width, "height": 900})
    findings += opened.of_width(browser)
    browser.page.set_viewport_size({"width": width, "height": 900})
    return visit, findings


def look(browser, folder, address, name):
    """Everything that is wrong with the page `name` of the book in `folder`, served at `address`; and its weight."""
    place, found = f"{folder.resolve().as_uri()}/", {}
    visit, findings = view(browser, place, name, PHONE, True)
    found["phone, dark, from a folder"] = findings + opened.of_loading(browser, visit, place)
    visit, findings = view(browser, address, name, DESK, False)
    weight = weigh(browser, address)
    findings += keyboard.findings(browser)
    found["desk, light, from a server"] = findings + opened.of_loading(browser, visit, address)
    return [replace(finding, view=way) for way, findings in found.items() for finding in findings], weight


def in_files(path):
    """What is wrong with the page at `path` that its file tells."""
    return [Finding(kind, element, todo) for check, (kind, todo) in IN_FILES.items() for element in check(path.resolve())]


class Passed:
    """Remembers in `folder` the weights of the pages of `book` that had no fault when opened, by all that they are made of."""

    def __init__(self, folder, book):
        here = Path(__file__).resolve()
        checks = [*here.parent.glob("*.py"), Path(chromium.__file__).resolve()]
        parts = [path for name in ("_static", "_images") for path in (book / name).rglob("*") if path.is_file()]
        self.folder, self.book = folder, book
        self.common = fingerprint(here.parents[3], checks) + fingerprint(book, parts)
        folder.mkdir(parents=True, exist_ok=True)
        self.kept = set()

    def file(self, name):
        path = self.folder / f"{self.common}{fingerprint(self.book, [self.book / name])}.json"
        self.kept.add(path)
        return path

    def weight(self, name):
        """The weight of the page `name` if it passed as it is, else None."""
        path = self.file(name)
        return Weight(**json.loads(path.read_text())) if path.exists() else None

    def add(self, result):
        part = self.file(result.page).with_suffix(".part")
        part.write_text(json.dumps(asdict(result.weight)))
        part.replace(self.file(result.page))

    def forget(self):
        """Drop what is known of pages that are no more."""
        for path in set(self.folder.glob("*.json")) - self.kept:
            path.unlink()


def check(book, jobs=2, say=lambda result: None, memory=None):
    """A Result for every page of the book in the folder `book`; `say` is called with each when it is there. Needs Chromium."""
    paths = {path.relative_to(book).as_posix(): path for path in pages.pages(book)}
    passed = Passed(memory or book.parent / ".site", book)
    results = [Result(name, (), weight) for name in paths if (weight := passed.weight(name))]
    known = {result.page for result in results}
    remaining = iter(sorted(set(paths) - known, key=lambda name: -paths[name].stat().st_size))  # heaviest first: both workers end together

    def work(address):
        with chromium.Chromium() as browser:
            for name in remaining:
                start = time.monotonic()
                findings, weight = look(browser, book, address, name)
                result = Result(name, tuple(findings), weight, time.monotonic() - start)
                if not findings:
                    passed.add(result)
                results.append(result)
                say(result)

    jobs = min(jobs, len(paths) - len(known))
    if jobs:
        with served(book) as address, ThreadPoolExecutor(jobs) as pool:
            for future in [pool.submit(work, address) for _ in range(jobs)]:
                future.result()
    passed.forget()
    return [replace(result, findings=(*in_files(paths[result.page]), *result.findings)) for result in sorted(results, key=lambda result: result.page)]
