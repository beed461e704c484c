"""nbconvert's HTML exporter with a page of our own: one file, which asks for nothing, runs no script and shows formulas offline.

It is used once a student, and much of a page is the same for everybody: templates are compiled and the instructor's texts
rendered once a process.
"""

import functools
import html
import re
from pathlib import Path

from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from traitlets.config import Config

from dlkit.grading.feedback.formulas import mathml
from dlkit.plot import palette

TEMPLATE = "page"
PICTURE = re.compile(r"<img\b(?![^>]*\balt\s*=)", re.IGNORECASE)
NO_WORDS = '<img alt="A picture without a description."'

try:
    from jinja2 import pass_context
except ImportError:  # Jinja 2
    from jinja2 import contextfilter as pass_context


def with_page(config):
    """The configuration in which nbgrader's converter finds our page; one with a template of the instructor's stays as it is."""
    ours = Config()
    if "template_name" not in config.HTMLExporter:
        ours.HTMLExporter.template_name = TEMPLATE
        ours.HTMLExporter.extra_template_basedirs = [str(Path(__file__).parent)]
    ours.merge(config)
    return ours


def is_ours(config):
    """Whether pages of this configuration have our template."""
    return config.HTMLExporter.template_name == TEMPLATE


class Page(HTMLExporter):
    """The exporter of all pages that one process writes."""

    environments = {}

    @property
    def default_config(self):
        """What of an output is shown: of scripts and widgets, the text that stands for them."""
        config = super().default_config
        config.NbConvertBase.display_data_priority = ["text/html", "text/markdown", "image/svg+xml", "text/latex", "image/png", "image/jpeg", "text/plain"]
        return config

    def _create_environment(self):
        key = tuple(self.template_paths)
        if key not in self.environments:
            self.environments[key] = super()._create_environment()
        for name, value in self.default_filters():
            self._register_filter(self.environments[key], name, value)
        return self.environments[key]

    def from_notebook_node(self, nb, resources=None, **options):
        """(the page, its resources): as HTMLExporter does it, without reading the whole page again for pictures without words."""
        resources = self._init_resources(resources)
        self.register_filter("highlight_code", self.filters.get("highlight_code") or Highlight2HTML(pygments_lexer="ipython3", parent=self))
        self.register_filter("filter_data_type", WidgetsDataTypeFilter(notebook_metadata=self._nb_metadata, parent=self, resources=resources))
        page, resources = TemplateExporter.from_notebook_node(self, nb, resources, **options)
        return PICTURE.sub(NO_WORDS, page), resources

    def _init_resources(self, resources):
        resources = super()._init_resources(resources)
        resources["colours"] = {name: "".join(f"--dl-{colour}:{value};" for colour, value in theme.items()) for name, theme in palette.THEMES.items()}
        return resources

    @pass_context
    def markdown2html(self, context, source):
        """Markdown as HTML, formulas included."""
        attachments = context.get("cell", {}).get("attachments", {})
        return _rendered(source) if not attachments else _render(source, attachments)


class Renderer(IPythonRenderer):
    """Writes formulas as MathML, headings one level deeper, as the page has its own first, and tables that can be wider than the page."""

    def inline_math(self, body):
        return mathml(body)

    def block_math(self, body):
        return mathml(body, block=True)

    def latex_environment(self, name, body):
        return mathml(rf"\begin{{{name}}}{body}\end{{{name}}}", block=True)

    def heading(self, text, level, **attributes):
        return f"<h{min(level + 1, 6)}>{text}</h{min(level + 1, 6)}>\n"

    def table(self, text):
        return f'<div class="wide" tabindex="0"><table>\n{text}</table></div>\n'

    def block_mermaidjs(self, code):
        return f"<pre>{html.escape(code)}</pre>"


def _render(source, attachments):
    return MarkdownWithMath(renderer=Renderer(escape=False, attachments=attachments, anchor_link_text="", exclude_anchor_links=True)).render(source)


@functools.lru_cache(1024)
def _rendered(source):
    return _render(source, {})
