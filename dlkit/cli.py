"""The command `dlkit`: one subcommand a file in dlkit/grading/commands/.

    dlkit COMMAND [OPTIONS]          or, where the command is not on PATH,          python -m dlkit COMMAND [OPTIONS]

Only the command that is called is imported, so that `dlkit --help` answers at once.
"""

import argparse
import importlib
import os
import sys
import textwrap

import dlkit

COMMANDS = {
    "grade": "grade the submissions of an assignment, in parallel and in a sandbox",
    "report": "outcomes, scores and difficulty of an assignment: a table, CSV files, one page with plots",
    "feedback": "write what each student gets back, without the hidden tests",
    "check": "for students: run the tests of your notebook before you hand it in",
    "doctor": "what this machine can do: sandbox, cores, memory, PyTorch, kernels, versions",
}
EPILOG = "`dlkit COMMAND --help` shows a command's options and examples."
INTERRUPTED = 130  # what a shell expects of a program that was stopped with Ctrl-C


class Help(argparse.HelpFormatter):
    """Wraps a description to the terminal, sentence by sentence as it was written; what is indented, the examples, stays as it is."""

    def _fill_text(self, text, width, indent):
        paragraphs = [line if line.startswith(" ") else textwrap.fill(line, width) for line in _joined(text)]
        return "\n".join(indent + line for line in "\n".join(paragraphs).splitlines())


def _joined(text):
    """Lines, those that only broke a sentence put together again."""
    lines = []
    for line in text.splitlines():
        if lines and not line.startswith(" ") and not lines[-1].endswith((".", ":")):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return lines


def main(arguments=None):
    """Run the command line. Returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    parser = argparse.ArgumentParser(prog="dlkit", description="The course's commands, for teachers and students.", epilog=EPILOG)
    parser.add_argument("--version", action="version", version=f"dlkit {dlkit.__version__}")
    subparsers = parser.add_subparsers(metavar="COMMAND", dest="command", required=True)
    called = next((word for word in arguments if not word.startswith("-")), None)
    commands = {}
    for name, line in COMMANDS.items():
        if name != called:
            subparsers.add_parser(name, help=line)
            continue
        try:
            commands[name] = command = importlib.import_module(f"dlkit.grading.commands.{name}")
        except ImportError as error:
            return _missing(name, error)
        subparser = subparsers.add_parser(name, help=line, description=command.HELP, epilog="examples:\n" + command.EXAMPLES.strip("\n"),
                                          formatter_class=Help)
        command.add_arguments(subparser)
    options = parser.parse_args(arguments)
    try:
        return commands[options.command].run(options)
    except ImportError as error:
        return _missing(options.command, error)
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # … | head: who reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or Python complains when it flushes at exit
        return 0


def _missing(command, error):
    """Say what has to be installed for a command."""
    what = f"{error.name}, which is not installed" if isinstance(error, ModuleNotFoundError) else f"something that cannot be imported ({error})"
    print(f"dlkit {command} needs {what}. It comes with the course: pip install 'dlkit[course]'", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
