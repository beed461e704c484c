import subprocess
import sys
import threading
import urllib.request

import pytest

from tools import serve


@pytest.fixture
def address(tmp_path):
    for name in ("a.wasm", "a.mjs", "a.js", "index.html"):
        (tmp_path / name).write_text("x")
    running = serve.server(tmp_path)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}/"
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize(("name", "kind"), [("a.wasm", "application/wasm"), ("a.mjs", "text/javascript"), ("a.js", "text/javascript"), ("", "text/html")])
def test_a_browser_is_told_what_a_file_is(address, name, kind):
    with urllib.request.urlopen(address + name) as answer:
        assert answer.headers.get_content_type() == kind


def test_a_port_that_is_taken_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "index.html").write_text("x")
    monkeypatch.setattr(serve, "BOOK", tmp_path)
    taken = serve.server(tmp_path)
    monkeypatch.setattr(sys, "argv", ["serve", "--port", str(taken.server_port)])
    assert serve.main() == f"Port {taken.server_port} cannot be had (Address already in use): try another, `make serve PORT={taken.server_port + 1}`."
    taken.server_close()


def test_without_a_book_it_says_how_to_build_one(tmp_path, monkeypatch):
    monkeypatch.setattr(serve, "BOOK", tmp_path)
    monkeypatch.setattr(sys, "argv", ["serve"])
    assert serve.main() == "There is no built book: `make book` builds it."


def test_it_prints_the_address_and_ends_at_ctrl_c(tmp_path):
    (tmp_path / "index.html").write_text("x")
    code = f"from pathlib import Path; from tools import serve; serve.BOOK = Path({str(tmp_path)!r}); serve.main()"
    code = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler); {code}"  # a shell's background job ignores Ctrl+C
    running = subprocess.Popen([sys.executable, "-c", code, "--port", "0"], cwd=serve.ROOT, stdout=subprocess.PIPE, text=True)
    assert running.stdout.readline().startswith("The book is at http://127.0.0.1:")
    running.send_signal(2)
    assert running.wait(30) == 0
