"""An installed Chromium, driven by Playwright: opens a page, offline, and keeps what it asked for and complained about.

    with Chromium() as browser:
        visit = browser.visit(url, width=390, dark=True)
        browser.page                                        the open page, Playwright's own object
"""

import shutil
from dataclasses import dataclass, field

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
MISSING = "There is no Chromium on this machine; on Debian and Ubuntu `apt-get install chromium` installs it."
OPTIONS = ("--hide-scrollbars", "--mute-audio", "--disable-background-networking", "--disable-component-update",
           "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1")
SETTLED = """(window.MathJax?.startup?.promise ?? Promise.resolve())
  .then(() => document.fonts.ready).then(() => new Promise(done => setTimeout(done, 150)))"""
PATIENCE = 120_000  # milliseconds: a loaded machine is slow, not wrong


def find():
    """The path of an installed Chromium, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@dataclass
class Visit:
    """What a page did since it was opened: the addresses it asked for, what of it failed, its complaints on the console."""

    url: str
    requests: list = field(default_factory=list)
    failures: list = field(default_factory=list)
    complaints: list = field(default_factory=list)

    def watch(self, context):
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("requestfailed", self.failed)
        context.on("response", lambda response: response.status < 400 or self.failures.append(f"{response.status} {response.url}"))
        context.on("console", lambda message: message.type in ("error", "warning") and self.complaints.append(message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def failed(self, request):
        if request.failure != "net::ERR_ABORTED":  # the page itself changed its mind
            self.failures.append(f"{request.failure} {request.url}")


class Chromium:
    """A browser with one open page at a time; every host but localhost is unreachable."""

    def __enter__(self):
        from playwright.sync_api import sync_playwright  # here, so that the tests can be collected without it

        self.driver = sync_playwright().start()
        self.context = self.page = None
        try:
            self.browser = self.driver.chromium.launch(executable_path=find(), args=OPTIONS, timeout=PATIENCE)
        except BaseException:
            self.driver.stop()
            raise
        return self

    def __exit__(self, *error):
        self.browser.close()
        self.driver.stop()

    def visit(self, url, *, width=1400, height=900, dark=False, **context):
        """Load a page as a new reader, in a window of `width`, and wait for its formulas and fonts. `context`: Playwright's options."""
        if self.context:
            self.context.close()
        scheme = "dark" if dark else "light"
        self.context = self.browser.new_context(viewport={"width": width, "height": height}, is_mobile=width < 600,
                                                color_scheme=scheme, **context)
        self.context.set_default_timeout(PATIENCE)
        visit = Visit(url)
        visit.watch(self.context)
        self.page = self.context.new_page()
        self.protocol = self.context.new_cdp_session(self.page)
        self.page.goto(url)
        if context.get("java_script_enabled", True):  # without it nothing settles later, and no timer ever runs
            self.evaluate(SETTLED)
        return visit

    def evaluate(self, expression, argument=None):
        """The value of a JavaScript expression, or of a function of `argument`, on the page; a promise is awaited."""
        return self.page.evaluate(expression, argument)

    def send(self, method, **params):
        """One command of the browser's debugging protocol, for what Playwright has no word for."""
        return self.protocol.send(method, params)
