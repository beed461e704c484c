"""The figures of the report's page, as inline SVG that takes the page's colours."""

import math
import textwrap

import numpy as np

from dlkit.plot.display import mimebundle
from dlkit.plot.figure import Layout
from dlkit.plot.palette import BLUE, GREEN, GREY, INK, ORANGE, SKY
from dlkit.plot.style import styled

WIDTH = 5.5  # inches: with the smallest text of 9 points it fits a phone
STEPS = (0.25, 0.5, 1, 2, 5, 10, 20, 25, 50, 100)  # of points: how wide a bar of the distribution may be


def scores(report):
    """The distribution of the totals: one bar for each range of points."""
    totals, most = report.totals, max(report.max_score, *report.totals, 1e-9)
    step = next((step for step in STEPS if most / step <= 16), most / 16)
    edges = np.arange(0, math.ceil(most / step) * step + step / 2, step)
    counts, _ = np.histogram(totals, edges)
    lowest, highest = totals[0], totals[-1]
    alt = (f"A histogram of the points of {len(totals)} students, late penalties taken off: from {lowest:g} to {highest:g} of {report.max_score:g}, "
           f"half of them have {report.median:g} or more. The most frequent range is {_range(edges, counts)}, with {counts.max()} students.")

    def draw(ax):
        ax.bar(edges[:-1], counts, width=step, align="edge", color=BLUE, edgecolor="#fefefe", linewidth=1.2)
        ax.axvline(report.median, color=ORANGE)
        right = report.median < most / 2
        ax.annotate(f"median {report.median:g}", (report.median, counts.max() * 1.1), xytext=(5 if right else -5, 0), textcoords="offset points",
                    ha="left" if right else "right", va="center", color=ORANGE, weight="bold", fontsize=9.5)
        ax.set(xlabel=f"points, of {report.max_score:g}", ylabel="students", xlim=(0, edges[-1]), ylim=(0, counts.max() * 1.2))
        ax.yaxis.get_major_locator().set_params(integer=True)
        ax.grid(axis="x", visible=False)

    return _figure(draw, alt, 2.7)


def difficulty(report):
    """What share of the class has all points of a task, a part of them, none."""
    tasks, known = [task for task in report.tasks if task.graded or task.waiting], [task for task in report.tasks if task.graded and not task.waiting]
    alt = f"Bars for {len(tasks)} tasks: which share of the students has all points, a part, none. "
    if known:
        best, worst = max(known, key=lambda task: task.share), min(known, key=lambda task: task.share)
        alt += f"Highest mean: {best.title}, {best.share:.0%} of its points. Lowest: {worst.title}, {worst.share:.0%}. "
    alt += "The table below has all numbers."
    parts = [("full", "all points", BLUE), ("part", "a part", SKY), ("none", "none", ORANGE), ("waiting", "to be marked", GREY)]

    def draw(ax):
        places, left = np.arange(len(tasks))[::-1], np.zeros(len(tasks))
        for name, label, colour in parts if any(task.waiting for task in tasks) else parts[:3]:
            shares = np.array([getattr(task, name) / (task.graded + task.waiting) for task in tasks])
            ax.barh(places, shares, left=left, height=0.68, color=colour, label=label, edgecolor="#fefefe", linewidth=1.2)
            left += shares
        for place, task in zip(places, tasks):
            ax.annotate("–" if task.waiting else f"{task.share:.0%}", (1, place), xytext=(6, 0), textcoords="offset points", va="center", fontsize=9.5)
        ax.annotate("mean", (1, len(tasks) - 0.4), xytext=(6, 7), textcoords="offset points", va="bottom", fontsize=9, color=GREY)
        ax.set(xlim=(0, 1), ylim=(-0.6, len(tasks) - 0.4), xlabel="share of the students")
        ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
        ax.set_yticks(places, [textwrap.fill(textwrap.shorten(task.title, 60, placeholder=" …"), 26) for task in tasks])
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="y", visible=False)
        ax.spines["left"].set_visible(False)
        ax.legend(loc="lower right", bbox_to_anchor=(1.02, 0.99), ncols=4, columnspacing=1.2)

    return _figure(draw, alt, 0.95 + 0.42 * len(tasks))


def outcomes(report):
    """How many submissions ended in which way."""
    counts = report.counts
    alt = "Bars for the outcomes: " + ", ".join(f"{number} {outcome}" for outcome, number in counts.items()) + "."

    def draw(ax):
        places = np.arange(len(counts))[::-1]
        colours = [GREEN if outcome == "graded" else GREY if outcome == "missing" else ORANGE for outcome in counts]
        ax.barh(places, counts.values(), height=0.62, color=colours)
        for place, number in zip(places, counts.values()):
            ax.annotate(f"{number}", (number, place), xytext=(5, 0), textcoords="offset points", va="center", fontsize=9.5, color=INK)
        ax.set_yticks(places, counts)
        ax.set(xlim=(0, max(counts.values()) * 1.08), ylim=(-0.6, len(counts) - 0.4), xlabel="students")
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="y", visible=False)
        ax.spines["left"].set_visible(False)

    return _figure(draw, alt, 0.75 + 0.3 * len(counts))


def _figure(draw, alt, height):
    """The HTML of a figure that `draw` draws on one Axes."""
    with styled():
        made, ax = Layout(1, 1, WIDTH, height, False, False, None, None, False).make(alt)
        draw(ax)
        return mimebundle(made, alt)["text/html"]


def _range(edges, counts):
    place = int(np.argmax(counts))
    return f"{edges[place]:g} to {edges[place + 1]:g} points"
