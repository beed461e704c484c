"""A headless Chromium driven over its debugging port: what a page asks for, what it complains about, how wide it is."""

import base64
import json
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--mute-audio",
           "--disable-background-networking", "--disable-component-update", "--remote-debugging-port=0",
           "--remote-allow-origins=*", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1")
SETTLED = """new Promise(done => {
  const ready = () => (window.MathJax?.startup?.promise ?? Promise.resolve())
    .then(() => document.fonts.ready).then(() => setTimeout(() => done(location.href), 150));
  document.readyState === "complete" ? ready() : addEventListener("load", ready);
})"""


def find():
    """The path of an installed Chromium, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@dataclass
class Visit:
    """What one page load did: the addresses it asked for, what of it failed, and its complaints on the console."""

    url: str
    requests: list = field(default_factory=list)
    failures: list = field(default_factory=list)
    complaints: list = field(default_factory=list)

    def add(self, method, params):
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Network.loadingFailed" and not params.get("canceled"):
            self.failures.append(params["errorText"])
        elif method == "Network.responseReceived" and params["response"]["status"] >= 400:
            self.failures.append(f"{params['response']['status']} {params['response']['url']}")
        elif method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.complaints.append(details.get("exception", {}).get("description") or details["text"])
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning"):
            self.complaints.append(" ".join(str(argument.get("value")) for argument in params["args"]))
        elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.complaints.append(params["entry"]["text"])


class Chromium:
    """`with Chromium() as browser: visit = browser.visit(url)`; every host but localhost is unreachable."""

    def __enter__(self):
        from websocket import create_connection  # here, so that the tests can be collected without it

        self.profile = tempfile.mkdtemp(prefix="chromium-")
        self.process = subprocess.Popen([find(), *OPTIONS, f"--user-data-dir={self.profile}", "about:blank"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.socket = create_connection(self.address(), timeout=60, suppress_origin=True)
        self.number, self.session, self.target, self.events = 0, None, None, []
        return self

    def __exit__(self, *error):
        self.socket.close()
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def address(self, patience=30):
        """Where the browser listens: it writes the port and the path into a file once it does."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                port, path = Path(self.profile, "DevToolsActivePort").read_text().split()
                return f"ws://127.0.0.1:{port}{path}"
            except (OSError, ValueError):
                time.sleep(0.05)
        self.process.kill()
        raise RuntimeError("Chromium did not open its debugging port in time")

    def send(self, method, **params):
        """Send one command to the open tab and return its result; events that come meanwhile are kept."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session and not method.startswith("Target."):
            message["sessionId"] = self.session
        self.socket.send(json.dumps(message))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]
            self.events.append(message)

    def evaluate(self, expression):
        """The value of a JavaScript expression on the page; a promise is awaited."""
        result = self.send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"].get("exception", {}).get("description", expression))
        return result["result"].get("value")

    def visit(self, url, *, width=1400, height=900, dark=False):
        """Load a page in a tab of its own and wait for its formulas and fonts."""
        if self.target:
            self.send("Target.closeTarget", targetId=self.target)
        self.events.clear()
        self.target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=self.target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.send(f"{domain}.enable")
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", features=[scheme])
        error = self.send("Page.navigate", url=url).get("errorText")
        if error:
            raise RuntimeError(f"{url}: {error}")
        self.evaluate(SETTLED)
        visit = Visit(url)
        for event in self.events:
            if event.get("sessionId") == self.session:
                visit.add(event["method"], event["params"])
        return visit

    def screenshot(self, path):
        """Write what the window shows as a PNG."""
        Path(path).write_bytes(base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"]))
