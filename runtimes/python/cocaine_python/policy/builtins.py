"""The built-in names that a source finds."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any, NoReturn

from cocaine_python.policy import guards
from cocaine_python.policy.classes import build_class
from cocaine_python.policy.facade_type import Type
from cocaine_python.policy.importing import guarded_import
from cocaine_python.policy.names import words
from cocaine_python.policy.owned import writable
from cocaine_python.policy.refusals import Refused
from cocaine_python.policy.transformer import READ, WRITE

_PLAIN = words("""
    abs all any ascii bin bool bytearray bytes callable chr classmethod complex dict divmod enumerate filter float
    format frozenset hash hex id int isinstance issubclass iter len list map max memoryview min next object oct ord
    pow property range repr reversed round set slice sorted staticmethod str sum super tuple zip
    Ellipsis NotImplemented
""")

_GUARDED: dict[str, Any] = {
    READ: guards.read,
    WRITE: writable,
    "__build_class__": build_class,
    "__import__": guarded_import,
    "__debug__": __debug__,
    "type": Type,
    "getattr": guards.guarded_getattr,
    "hasattr": guards.guarded_hasattr,
    "setattr": guards.guarded_setattr,
    "delattr": guards.guarded_delattr,
    "dir": guards.guarded_dir,
    "vars": guards.guarded_vars,
}

ABSENT = {
    "eval": "json.loads() reads data, a dict of functions chooses one by name",
    "exec": "write the code into the file",
    "compile": "write the code into the file",
    "globals": "keep values in a dict of your own",
    "locals": "keep values in a dict of your own",
    "input": "a source's input is its arguments, in the query of its URI",
    "breakpoint": "print() and log() can be read with `explain`",
    "help": "print(x.__doc__) shows documentation",
    "exit": "return from the function, or raise StopIteration to end the task",
    "quit": "return from the function, or raise StopIteration to end the task",
}
"""Built-in names that are not there, and what to do instead."""


def _exceptions() -> dict[str, Any]:
    return {
        name: value
        for name, value in vars(builtins).items()
        if isinstance(value, type) and issubclass(value, BaseException) and not name.startswith("_")
    }


def _absent(name: str, hint: str) -> Callable[..., NoReturn]:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise Refused(f"{name}() is not there", hint)

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


BUILTINS: dict[str, Any] = {
    **{name: getattr(builtins, name) for name in _PLAIN},
    **{name: _absent(name, hint) for name, hint in ABSENT.items()},
    **_exceptions(),
    **_GUARDED,
}
"""The `__builtins__` of every walled module. No name that a file can spell reaches the dict itself."""
