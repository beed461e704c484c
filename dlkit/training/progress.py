"""The progress bar of fit: on standard error of a terminal, or as one self-replacing output in a notebook."""

import io
import sys

from tqdm import tqdm


def _in_notebook():
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and hasattr(shell, "kernel")


class Progress:
    """A bar over epochs, of which `done` are behind us, with the latest numbers beside it; `enabled` as in fit.

    None shows it where a person is likely to look, once a second has passed. In a notebook it leaves
    nothing behind on standard error, which nbgrader would count as a failure.
    """

    def __init__(self, epochs, enabled, done=0):
        self.notebook = _in_notebook()
        enabled = (self.notebook or sys.stderr.isatty()) if enabled is None else enabled
        self.handle = None
        self.bar = tqdm(
            total=epochs, initial=done, unit="epoch", disable=not enabled, delay=1.0 if self.notebook else 0.0,
            file=io.StringIO() if self.notebook else sys.stderr, ncols=100 if self.notebook else None,
        )

    def update(self, values):
        self.bar.set_postfix_str(" ".join(f"{name} {value:.4g}" for name, value in values.items()), refresh=False)
        self.bar.update()
        if self.notebook and not self.bar.disable and self.bar.format_dict["elapsed"] > 1.0:
            self._show(str(self.bar))

    def close(self):
        self.bar.close()

    def _show(self, text):
        from IPython.display import TextDisplayObject, display  # a notebook has loaded it already

        class Line(TextDisplayObject):
            def __repr__(self):
                return self.data

        if self.handle is None:
            self.handle = display(Line(text), display_id=True)
        else:
            self.handle.update(Line(text))
