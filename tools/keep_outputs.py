"""Run one notebook with nbval and keep what it showed: python -m tools.keep_outputs NOTEBOOK EXECUTED.

nbval (--nbval-lax) executes the cells as tests. This plugin listens to the same messages of the kernel and, if every cell
passed, writes the notebook with its outputs to EXECUTED. Exit code 1, and what went wrong on stdout, if a cell failed.
"""

import argparse
import io
import os
import re
import sys
from contextlib import redirect_stdout
from pathlib import Path

import nbformat
import pytest
from nbval.plugin import NbCellError, coalesce_streams

SHOWN = ("stream", "display_data", "execute_result", "error")
UNSEEN = {"remove-cell", "remove-output", "remove-stderr"}  # cell tags with which stderr never reaches the page


class KeepOutputs:
    """Pytest plugin: the outputs of every cell, in the order of the notebook, and the first failure.

    quiet: whether a cell that writes to stderr fails, unless a tag keeps its stderr off the page.
    """

    def __init__(self, quiet=False):
        self.quiet = quiet
        self.outputs = {}  # number of the code cell: its outputs
        self.displays = {}  # display_id: the outputs that show it
        self.failure = None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        messages, receive = [], item.parent.get_kernel_message

        def listen(**options):
            messages.append(receive(**options))
            return messages[-1]

        item.parent.get_kernel_message = listen
        result = yield
        item.parent.get_kernel_message = receive
        idle = messages[-1]["parent_header"]["msg_id"]  # messages of other requests do not belong to this cell
        outputs = self.shown(m for m in messages if m["parent_header"].get("msg_id") == idle)
        if self.quiet and not UNSEEN & set(item.cell.metadata.get("tags", [])):
            refuse_stderr(outputs)
        self.outputs[item.cell_num] = outputs
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        if call.excinfo and not self.failure and not call.excinfo.errisinstance(pytest.skip.Exception):
            self.failure = describe(item, call.excinfo.value)
        return (yield)

    def shown(self, messages):
        """The outputs that a notebook shows after `messages`: in order, streams joined, displays updated in place."""
        outputs, clear = [], False
        for message in messages:
            kind, content = message["msg_type"], message["content"]
            if kind == "clear_output":
                clear = True
                if not content["wait"]:
                    outputs.clear()
            elif kind == "update_display_data":
                for output in self.displays.get(content["transient"]["display_id"], []):
                    output.update(data=content["data"], metadata=content["metadata"])
            elif kind in SHOWN:
                if clear:
                    outputs.clear()
                clear = False
                output = nbformat.v4.output_from_msg(message)
                if identity := content.get("transient", {}).get("display_id"):
                    self.displays.setdefault(identity, []).append(output)
                if kind == "stream" and outputs and outputs[-1].get("name") == output.name:
                    outputs[-1].text += output.text
                else:
                    outputs.append(output)
        for output in outputs:
            coalesce_streams([output])  # carries out \r and \b
        return outputs

    def executed(self, notebook):
        """`notebook` with the outputs that were kept."""
        notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
        code = (cell for cell in notebook.cells if cell.cell_type == "code")
        for number, cell in enumerate(code):
            cell.execution_count = number + 1
            cell.outputs = self.outputs.get(number, [])
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = number + 1
        return notebook


def refuse_stderr(outputs):
    """Fail if a page would show what a cell wrote to stderr: warnings belong into no page."""
    text = "".join(output.text for output in outputs if output.get("name") == "stderr")
    if text:
        raise RuntimeError(
            f"it writes to stderr, and a page shows no warnings; mend the cause, or tag the cell remove-stderr:\n\n{text.rstrip()}"
        )


def describe(item, error):
    """What failed, where, with the cell's source and its traceback."""
    where = f"code cell {item.cell_num + 1}"
    if item.parent.kernel is not None and not item.parent.kernel.is_alive():
        what, trace = "the kernel died: out of memory, or a crash in compiled code?", ""
    else:
        what = str(error)
        trace = error.inner_traceback if isinstance(error, NbCellError) else ""
    source = "".join(f"    {line}\n" for line in item.cell.source.splitlines())
    plain = re.sub(r"\x1b\[[0-9;]*m", "", trace or "")
    return f"{where}: {what}\n\n{source}{plain}".rstrip()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("executed", type=Path)
    parser.add_argument("--quiet", action="store_true", help="fail if a cell writes to stderr")
    parser.add_argument("--cell-timeout", type=float, default=300, help="seconds")
    options = parser.parse_args()

    plugin = KeepOutputs(options.quiet)
    nbval = ["--nbval-lax", "--nbval-current-env", f"--nbval-cell-timeout={options.cell_timeout}", "--exitfirst"]
    alone = ["--disable-plugin-autoload", "-p", "nbval.plugin", "-p", "no:cacheprovider", "--noconftest", "-c", os.devnull]
    with redirect_stdout(io.StringIO()) as report:
        status = pytest.main([*alone, *nbval, "--rootdir", str(options.notebook.parent), str(options.notebook)], plugins=[plugin])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        print(plugin.failure or report.getvalue())
        return 1
    nbformat.write(plugin.executed(nbformat.read(options.notebook, as_version=4)), options.executed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
