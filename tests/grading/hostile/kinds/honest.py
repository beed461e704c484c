"""Honest submissions that do what looks like an attack. All of their points are theirs."""

from tests.grading.hostile.kind import Kind

KINDS = [
    Kind("pool", "a pool of processes", "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(2) as pool: print(pool.map(first, [1, 2]))", shows="[2, 4]"),
    Kind("executor", "threads and processes of concurrent.futures, left running", "from concurrent.futures import *\nkeep = ProcessPoolExecutor(2), ThreadPoolExecutor(4)\nprint([list(e.map(first, [1, 2])) for e in keep])", shows="[2, 4], [2, 4]"),
    Kind("joblib", "joblib on two processes", "from joblib import Parallel, delayed\nprint(Parallel(n_jobs=2)(delayed(abs)(-i) for i in (1, 2)))", shows="[1, 2]", limits={"cell_seconds": 60, "seconds": 90}),
    Kind("data_loader", "PyTorch's loader with two workers", "import torch\nfrom torch.utils.data import DataLoader, TensorDataset\nprint(sum(len(b[0]) for b in DataLoader(TensorDataset(torch.arange(8)), 2, num_workers=2)))", shows="8"),
    Kind("subprocess", "programs and shell commands", "import subprocess, os\nprint(subprocess.run(['echo', 'one'], capture_output=True, text=True).stdout)\nos.system('echo two')\n!echo three", shows="three"),
    Kind("magic", "magics", "%matplotlib inline\n%time x = 1\n%timeit -n1 -r1 pass\n%who_ls", shows="first"),
    Kind("cell_magic", "a cell magic", "%%capture out\nprint('caught')"),
    Kind("figure", "a figure", "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()", shows="iVBOR"),
    Kind("top_level_await", "an await at the top of a cell", "import asyncio\nawait asyncio.sleep(0)\nasync def f(): return 'awaited'\nprint(await f())", shows="awaited"),
    Kind("warns", "warnings on standard error, from the answer too", "import warnings, sys\nwarnings.warn('careful')\nprint('note', file=sys.stderr)\ndef second(x): warnings.warn('slow'); print('e', file=sys.stderr); return 9", test="assert second(3) == 9", shows="careful"),
    Kind("own_files", "its own files and modules, read and written", "import helper\nprint(helper.name, open('data/numbers.csv').read())\nopen('out.txt', 'w').write('x')", shows="mine 1,2", files={"helper.py": "name = 'mine'", "data/numbers.csv": "1,2"}),
    Kind("names_of_ours", "names that checks might use", "word, first_, second, value, names, found, message, body = 1, 2, 3, 4, 5, 6, 7, 8\na = b = 9\n_fingerprint = 10", test="assert (word, second, value, names, found, message, body, a, b, _fingerprint) == (1, 3, 4, 5, 6, 7, 8, 9, 9, 10)"),
    Kind("star_import", "from numpy import *, and own functions called abs and sum", "from numpy import *\nfrom torch.nn.functional import *\nabs = lambda x: x if x > 0 else -x\nsum = lambda v: 0", test="assert abs(-3) == 3 and all([True]) and sum([1, 2]) == 3"),
    Kind("switches", "seeds, defaults and printing of NumPy and PyTorch", "import numpy as np, torch\nnp.random.seed(0); torch.manual_seed(0); np.seterr(all='ignore'); np.set_printoptions(precision=3)\ntorch.set_default_dtype(torch.float64); torch.set_num_threads(1); torch.use_deterministic_algorithms(True); torch.set_grad_enabled(True)"),
    Kind("many_imports", "libraries imported late", "import scipy.stats, sklearn.ensemble, sqlite3, tqdm.auto, unittest, doctest, pdb, dataclasses, typing, numpy.ma, numpy.polynomial, torch.utils.data, torch.fx, dlkit.torch, dlkit.plot, dlkit.estimators"),
    Kind("old_names", "old names that NumPy has dropped, given back", "import numpy as np\nnp.float = float; np.int = int; np.bool = bool; np.trapz = np.trapezoid"),
    Kind("tracing", "a trace function, the profiler and doctest", "import sys, cProfile, doctest\nsys.settrace(lambda *a: None); sys.settrace(None)\ncProfile.run('first(3)')\ndef f():\n    '''\n    >>> f()\n    3\n    '''\n    return 3\ndoctest.run_docstring_examples(f, globals())", test="import sys\nassert first(3) == 6"),
    Kind("mock", "unittest.mock, and a patch that is taken back", "from unittest import mock\nimport numpy as np, builtins\nwith mock.patch('numpy.allclose', lambda *a: True), mock.patch('builtins.print'): assert np.allclose(1, 2)\nassert not np.allclose(1, 2)"),
    Kind("alarm_clock", "an alarm as a limit on its own time, and other signal handlers", "import signal, faulthandler\nfaulthandler.enable(open('faults', 'w'))\nsignal.signal(signal.SIGALRM, lambda *a: None); signal.alarm(100)\nsignal.signal(signal.SIGTERM, lambda *a: None)"),
    Kind("compiled", "torch.jit, vmap and functional gradients", "import torch\nf = torch.jit.script(torch.nn.Linear(2, 2)); print(torch.vmap(torch.sin)(torch.zeros(2)), torch.func.grad(lambda x: x ** 2)(torch.tensor(3.0)))", shows="6."),
    Kind("traced_module", "torch.fx", "import torch, torch.fx\nprint(torch.fx.symbolic_trace(torch.nn.ReLU())(torch.tensor(-1.0)))", shows="tensor(0.)"),
    Kind("caught_errors", "errors that are caught, a recursion and an exit among them", "import sys\ndef f(): f()\nfor action in (f, sys.exit, lambda: 1 / 0):\n    try: action()\n    except BaseException as e: print(type(e).__name__)", shows="SystemExit"),
    Kind("last_error", "a cell that fails at its end", "second = lambda x: 9\n1 / 0", test="assert second(3) == 9", shows="ZeroDivisionError"),
    Kind("partial_credit", "a test that gives a part of its points", "", points=6, test="1"),
    Kind("numpy_credit", "a test that gives a part of its points, as NumPy's number", "", points=6, test="import numpy as np\nnp.float64(1.0)"),
    Kind("too_much_credit", "a test that gives more than there is", "", points=7, test="99"),
    Kind("nan_credit", "a test that gives no number", "", points=5, test="float('nan')"),
    Kind("own_main", "a script's main, and pickled objects", "import pickle\nclass P: pass\nassert pickle.loads(pickle.dumps(P())).__class__ is P\nif __name__ == '__main__': print('main')", shows="main"),
]
