"""The built book, for the tests that read or visit it; it is built by the command that `make book` runs."""

import pytest

from tests.book.demos import visit  # noqa: F401 a fixture
from tools.book import build
from tools.chromium import MISSING, Chromium, find


@pytest.fixture(scope="session")
def book():
    """The folder of the built book."""
    return build().parent


@pytest.fixture(scope="module")
def browser():
    if not find():
        pytest.skip(f"The pages are not opened. {MISSING}")
    with Chromium() as browser:
        yield browser
