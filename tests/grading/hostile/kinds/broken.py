"""Submissions that break what is around them, by mistake or not: tests after them still tell the truth."""

from tests.grading.hostile.kind import GRADED, Kind

KINDS = [
    Kind("no_stdout", "sys.stdout and sys.stderr deleted", "import sys\ndel sys.stdout, sys.stderr"),
    Kind("stdout_is_none", "sys.stdout and sys.stdin replaced by what cannot write", "import sys\nsys.stdout = sys.stderr = sys.stdin = None"),
    Kind("stdout_closed", "the streams and file descriptors 0, 1 and 2 closed", "import sys, os\nsys.stdout.close(); sys.stderr.close()\nfor fd in (0, 1, 2): os.close(fd)"),
    Kind("folder_gone", "its folder removed under its feet", "import os, shutil\nshutil.rmtree(os.getcwd())"),
    Kind("elsewhere", "another folder", "import os\nos.chdir('/')"),
    Kind("umask", "a umask that makes files which nobody can read", "import os\nos.umask(0o777)\nopen('x', 'w').close()"),
    Kind("locale", "another locale, and another time zone", "import locale, os, time\nfor name in ('tr_TR.UTF-8', 'C', 'de_DE.UTF-8'):\n    try: locale.setlocale(locale.LC_ALL, name)\n    except locale.Error: pass\nos.environ['TZ'] = 'Mars'; time.tzset()"),
    Kind("no_open_files", "no more open files", "import os\nkeep = []\nwhile True: keep.append(open('/dev/null'))", shows="OSError"),
    Kind("environment_gone", "an empty environment", "import os\nos.environ.clear()"),
    Kind("names_gone", "every name of the notebook deleted, IPython's too", "for name in list(globals()): del globals()[name]", GRADED, 1, note="honest tests fail where the answer is gone"),
    Kind("modules_gone", "NumPy, PyTorch, json and dlkit forgotten, so that they would be imported anew", "import sys\nfor name in list(sys.modules):\n    if name.split('.')[0] in ('numpy', 'torch', 'json', 'dlkit'): del sys.modules[name]", "tampered", 1),
    Kind("collector_off", "the collector switched off, debugging it switched on", "import gc\ngc.disable(); gc.set_debug(gc.DEBUG_STATS); gc.freeze()"),
    Kind("hooks_that_fail", "excepthook, displayhook and threading's hook that raise", "import sys, threading\ndef fail(*_): raise RuntimeError('hook')\nsys.excepthook = sys.displayhook = sys.unraisablehook = threading.excepthook = fail"),
    Kind("warnings_are_errors", "every warning an error", "import warnings\nwarnings.simplefilter('error')\nimport numpy as np\nnp.seterr(all='raise')"),
    Kind("syntax_error", "a cell that is not Python", "def second(x:\n  return"),
    Kind("zero_bytes", "a cell with zero bytes and control characters", "x = 1\x00\x01\nprint('\x1b')"),
    Kind("huge_cell", "a cell of half a megabyte", "x = [" + "1, " * 200_000 + "]"),
    Kind("nested_cell", "a cell with brackets 10,000 deep", "x = " + "(" * 10_000 + ")" * 10_000),
    Kind("magics", "magics that do not exist, and such that look for a kernel", "%nosuchmagic\n", shows="not found"),
]
