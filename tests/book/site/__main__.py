"""Check every page of the book in Chromium, after building it if needed: python -m tests.book.site [--jobs 2].

Prints what is wrong with which page and what to do about it, and what the pages weigh; the same, with the weight of every
page, goes to _build/site-report.txt. Exit code 1 if anything is wrong.
"""

import argparse
import sys
import time
from collections import defaultdict

from tests.book.site.check import check
from tests.book.site.weight import LIMIT
from tools.book import ROOT, BookError, build
from tools.chromium import MISSING, find

REPORT = ROOT / "_build" / "site-report.txt"
NAMED, HEAVIEST = 4, 5


def listed(names, separator=", "):
    names = sorted(set(names))
    return separator.join(names[:NAMED]) + (f"{separator}and {len(names) - NAMED} more" if len(names) > NAMED else "")


def findings(results):
    """What is wrong, as text; the same fault of several elements and pages is said once."""
    faults = defaultdict(list)
    for result in results:
        for finding in result.findings:
            faults[finding.kind, finding.todo].append((result.page, finding))
    pages, kinds = f"{len(results)} page{'s' * (len(results) != 1)}", f"{len(faults)} kind{'s' * (len(faults) != 1)} of fault"
    lines = [f"{pages}, {kinds if faults else 'no fault'}."]
    for (kind, todo), places in sorted(faults.items()):
        views = {finding.view for _, finding in places} - {""}
        lines += ["", f"{kind}: {listed(page for page, _ in places)}{f' ({listed(views)})' * bool(views)}",
                  "  " + listed((finding.element for _, finding in places), "\n  "), f"  → {todo}"]
    return "\n".join(lines)


def weights(results):
    """What the pages weigh, as a table, heaviest first."""
    lines = [f"Megabytes, decoded; at most {LIMIT / 1e6:.1f} on a page with formulas, figures aside", "  page  figures  its heaviest files"]
    for result in sorted(results, key=lambda result: (-result.weight.total, result.page)):
        lines.append(f"{result.weight}  {result.page}{' is over the limit' * result.weight.over}")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=2, help="how many browsers at a time")
    options = parser.parse_args()
    if not find():
        return f"{MISSING} Then run `make check-site` again."
    start, opened = time.monotonic(), []

    def say(result):
        opened.append(result)
        print(f"{len(opened):4d}  {result.seconds:5.1f} s  {result.page}{f'  {len(result.findings)} faults' * bool(result.findings)}", flush=True)

    try:
        book = build(jobs=options.jobs).parent
    except BookError as error:
        return str(error)
    print("Opening the pages that have changed since they passed:", flush=True)
    results = check(book, options.jobs, say)
    found, table = findings(results), weights(results)
    REPORT.write_text(f"{found}\n\n{table}\n", encoding="utf-8")
    print(f"\n{found}\n\n" + "\n".join(table.splitlines()[: 2 + HEAVIEST]))
    print(f"\n{len(opened)} of {len(results)} pages opened, {time.monotonic() - start:.0f} s. This report, with all weights: {REPORT.relative_to(ROOT)}")
    return 1 if any(result.findings or result.weight.over for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
