"""What a person sees while a class is graded: a bar on a terminal, a line a minute elsewhere. All of it on standard error."""

import sys
import time

from tqdm import tqdm

from dlkit.grading.coordination.coordinator import Observer
from dlkit.grading.outcome import LOOK


class Progress(Observer):
    """Counts what is done and what needs a look; `stream` is standard error."""

    def __init__(self, stream=None):
        self.stream = stream or sys.stderr
        self.bar, self.look, self.done, self.total = None, 0, 0, 0
        self.begun = self.said = time.monotonic()

    def say(self, text):
        """A sentence, above the bar."""
        with tqdm.external_write_mode(file=self.stream):
            print(text, file=self.stream, flush=True)

    def begin(self, run, todo, kept):
        """How many there are."""
        self.total, self.begun = len(todo), time.monotonic()
        keep = f"; {kept} keep the outcome they have" if kept else ""
        self.say(f"Run {run}: {self.total} to grade{keep}.")
        if self.total and self.stream.isatty():
            self.bar = tqdm(total=self.total, file=self.stream, unit=" submissions", dynamic_ncols=True, smoothing=0.05, postfix=self._postfix())

    def recorded(self, outcome):
        """One more."""
        self.done += 1
        self.look += outcome.outcome in LOOK
        if self.bar is not None:
            self.bar.set_postfix(self._postfix(), refresh=False)
            self.bar.update()

    def tick(self):
        """A line a minute, where there is no bar."""
        if self.bar is None and time.monotonic() - self.said >= 60:
            self.said = time.monotonic()
            spent = self.said - self.begun
            left = f", {tqdm.format_interval(spent / self.done * (self.total - self.done))} left" if self.done else ""
            self.say(f"{self.done} of {self.total} done, {self.look} need a look, {60 * self.done / spent:.1f} a minute{left}")

    def close(self):
        """The bar stays as it is."""
        if self.bar is not None:
            self.bar.close()

    def _postfix(self):
        return {"look": self.look}
