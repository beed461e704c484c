"""The list of sources, labelled as the text cites them: author and year."""

from pybtex.plugin import register_plugin
from pybtex.richtext import Text
from pybtex.style.formatting.plain import Style as PlainStyle
from pybtex.style.labels import BaseLabelStyle


def label(entry):
    """“Breiman 2001”, “Kingma and Ba 2015”, “Guo et al. 2017”."""
    names = [str(Text.from_latex(" ".join([*person.prelast_names, *person.last_names]))) for person in entry.persons["author"]]
    who = names[0] if len(names) == 1 else " and ".join(names) if len(names) == 2 else f"{names[0]} et al."
    return f"{who} {entry.fields['year']}"


class AuthorYearLabels(BaseLabelStyle):
    def format_labels(self, entries):
        return map(label, entries)


class AuthorYear(PlainStyle):
    default_label_style = AuthorYearLabels


def setup(app):
    register_plugin("pybtex.style.formatting", "author_year", AuthorYear)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
