import sys

import pytest
from bs4 import BeautifulSoup

from tests.book.tiny import build

TOY = '''\
"""A package to document."""

import inspect

__all__ = ["Cat", "Dog", "LEGS", "purr"]

LEGS = (4, 4)


class Pet:
    """x (n, *size) → y_{k+1} = |x_| for `size`, "mean" or <all> of [a](b), $5 and 2**3.

    Raises ValueError.
    """

    def __init__(self, size=(1, 1), make=dict, hook=object(), *, loud: bool = False):
        self.size = size

    def feed(self, food="fish"):
        """Give it `food`."""

    def sleep(self):
        return self._snore()

    def _snore(self):
        """Not for users."""


class Cat(Pet):
    __doc__ = Pet.__doc__


class Dog(Pet):
    __doc__ = Pet.__doc__

    show = inspect.cleandoc  # has a docstring, but is defined elsewhere

    @property
    def name(self):
        """What it answers to."""


def purr(volume, count=2):
    """Purr. For instance

        purr(3)
        purr(4)

    volume: how loud it is, with
        a second line.
    count: how often.

    This line is as long as lines are here. It
    goes on. And ends.
    Raises nothing.
    """
    return volume * count
'''


def entry(folder, names, text=TOY, **config):
    """The page with an entry for `names` of the package toy, and what the build said."""
    (folder / "toy").mkdir(exist_ok=True)
    (folder / "toy" / "__init__.py").write_text(text, encoding="utf-8")
    page = f"# Page\n\nText.\n\n```{{api}} {names}\n```\n\n{{py:class}}`toy.Cat`\n"
    html, said = build(folder, {"index.md": page}, ["sphinx_design", "api"], nitpicky="Cat" in names, **config)
    return BeautifulSoup(html, "html.parser"), said


