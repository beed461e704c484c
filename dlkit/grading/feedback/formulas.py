"""Formulas as MathML, which browsers show by themselves: a page in a single file, read offline, has nobody to typeset them.

docutils, which comes with Jupyter Book, knows the usual part of LaTeX. What it does not know stays as it was written.
"""

import functools
import html
import re

KNOWN_AS = ((re.compile(r"\\(tag|label)\{[^}]*\}|\\(nonumber|notag)\b|\\[bB]igg?[lrm]?(?![a-zA-Z])"), ""), (re.compile(r"\\dots\b"), r"\\ldots"))
ENVIRONMENTS = re.compile(r"\\(begin|end)\{(equation|align|gather|split)\*?\}")


@functools.lru_cache(4096)
def mathml(source, block=False):
    """The HTML of a formula in LaTeX, without its dollars."""
    try:
        from docutils.utils.math.latex2mathml import tex2mathml

        plain = ENVIRONMENTS.sub(lambda found: {"equation": "", "gather": ""}.get(found[2], rf"\{found[1]}{{aligned}}"), source)
        for pattern, instead in KNOWN_AS:
            plain = pattern.sub(instead, plain)
        shown = re.sub(r">\s+<", "><", tex2mathml(plain.strip(), as_block=block))
        shown = shown.replace("<math ", f'<math alttext="{html.escape(" ".join(source.split()))}" ', 1)
    except Exception:  # an old docutils, or none, or what it does not understand: it raises many things
        shown = f'<code class="formula">{html.escape(source.strip())}</code>'
    return f'<div class="formula" tabindex="0">{shown}</div>' if block else shown
