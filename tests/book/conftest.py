"""The built book, for the tests that read or visit it; it is built by the command that `make book` runs."""

import pytest

from tests.book.chromium import Chromium, find
from tools.book import build


@pytest.fixture(scope="session")
def book():
    """The folder of the built book."""
    return build().parent


@pytest.fixture(scope="module")
def browser():
    if not find():
        pytest.skip("there is no Chromium on this machine: the pages are checked without being opened")
    with Chromium() as browser:
        yield browser