@pytest.fixture(autouse=True)
def toy(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("toy", None)


def plain(node):
    return " ".join(node.get_text().split())


def test_a_signature_is_anchored_indexed_and_found_by_other_pages(tmp_path):
    page, said = entry(tmp_path, "toy.Cat")
    assert said == ""
    assert page.select_one("dt#toy\\.Cat") and page.select_one('a[href="#toy.Cat"] code')
    index = (tmp_path / "_build" / "html" / "genindex.html").read_text()
    assert "Cat (class in toy)" in index


def test_defaults_are_shown_as_a_reader_would_write_them(tmp_path):
    page, _ = entry(tmp_path, "toy.Cat")
    assert "toy.Cat(size=(1, 1), make=dict, hook=..., *, loud=False)" in plain(page.select_one("dt"))


def test_every_character_of_a_docstring_is_shown_and_code_is_code(tmp_path):
    page, _ = entry(tmp_path, "toy.Cat")
    text = page.select_one("dd")
    assert plain(text.p) == 'x (n, *size) → y_{k+1} = |x_| for size, "mean" or <all> of [a](b), $5 and 2**3.'
    assert [code.get_text() for code in text.p.select("code")] == ["size", '"mean"']
    assert plain(text.select("p")[1]) == "Raises ValueError."


def test_documented_methods_are_shown_and_no_others(tmp_path):
    page, _ = entry(tmp_path, "toy.Dog toy.Cat")
    assert [node["id"] for node in page.select("dd dt.sig")] == ["toy.Dog.feed", "toy.Dog.name", "toy.Cat.feed"]
    assert "feed(food='fish')" in plain(page.select_one("#toy\\.Dog\\.feed")) and "property name" in plain(page.select_one("#toy\\.Dog\\.name"))


def test_the_source_is_folded_once_with_its_hidden_base_and_without_the_docstring(tmp_path):
    page, _ = entry(tmp_path, "toy.Cat toy.Dog")
    (fold,) = page.select("details.dl-source")
    assert not fold.has_attr("open") and "toy/__init__.py" in fold.summary.get_text()
    code = fold.select_one("pre").get_text()
    assert code.index("class Pet:\n    def __init__") < code.index("class Cat(Pet)") < code.index("class Dog(Pet)")
    assert "<all>" not in code and code.count("class Pet") == 1 and '"""Not for users."""' in code


def test_where_the_repository_is_known_the_source_links_to_it(tmp_path):
    page, _ = entry(tmp_path, "toy.purr")
    assert not page.select("details.dl-source a")
    page, _ = entry(tmp_path, "toy.purr", TOY, html_theme_options={"repository_url": "https://github.com/someone/course"}, html_theme="sphinx_book_theme")
    assert page.select_one("details.dl-source a.reference")["href"] == "https://github.com/someone/course/blob/main/toy/__init__.py"


def test_an_indented_block_is_code_and_hanging_lines_are_a_list_of_arguments(tmp_path):
    page, _ = entry(tmp_path, "toy.purr")
    text = page.select_one("dd")
    assert text.select_one("pre").get_text() == "purr(3)\npurr(4)\n"
    assert [plain(node) for node in text.select("dl > *")] == ["volume", "how loud it is, with a second line.", "count", "how often."]


def test_a_line_that_ends_before_it_is_full_ends_a_paragraph(tmp_path):
    page, _ = entry(tmp_path, "toy.purr")
    assert [plain(node) for node in page.select("dd > p")][-2:] == [
        "This line is as long as lines are here. It goes on. And ends.", "Raises nothing."]


def test_names_that_say_the_same_share_one_text(tmp_path):
    page, said = entry(tmp_path, "toy.Cat toy.Twin", TOY.replace('"Cat"', '"Cat", "Twin"') + "\n\nclass Twin(Pet):\n    __doc__ = Pet.__doc__\n")
    assert said == "" and [node["id"] for node in page.select("dl.class > dt")] == ["toy.Cat", "toy.Twin"]
    assert len(page.select("dl.class")) == 1


def test_a_constant_shows_its_value(tmp_path):
    page, said = entry(tmp_path, "toy.LEGS")
    assert "toy.LEGS = (4, 4)" in plain(page.select_one("dt")) and not page.select("details")


@pytest.mark.parametrize("name, complaint", [
    ("toy.Cot", "toy has no public name Cot; is it Cat?"),
    ("toy.Pet", "toy has no public name Pet; is it"),
    ("toy.Elephant", "toy has no public name Elephant; is it one of Cat, Dog, LEGS, purr?"),
    ("tory.Cat", "tory.Cat: the module “tory” cannot be imported"),
    ("Cat", "Cat: the module “” cannot be imported"),
    ("dlkit.numpy.Conv3d", "dlkit.numpy has no public name Conv3d; is it Conv2d or Conv1d?"),
])
def test_a_name_that_is_not_there_fails_the_build_and_names_page_line_and_close_matches(tmp_path, name, complaint):
    _, said = entry(tmp_path, name)
    assert f"index.md:5: ERROR: line 5: api: {complaint}" in said


def test_a_changed_docstring_appears(tmp_path):
    entry(tmp_path, "toy.purr")
    del sys.modules["toy"]
    page, _ = entry(tmp_path, "toy.purr", TOY.replace("Purr. For", "Hiss, loudly. For"))
    assert "Hiss, loudly." in page.get_text()


def test_a_name_of_dlkit_says_what_it_is_in_pytorch(tmp_path):
    page, said = entry(tmp_path, "dlkit.numpy.AvgPool1d dlkit.numpy.AvgPool2d dlkit.numpy.softmax dlkit.numpy.init.zeros_")
    assert said == ""
    assert [plain(node) for node in page.select(".dl-torch")] == [
        "In PyTorch: torch.nn.AvgPool1d, torch.nn.AvgPool2d.", "In PyTorch: torch.softmax.", "In PyTorch: torch.nn.init.zeros_."]


def test_what_pytorch_lacks_is_said_and_dlkits_own_source_for_it_is_folded_too(tmp_path):
    page, _ = entry(tmp_path, "dlkit.numpy.Residual")
    assert plain(page.select_one(".dl-torch")) == "Not in PyTorch; dlkit has its own: dlkit.torch.Residual."
    assert [plain(node) for node in page.select("summary")] == [
        "NumPy source: dlkit/numpy/residual.py", "PyTorch source: dlkit/torch/residual.py"]
