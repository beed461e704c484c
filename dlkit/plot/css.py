"""The style sheet that gives a page's themes their colours."""

from dlkit.plot import palette


def css():
    """CSS that a page needs once: the palette as variables, light and dark, and what figures need of the theme.

    The same text each time. A page without it shows the light palette, which every figure carries along.
    """
    return f"""\
/* The palette of dlkit.plot. Written by dlkit.plot.css(); edit dlkit/plot/palette.py instead. */
:root {{
{_variables(palette.LIGHT)}
}}
@media screen {{  /* on paper a page is light */
html[data-theme="dark"] {{
{_variables(palette.DARK)}
}}
}}
/* pydata-sphinx-theme lays a light card under HTML outputs in dark mode; a figure stands on the page itself. */
html[data-theme="dark"] .bd-content div.cell_output .text_html:has(.dl-figure):not(:has(table.dataframe)) {{
  background: none;
  border-radius: 0;
  color: inherit;
  padding: 0;
}}
.dl-figure figcaption {{
  color: var(--dl-grey);
  font-size: 0.9em;
  line-height: 1.45;
  margin: 0.5rem auto 0;
  max-width: 38rem;
}}
"""


def notebook_css():
    """One line of CSS that a figure carries along: dark colours in JupyterLab and VS Code, which lack our sheet."""
    variables = "".join(f"--dl-{name}:{palette.DARK[name]};" for name in (*palette.CYCLE, "grey"))
    return f'body:is([data-jp-theme-light="false"],.vscode-dark) .dl-figure{{{variables}}}'


def _variables(colours):
    return "\n".join(f"  --dl-{name}: {colour};" for name, colour in colours.items())
