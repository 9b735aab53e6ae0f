"""What a wall says when it refuses: the thing by its name, the reason, the way out."""

from __future__ import annotations

from typing import NamedTuple


class Refusal(NamedTuple):
    """A construct that the transformer refused. `line` and `column` count from 1."""

    message: str
    hint: str
    line: int
    column: int


class Refused(Exception):
    """Raised in the middle of a run, by a guard."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.hint = hint
        super().__init__(message)


class RefusedImport(ImportError):
    """An import that is not allowed: an ImportError, so that `try: import … except ImportError:` works."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.hint = hint
        super().__init__(message)


INTERPRETER = "it leads into the interpreter, past the walls of the cell"

ATTRIBUTE_HINTS = {
    "__code__": "a function's name and documentation can be read: f.__name__, f.__doc__",
    "__bases__": "isinstance() and issubclass() answer what an object is",
    "__mro__": "isinstance() and issubclass() answer what an object is",
    "mro": "isinstance() and issubclass() answer what an object is",
    "__base__": "isinstance() and issubclass() answer what an object is",
    "__subclasses__": "let __init_subclass__ keep a list of the subclasses",
    "__traceback__": "str(error), error.args, error.__cause__ can be read; the daemon keeps file and line of a failure",
    "__getattribute__": "define __getattr__, which is asked for what is missing, or use getattr()",
    "__del__": "define close(): it is called before the source ends",
    "__reduce__": "define __copy__ or __deepcopy__ to say how it is copied",
    "__reduce_ex__": "define __copy__ or __deepcopy__ to say how it is copied",
    "__builtins__": "the built-in functions can be used by their names",
    "__self__": "keep the object in a variable of its own",
    "__func__": "read the function from its class: Class.method",
}


def attribute_refused(name: str) -> Refused:
    return Refused(f"the attribute {name!r} cannot be used: {INTERPRETER}", ATTRIBUTE_HINTS.get(name, ""))


def write_refused(name: str) -> Refused:
    return Refused(
        f"the attribute {name!r} cannot be set: {INTERPRETER}", "choose a name without double underscores"
    )
