import pytest
from pybtex.database import parse_string

from tests.book.tiny import build

BIB = """
@book{one, author = {Breiman, Leo}, title = {A}, publisher = {P}, year = {2001}}
@book{two, author = {van der Walt, St{\\'e}fan and Ba, Jimmy}, title = {B}, publisher = {P}, year = {2015}}
@book{many, author = {Guo, Chuan and Pleiss, Geoff and Sun, Yu}, title = {C}, publisher = {P}, year = {2017}}
@book{accent, author = {B{\\"o}hning, Dankmar}, title = {D}, publisher = {P}, year = {1992}}
"""


@pytest.mark.parametrize("key, label", [("one", "Breiman 2001"), ("two", "van der Walt and Ba 2015"), ("many", "Guo et al. 2017"), ("accent", "Böhning 1992")])
def test_labels_are_author_and_year(key, label):
    import bibliography_style

    assert bibliography_style.label(parse_string(BIB, "bibtex").entries[key]) == label


def test_the_list_of_sources_carries_the_labels(tmp_path):
    files = {"index.md": "# Page\n\n{cite:t}`one`\n\n```{bibliography}\n:all:\n```\n", "references.bib": BIB}
    html, said = build(tmp_path, files, ["bibliography_style", "sphinxcontrib.bibtex"], bibtex_bibfiles=["references.bib"],
                       bibtex_reference_style="author_year", bibtex_default_style="author_year")
    assert said == "" and "Guo et al. 2017" in html


def test_a_citation_that_is_not_in_the_bibliography_fails_the_build(tmp_path):
    files = {"index.md": "# Page\n\n{cite:p}`nobody1900`\n", "references.bib": BIB}
    _, said = build(tmp_path, files, ["bibliography_style", "sphinxcontrib.bibtex"], bibtex_bibfiles=["references.bib"],
                    bibtex_reference_style="author_year", bibtex_default_style="author_year")
    assert "index.md:3: WARNING" in said and "nobody1900" in said
