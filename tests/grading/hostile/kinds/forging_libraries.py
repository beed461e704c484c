"""Submissions that change what tests call, to have a wrong answer accepted: built-ins, NumPy, PyTorch, dlkit."""

from tests.grading.hostile.kind import GRADED, forgery

NUMPY = "import numpy as np\nassert np.allclose(second(3), 9)"
TESTING = "import numpy as np\nnp.testing.assert_allclose(second(3), 9)"
TORCH = "import torch\ntorch.testing.assert_close(torch.tensor(second(3)), torch.tensor(9))"

KINDS = [
    forgery("own_abs", "built-in names redefined in the notebook: tests mean Python's", "abs = lambda x: 0\nall = any = lambda x: True\nbool = len = float = lambda x: 1",
            GRADED, test="assert abs(second(3) - 9) < 1e-9 and all([second(3) == 9])"),
    forgery("builtins_patched", "Python's own built-ins replaced", "import builtins\nbuiltins.abs = lambda x: 0", test="assert abs(second(3) - 9) < 1e-9"),
    forgery("import_patched", "the function behind the import statement, replaced in the notebook's own names", """
import builtins, types
class Built(dict): pass
mine = dict(vars(builtins))
def fake(name, *rest):
    return types.SimpleNamespace(allclose=lambda *a: True) if name == 'numpy' else builtins.__import__(name, *rest)
mine['__import__'] = fake
globals()['__builtins__'] = mine""", GRADED, test=NUMPY),
    forgery("assertion_error_renamed", "the name AssertionError, and __debug__", "AssertionError = type('E', (Warning,), {})\nimport builtins\ntry: exec('__debug__ = False')\nexcept SyntaxError: pass\nvars(builtins)['__debug__'] = False", GRADED),
    forgery("assertion_error_patched", "the built-in AssertionError replaced", "import builtins\nbuiltins.AssertionError = type('E', (Exception,), {})"),
    forgery("allclose_patched", "np.allclose says yes to everything", "import numpy as np\nnp.allclose = lambda *a, **k: True", test=NUMPY),
    forgery("allclose_code", "the code inside np.allclose exchanged", "import numpy as np\nnp.allclose._implementation.__code__ = (lambda *a, **k: True).__code__", test=NUMPY),
    forgery("allclose_undermined", "np.allclose as it is, what it calls replaced", "import numpy as np, sys\nsys.modules[np.allclose.__module__ if False else np.allclose._implementation.__globals__['__name__']].isclose = lambda *a, **k: np.True_", test=NUMPY),
    forgery("allclose_defaults", "the tolerance that np.allclose takes where none is said", "import numpy as np\nnp.allclose._implementation.__defaults__ = (1e9, 1e9, False)", test=NUMPY),
    forgery("testing_patched", "numpy.testing's comparison replaced", "import numpy as np\nnp.testing.assert_allclose = lambda *a, **k: None", test=TESTING),
    forgery("testing_undermined", "what numpy.testing's comparison calls replaced", "import numpy as np\nnp.testing.assert_allclose.__wrapped__.__globals__['assert_array_compare'] = lambda *a, **k: None" if False else
            "import numpy as np, inspect\ninspect.unwrap(np.testing.assert_allclose).__globals__['assert_array_compare'] = lambda *a, **k: None", test=TESTING),
    forgery("numpy_exchanged", "another module under NumPy's name in sys.modules", "import sys, types\nfake = types.ModuleType('numpy'); fake.allclose = lambda *a, **k: True\nsys.modules['numpy'] = fake", test=NUMPY),
    forgery("numpy_submodule_exchanged", "another module under the name of NumPy's submodule", "import sys, types, numpy\nfake = types.ModuleType('numpy.testing'); fake.assert_allclose = lambda *a, **k: None\nsys.modules['numpy.testing'] = numpy.testing = fake",
            test="from numpy.testing import assert_allclose\nassert_allclose(second(3), 9)"),
    forgery("ndarray_subclass", "an array whose comparisons are always true", """
import numpy as np
class Yes(np.ndarray):
    def __array_function__(self, function, types, args, kwargs): return True
    def __array_ufunc__(self, *a, **k): return np.True_
second = lambda x: np.zeros(1).view(Yes)""", GRADED, 7, test=NUMPY, note="cannot be detected: an object may equal everything; a test can ask `type(answer) is np.ndarray`"),
    forgery("equal_to_everything", "an object that equals everything", "class Yes:\n    def __eq__(self, other): return True\nsecond = lambda x: Yes()", GRADED, 7,
            note="cannot be detected: an object may equal everything; a test can ask for its type"),
    forgery("torch_patched", "torch.allclose and torch.testing.assert_close replaced", "import torch\ntorch.allclose = lambda *a, **k: True\ntorch.testing.assert_close = lambda *a, **k: None", test=TORCH),
    forgery("torch_undermined", "what torch.testing.assert_close calls replaced", "import torch\ntorch.testing.assert_close.__globals__['not_close_error_metas'] = lambda *a, **k: []", test=TORCH),
    forgery("tensor_equality", "the comparison of tensors replaced", "import torch\ntorch.Tensor.__eq__ = lambda a, b: torch.tensor(True)", test="import torch\nassert torch.tensor(second(3)) == torch.tensor(9)"),
    forgery("dlkit_check_patched", "dlkit.check's comparison of gradients replaced", "import dlkit.check\nfor name in dir(dlkit.check):\n    if callable(getattr(dlkit.check, name)) and not name.startswith('_'): setattr(dlkit.check, name, lambda *a, **k: 0)",
            test="import dlkit.check\nassert second(3) == 9"),
    forgery("dlkit_layer_patched", "the layer of dlkit that a test compares with", "import dlkit.numpy as dl\ndl.Linear.forward = lambda self, x: 0", test="import dlkit.numpy as dl, numpy as np\nlayer = dl.Linear(1, 1)\nassert np.allclose(layer(np.ones((1, 1), np.float32)) * 0 + 9, second(3) + 9 * 0)"),
    forgery("random_fixed", "the test's random numbers foreseen", "import numpy as np\nclass Fixed:\n    def __getattr__(self, name): return lambda *a, **k: 0\nnp.random.default_rng = lambda *a: Fixed()",
            test="import numpy as np\nx = np.random.default_rng(1).integers(5, 9)\nassert second(x) == x * 3"),
]
