"""`import`, behind the wall: namespaces of vetted names, and a helpful no for anything else."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, NoReturn

from cocaine_python.policy.refusals import Refused, RefusedImport
from cocaine_python.policy.shims import SHIMS
from cocaine_python.policy.tables import INSTEAD, MODULES


class Namespace:
    """A module as a source sees it. Holds vetted names, cannot be changed, and has no way to the module itself."""

    def __setattr__(self, name: str, _: object, /) -> NoReturn:
        raise Refused(f"{self!r} cannot be changed", "keep the value in a variable of your own")

    def __delattr__(self, name: str, /) -> NoReturn:
        raise Refused(f"{self!r} cannot be changed")

    def __repr__(self) -> str:
        return f"<module {vars(self)['__name']!r}>"

    def __getattr__(self, name: str, /) -> NoReturn:
        own = vars(self).get("__name", "?")
        near = difflib.get_close_matches(name, _public(self), 1)
        offer = f"; did you mean {near[0]}?" if near else ""
        raise AttributeError(f"module {own!r} has no attribute {name!r} here{offer}", name=name)


def _public(namespace: Namespace) -> list[str]:
    return [name for name in vars(namespace) if not name.startswith("__")]


@cache
def namespace(module: str) -> Namespace:
    """The namespace of a module in the table. Packages have their allowed sub-modules as attributes."""
    made = Namespace()
    names = vars(made)
    names["__name"] = module
    names.update(_vetted(module))
    names.update(SHIMS.get(module, {}))
    for other in MODULES:
        package, _, last = other.rpartition(".")
        if package == module:
            names[last] = namespace(other)
    return made


def _vetted(module: str) -> dict[str, Any]:
    names = MODULES[module].split()
    if not names:
        return {}
    real = import_module(module)
    return {name: getattr(real, name) for name in names if hasattr(real, name)}  # some are younger than 3.11


def guarded_import(
    name: str,
    globals: Mapping[str, Any] | None = None,  # noqa: ARG001
    locals: Mapping[str, Any] | None = None,  # noqa: ARG001
    fromlist: Sequence[str] | None = (),
    level: int = 0,
    /,
) -> Namespace | None:
    """`__import__`. The names after `from` are looked at here: the interpreter itself would go on to sys.modules.

    C code that needs a module (`datetime.strptime` wants `_strptime`) comes this way too, with a list where a statement
    has a tuple. It takes the module from sys.modules afterwards, and passes on nothing of what is returned here.
    """
    if type(fromlist) is list:
        import_module(name)
        return None
    if level:
        raise RefusedImport(
            "relative imports are not allowed: a source is one file", "put the code into the same file"
        )
    if name not in MODULES:
        raise refused(name)
    if not fromlist:
        return namespace(name.partition(".")[0])
    found = namespace(name)
    for wanted in fromlist:
        if wanted not in vars(found) or wanted.startswith("__"):
            raise RefusedImport(
                f"cannot import {wanted!r} from {name!r}: it is not among its allowed names",
                _names(found, wanted),
            )
    return found


def refused(name: str) -> RefusedImport:
    """The refusal of a module."""
    top = name.partition(".")[0]
    hint = INSTEAD.get(name) or INSTEAD.get(top) or _nearest(name)
    return RefusedImport(f"the module {name!r} cannot be imported in a source", hint)


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, MODULES, 1)
    offer = f"did you mean {near[0]}? " if near else ""
    tops = ", ".join(sorted(m for m in MODULES if "." not in m and not m.startswith("_")))
    return f"{offer}The modules that can be imported: {tops}. No setting allows others yet."


def _names(found: Namespace, wanted: str) -> str:
    near = difflib.get_close_matches(wanted, _public(found), 1)
    offer = f"did you mean {near[0]}? " if near else ""
    return f"{offer}It has: {', '.join(sorted(_public(found)))}"
