"""The reference has every public name of dlkit, each on one page, under names that the pages of dlkit.numpy explain."""

import importlib
import pkgutil
import re
from collections import defaultdict
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import dlkit
from tests.book.tiny import ROOT

# isort: off
from api_names import IN_BOTH, Entry, public  # tests.book.tiny has put _ext on the path
from api_torch import handed_on, in_pytorch

NO_ROOMS = {"grading", "cli", "__main__", "validate"}  # the command, which the book's part Teaching describes; a helper of the rooms
ROOMS = sorted(f"dlkit.{room.name}" for room in pkgutil.iter_modules(dlkit.__path__) if room.name not in NO_ROOMS)
PAGES = sorted(ROOT.glob("reference/**/*.md"))
DIRECTIVE = re.compile(r"^`{3,}\{api\} +(.+)$", re.MULTILINE)


def names(module_name):
    """{full name: object} of the public names of a module, those of its public modules in their place."""
    module, found = importlib.import_module(module_name), {}
    for name in public(module):
        value = getattr(module, name)
        found |= names(value.__name__) if isinstance(value, ModuleType) else {f"{module_name}.{name}": value}
    return found


def entries():
    """{full name: the pages with an entry for it}."""
    found = defaultdict(list)
    for page in PAGES:
        for listed in DIRECTIVE.findall(page.read_text(encoding="utf-8")):
            for name in listed.split():
                found[name].append(page.relative_to(ROOT).as_posix())
    return found


def torchs_own():
    return {entry.in_torch.full_name for entry in handed_on()}


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_of_a_room_is_on_exactly_one_page(room):
    """Under this name, or under that of the room that it is taken from; PyTorch's own names are in the table of dlkit.torch."""
    listed, borrowed = entries(), names("dlkit.training")
    count = {}
    for name, value in names(room).items():
        home = next((other for other, theirs in borrowed.items() if theirs is value), name)
        count[name] = len(listed[home]) + (name in torchs_own())
    assert count and {name: number for name, number in count.items() if number != 1} == {}


def test_no_name_has_two_entries():
    assert {name: pages for name, pages in entries().items() if len(pages) > 1} == {}


def test_the_page_of_dlkit_torch_has_the_table():
    assert "```{api-torch}" in (ROOT / "reference" / "torch.md").read_text(encoding="utf-8")


def test_the_error_that_the_first_page_quotes_is_the_one_that_comes():
    layer = importlib.import_module("dlkit.numpy").Linear(64, 10)
    quoted = re.search(r"^> (.+)$", (ROOT / "reference" / "index.md").read_text(encoding="utf-8"), re.MULTILINE)[1]
    with pytest.raises(ValueError, match=f"^{re.escape(quoted)}$"):
        layer(np.zeros((32, 63), np.float32))


@pytest.mark.parametrize("room", IN_BOTH)
def test_every_name_of_dlkit_numpy_says_what_it_is_in_pytorch(room):
    module = importlib.import_module(room)
    silent = [name for name in public(module) if not isinstance(getattr(module, name), ModuleType)
              and not re.match(r"In PyTorch: `torch\.|Not in PyTorch", in_pytorch([Entry(room, name, getattr(module, name))]))]
    assert silent == []


def test_every_file_of_dlkit_numpy_with_a_public_name_has_a_page_and_every_page_a_file():
    home = {Path(importlib.import_module(value.__module__).__file__).stem for name, value in names("dlkit.numpy").items()
            if value.__module__.startswith("dlkit.numpy.")}
    assert {path.stem for path in (ROOT / "reference" / "numpy").glob("*.md")} == home | {"index"}
