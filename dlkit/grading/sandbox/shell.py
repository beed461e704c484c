"""IPython without a kernel: runs a student's cells as a notebook does, magics and figures included, and logs what they show."""

import sys
import types

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config


def describe(error):
    """The name of an error's type and its message, neither of them without an end."""
    name = type(error).__name__[:200]
    try:
        return name, str(error)[:20_000]
    except KeyboardInterrupt:
        raise
    except BaseException:
        return name, "(its message cannot be shown)"


class Publisher(DisplayPublisher):
    """What `display` and figures publish goes to the log."""

    def publish(self, data, metadata=None, **_):
        self.shell.log.add("display_data", data)

    def clear_output(self, wait=False):
        self.shell.log.clear()


class Hook(DisplayHook):
    """The value of a cell's last expression goes to the log."""

    def write_output_prompt(self):
        pass

    def write_format_data(self, format_dict, md_dict=None):
        self.shell.log.add("execute_result", format_dict)

    def finish_displayhook(self):
        pass


class Shell(InteractiveShell):
    """One for the life of a process; `log` is an OutputLog, `cell` names the cell that runs."""

    log, cell, failed = None, "", None

    def _showtraceback(self, etype, evalue, stb):
        self.failed = name, message = describe(evalue)
        self.log.outputs.append({"output_type": "error", "ename": name, "evalue": message, "traceback": [line[:2000] for line in stb[:200]]})

    def showtraceback(self, *arguments, **options):
        """A recursion's thousand frames with their surroundings would take seconds to write down."""
        self.InteractiveTB.set_mode("Plain" if isinstance(sys.exc_info()[1], RecursionError) else "Context")
        super().showtraceback(*arguments, **options)

    def enable_gui(self, gui=None):
        """%matplotlib inline asks for it: there is no window to enable."""

    def ask_exit(self):
        """exit() and quit() end the cell, not the notebook."""
        raise SystemExit

    def run(self, source):
        """Run a student's cell. Returns None, or (name, message) of the error that ended it."""
        self.failed = None
        result = self.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        if error is not None and self.failed is None:
            self._showtraceback(type(error), error, [f"{type(error).__name__}: {error}"])
        return self.failed


def new_shell():
    """The shell, with a `__main__` of its own and nothing kept on a disk."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "NoColor"
    main = types.ModuleType("__main__", "A notebook")
    Shell.clear_instance()
    shell = Shell.instance(config=config, user_module=main, display_pub_class=Publisher, displayhook_class=Hook)
    sys.modules["__main__"] = main
    shell.compile.get_code_name = lambda raw, transformed, number: f"<{shell.cell}>"
    return shell
