"""Serve the built book on this machine, for what a page opened from a folder may not do: python -m tools.serve [--port 8000]."""

import argparse
import functools
import http.server
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "_build" / "html"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Says nothing, and names the types itself: what this machine takes them for may be wrong."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}

    def log_message(self, *arguments):
        pass


def server(folder=BOOK, port=0):
    """A server of `folder`, for this machine only; port 0 takes any that is free. Raises OSError if the port is not."""
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(Handler, directory=folder))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    if not (BOOK / "index.html").is_file():
        return "There is no built book: `make book` builds it."
    try:
        book = server(port=port)
    except OSError as error:
        return f"Port {port} cannot be had ({error.strerror}): try another, `make serve PORT={port + 1}`."
    try:
        print(f"The book is at http://127.0.0.1:{book.server_port}/ until you press Ctrl+C.", flush=True)
        book.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    sys.exit(main())
