"""What Python knows of a public name: its object, its signature, its documented methods, its source, its name in PyTorch."""

import difflib
import inspect
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

TORCH_ROOMS = ("torch.nn", "torch.optim", "torch.optim.lr_scheduler", "torch.nn.functional", "torch.nn.utils", "torch.nn.init", "torch")
IN_BOTH = ("dlkit.numpy", "dlkit.numpy.init")  # modules whose names dlkit.torch has too


@dataclass
class Entry:
    """A public object and the module that it is public in."""

    module: str
    name: str
    object: object

    @property
    def full_name(self):
        return f"{self.module}.{self.name}"

    @property
    def kind(self):
        """The directive of Sphinx's Python domain."""
        if inspect.isclass(self.object):
            return "exception" if issubclass(self.object, Exception) else "class"
        return "function" if callable(self.object) else "data"

    @property
    def value(self):
        """How a constant is written, else empty."""
        return repr(self.object) if self.kind == "data" else ""

    @property
    def docstring(self):
        return "" if self.kind == "data" else inspect.getdoc(self.object) or ""

    @property
    def signature(self):
        return self.name if self.kind in ("data", "exception") else f"{self.name}{signature(self.object)}"

    @property
    def lineage(self):
        """What the source of the entry is: itself, and of a class also the bases in the same file that are not public."""
        if not inspect.isclass(self.object):
            return [] if self.kind == "data" else [inspect.unwrap(self.object)]
        names = public(import_module(self.module))
        bases = [base for base in self.object.__mro__[1:] if base.__module__ == self.object.__module__]
        return [*(base for base in reversed(bases) if base.__name__ not in names), self.object]

    @property
    def methods(self):
        """{name: attribute} of the public methods and properties that the lineage defines and that have a docstring."""
        found = {name: value for owner in self.lineage if inspect.isclass(owner) for name, value in vars(owner).items()
                 if getattr(value, "__module__", owner.__module__) == owner.__module__}  # not what it takes from elsewhere
        kinds = (property, staticmethod, classmethod)
        return {name: value for name, value in found.items()
                if name[0] != "_" and (inspect.isfunction(value) or isinstance(value, kinds)) and value.__doc__}

    @property
    def in_torch(self):
        """The Entry of the same name in dlkit.torch, if this one is of dlkit.numpy and there is one, else None."""
        if self.module not in IN_BOTH:
            return None
        room = self.module.replace("numpy", "torch")
        value = getattr(import_module(room), self.name, None)
        return None if value is None else Entry(room, self.name, value)

    @property
    def home(self):
        """The name under which its own library documents it: of dlkit.torch.Linear torch.nn.Linear, of dlkit.torch.MLP this."""
        found = (room for room in TORCH_ROOMS if getattr(import_module(room), self.name, None) is self.object)
        return f"{next(found, self.module)}.{self.name}"

    @property
    def is_own(self):
        """Whether a name of dlkit.torch is dlkit's own, not PyTorch's."""
        return self.home == self.full_name


def public(module):
    """The public names of `module`: its __all__, or what it defines itself without an underscore."""
    own = [name for name, value in vars(module).items() if name[0] != "_" and getattr(value, "__module__", None) == module.__name__]
    return list(getattr(module, "__all__", own))


def lookup(full_name):
    """The Entry of `full_name`. Raises LookupError, saying which names are close, if there is no such public name."""
    module_name, _, name = full_name.rpartition(".")
    try:
        module = import_module(module_name)
    except (ImportError, ValueError) as error:
        raise LookupError(f"{full_name}: the module “{module_name}” cannot be imported ({error})") from None
    names = public(module)
    if name not in names:
        close = " or ".join(difflib.get_close_matches(name, names)) or "one of " + ", ".join(sorted(names))
        raise LookupError(f"{module_name} has no public name {name}; is it {close}?")
    return Entry(module_name, name, getattr(module, name))


class Default:
    """A default value as a reader would write it."""

    def __init__(self, value):
        self.value = value

    def __repr__(self):
        if not hasattr(self.value, "__name__"):
            text = repr(self.value)
            return "..." if " at 0x" in text else text
        return f"numpy.{self.value.__name__}" if self.value.__module__ == "numpy" else self.value.__name__


def signature(function, *, method=False):
    """The signature of `function` as text, without annotations, and without `self` if it is a `method`."""
    plain = inspect.signature(function)
    parameters = [p.replace(annotation=p.empty, default=p.default if p.default is p.empty else Default(p.default))
                  for p in plain.parameters.values()]
    return str(plain.replace(parameters=parameters[method:], return_annotation=plain.empty))


def file_of(thing):
    """(absolute path, path in the repository) of the file that defines a class or function."""
    path = Path(inspect.getsourcefile(thing))
    package = import_module(thing.__module__.partition(".")[0])
    return path, path.relative_to(Path(package.__file__).parent.parent).as_posix()
