"""Submissions that change how tests are run: IPython, imports, tracing, frames, the collector, threads, signals, the runner itself."""

from tests.grading.hostile.kind import CRASHED, GRADED, TAMPERED, forgery

RUNNER = "import gc, sys\nrunner = sys.modules['dlkit.grading.sandbox.student']\n"
NUMPY = "import numpy as np\nassert np.allclose(second(3), 9)"

KINDS = [
    forgery("input_transformers", "IPython made to drop every line with an assert", """
shell = get_ipython()
drop = lambda lines: [line for line in lines if 'assert' not in line]
shell.input_transformers_post.append(drop); shell.input_transformers_cleanup.append(drop)
shell.input_transformer_manager.transform_cell = lambda cell: 'pass'""", GRADED),
    forgery("ast_transformers", "IPython made to drop every assert statement", """
import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Drop())""", GRADED),
    forgery("custom_exceptions", "IPython made to handle every exception itself", "get_ipython().set_custom_exc((BaseException,), lambda *a, **k: None)\nget_ipython().showtraceback = lambda *a, **k: None", GRADED),
    forgery("events", "handlers before and after every cell, that put the right answer there", "get_ipython().events.register('pre_run_cell', lambda *a: get_ipython().user_ns.update(second=lambda x: 9))", GRADED),
    forgery("run_cell_replaced", "IPython's run_cell does nothing", "import types\nshell = get_ipython()\nshell.run_cell = lambda *a, **k: types.SimpleNamespace(error_before_exec=None, error_in_exec=None)\nshell.run = lambda source: None", GRADED),
    forgery("user_ns_exchanged", "a namespace that answers every name", """
class Names(dict):
    def __missing__(self, name): return lambda *a, **k: True
    def __getitem__(self, name): return dict.get(self, name, 9)
shell = get_ipython()
names = Names(shell.user_ns); names['second'] = lambda x: 0
shell.user_ns = names""", GRADED),
    forgery("value_shown", "a display of 2 points, as the value of a test would be, before the test fails", "def second(x):\n    get_ipython().displayhook.write_format_data({'text/plain': '2.0'})\n    return 0", GRADED),
    forgery("display_hook", "sys.displayhook and sys.excepthook replaced", "import sys\nsys.displayhook = sys.excepthook = sys.unraisablehook = lambda *a: None", GRADED),
    forgery("meta_path", "a finder before all others that makes up modules", """
import sys, types, importlib.machinery
class Finder:
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self)
    def create_module(self, spec): return None
    def exec_module(self, module): module.allclose = lambda *a, **k: True
sys.meta_path.insert(0, Finder()); sys.path_hooks.clear(); sys.path_importer_cache.clear()""", GRADED, test=NUMPY),
    forgery("line_cache", "other sources in the line cache", "import linecache\nfor name in list(linecache.cache): linecache.cache[name] = (4, None, ['pass'], name)\nlinecache.getline = lambda *a: 'pass'", GRADED),
    forgery("trace_before", "a trace function, set before the test, that jumps over its statements", """
import sys
def tracer(frame, event, arg):
    if frame.f_code.co_filename == '<test>' and event == 'line' and frame.f_lineno == 2: frame.f_lineno = 3
    return tracer
sys.settrace(tracer)
sys._getframe().f_trace = tracer""", GRADED, test="x = 1\nassert second(3) == 9\nx = 2"),
    forgery("settrace_replaced", "the same, and sys.settrace replaced, so that the grader cannot take the function out", """
import sys, threading
def tracer(frame, event, arg):
    if frame.f_code.co_filename == '<test>' and event == 'line' and frame.f_lineno == 2: frame.f_lineno = 3
    return tracer
sys.settrace(tracer); sys.settrace = sys.setprofile = lambda f: None""", GRADED, test="x = 1\nassert second(3) == 9\nx = 2"),
    forgery("trace_within", "a trace function that the student's answer sets while the test calls it, to jump over the assertion", """
import sys
def tracer(frame, event, arg):
    if frame.f_code.co_filename == '<test>' and event == 'line' and frame.f_lineno == 2:
        frame.f_lineno = 3
        sys.settrace(None)
    return tracer
def second(x):
    sys._getframe(1).f_trace = tracer
    sys.settrace(tracer)
    return 0""", GRADED, test="answer = second(3)\nassert answer == 9\nx = 2"),
    forgery("profile_within", "a profile function in its place", """
import sys
def second(x):
    sys.setprofile(lambda frame, event, arg: frame.f_globals.update(answer=9))
    return 0""", GRADED, test="answer = second(3)\nassert answer == 9\nx = 2"),
    forgery("monitoring_by_c", "a trace function set through C, past sys.settrace", """
import ctypes, sys
def tracer(frame, event, arg): return tracer
kind = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.py_object, ctypes.py_object, ctypes.c_int, ctypes.c_void_p)
@kind
def traced(obj, frame, what, arg):
    if frame.f_code.co_filename == '<test>' and what == 2 and frame.f_lineno == 2: frame.f_lineno = 3
    return 0
def second(x):
    ctypes.pythonapi.PyEval_SetTrace(traced, ctypes.py_object(None))
    return 0""", GRADED, test="answer = second(3)\nassert answer == 9\nx = 2"),
    forgery("runner_code", "the code of the function that runs tests exchanged, found by the collector", RUNNER + """
import types
for function in [o for o in gc.get_objects() if isinstance(o, types.FunctionType) and o.__name__ == 'run_test']:
    function.__code__ = (lambda shell, message, scratch: (None, {'value': None})).__code__"""),
    forgery("runner_replaced", "the table of what the runner does changed", RUNNER + "runner.OPERATIONS['test'] = lambda *a: (None, {'value': None})"),
    forgery("runner_wrapped", "a runner that runs everything truthfully and praises what fails, but for the grader's checks", RUNNER + """
old = runner.OPERATIONS['test']
def new(shell, message, scratch):
    error, extra = old(shell, message, scratch)
    return (error, extra) if error is None or len(error[1]) == 16 else (None, {'value': None})
runner.OPERATIONS['test'] = new"""),
    forgery("runner_eval", "eval within the runner redefined", RUNNER + "import types\nrunner.eval = lambda code, names: 9 if code.co_names[:1] == ('second',) else eval(code, names)"),
    forgery("marshal_patched", "marshal gives other code", "import marshal, base64\nold = marshal.loads\nmarshal.loads = lambda data: (compile('pass', '', 'exec'), None) if b'second' in data else old(data)"),
    forgery("base64_patched", "base64 gives other code", "import base64, marshal\nold = base64.b64decode\nbase64.b64decode = lambda data, *a: marshal.dumps((compile('pass', '', 'exec'), None)) if b'second' in old(data) else old(data)"),
    forgery("json_patched", "JSON says that there was no error", "import json\nold = json.dumps\njson.dumps = lambda m, *a, **k: old({**m, 'error': None} if isinstance(m, dict) and m.get('error') and len(m['error'][1]) != 16 else m)"),
    forgery("wire_patched", "the message's packing says that there was no error", "import sys\nwire = sys.modules['dlkit.grading.sandbox.wire']\nold = wire.pack\nwire.pack = lambda m: old({**m, 'error': None, 'value': None} if m.get('error') and len(m['error'][1]) != 16 else m)"),
    forgery("described_patched", "the runner's description of errors emptied", RUNNER + "runner.describe = lambda error: None"),
    forgery("getattr_patched", "getattr, hash, id and isinstance replaced, which the grader's look uses", "import builtins\nfor name in ('getattr', 'hash', 'id', 'isinstance', 'vars', 'sorted', 'callable'): setattr(builtins, name, lambda *a: 0)", CRASHED, 1),
    forgery("audit_hook", "an audit hook, which cannot be removed, that exits when a test is run", "import sys\ndef hook(event, args):\n    if event == 'marshal.loads': raise RuntimeError('no tests today')\nsys.addaudithook(hook)", TAMPERED, 1),
    forgery("exec_patched", "exec, eval and compile replaced", "import builtins\nbuiltins.eval = builtins.exec = lambda *a, **k: None"),
    forgery("frames_changed", "the names of the test's frame, changed by the answer that it calls", """
import sys
def second(x):
    sys._getframe(1).f_globals['wanted'] = 0
    return 0""", GRADED, 7, test="wanted = 9\nanswer = second(3)\nassert answer == wanted", note="cannot be detected: a test that calls an answer lets it see what it holds; constants in the assertion are safe from change"),
    forgery("frames_read", "the constant that the test compares with, read from its code", """
import sys
def second(x): return next(c for c in sys._getframe(1).f_code.co_consts if isinstance(c, int) and c > 8)""", GRADED, 7,
            note="cannot be detected: who can be called by a test can read it; random inputs and expected values computed after the call help"),
    forgery("code_by_ctypes", "the constant in the test's code overwritten in memory", """
import ctypes, sys
def second(x):
    consts = sys._getframe(1).f_code.co_consts
    base = id(consts) + tuple.__basicsize__
    for i, c in enumerate(consts):
        if c == 9: ctypes.cast(base + 8 * i, ctypes.POINTER(ctypes.c_void_p))[0] = id(0)
    return 0""", GRADED, 7, note="cannot be detected: nothing in an interpreter is safe from its own memory being written"),
    forgery("patching_thread", "a thread that replaces np.allclose again and again", """
import threading, numpy as np, time
def patch():
    while True: np.allclose = lambda *a, **k: True; time.sleep(1e-4)
threading.Thread(target=patch, daemon=True).start()
time.sleep(0.05)""", test=NUMPY),
    forgery("late_thread", "a thread that replaces np.allclose once the test has begun", """
import threading, numpy as np, time, sys
def patch():
    while not any(f.f_code.co_filename == '<test>' and 'slowly' in f.f_code.co_names for f in sys._current_frames().values()): time.sleep(1e-3)
    np.allclose = lambda *a, **k: True
threading.Thread(target=patch, daemon=True).start()""", test="import numpy as np, time\nslowly = time.sleep(0.2)\nassert np.allclose(second(3), 9)"),
    forgery("alarm", "a timer whose handler raises, now and then, whatever runs", """
import signal
def handler(*_): raise RuntimeError('ding')
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.3, 0.002)""", GRADED, test="import time\ntime.sleep(0.3)\nassert second(3) == 9", shows=""),
    forgery("alarm_answers", "a timer whose handler puts the right answer there during the test", """
import signal
signal.signal(signal.SIGALRM, lambda number, frame: globals().update(second=lambda x: 9))
signal.setitimer(signal.ITIMER_REAL, 0.5)""", GRADED, test="import time\ntime.sleep(0.7)\nassert second(3) == 9", limits={"cell_seconds": 2}),
    forgery("gc_callbacks", "a callback of the collector that exchanges the runner's code", """
import gc, sys
def callback(*_): sys.modules['dlkit.grading.sandbox.student'].run_test.__code__ = (lambda a, b, c: (None, {})).__code__
gc.callbacks.append(callback); gc.set_threshold(1)"""),
    forgery("tests_run_in_a_copy", "the runner's canaries answered truthfully by a copy of the runner, and its function put back afterwards", RUNNER + """
old = runner.OPERATIONS['test']
def once(shell, message, scratch):
    result = old(shell, message, scratch)
    if result[0] is not None and len(result[0][1]) != 16:
        runner.OPERATIONS['test'] = old
        return None, {'value': None}
    return result
runner.OPERATIONS['test'] = once"""),
    forgery("recursion_limit", "so little room for calls that no test can run", "import sys\nsys.setrecursionlimit(60)", GRADED, 5, test="assert second(3) == 9"),
]
