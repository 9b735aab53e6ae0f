"""Which objects a source has made itself, and so may change."""

from __future__ import annotations

import decimal
from types import FunctionType
from typing import Any

from cocaine_python.policy.refusals import Refused
from cocaine_python.policy.spaces import SimpleNamespace

MODULES: set[str] = set()
"""The `__name__` of every file that runs behind the wall. Code cannot set `__module__`: what bears one is its own."""

_OPEN = (SimpleNamespace, decimal.Context)


def is_owned_class(ob: object, /) -> bool:
    return issubclass(type(ob), type) and ob.__module__ in MODULES


def is_owned_function(ob: object, /) -> bool:
    return type(ob) is FunctionType and ob.__globals__.get("__name__") in MODULES


def writable(ob: Any, /) -> Any:
    """`ob`, where its attributes may be set. Stands before the dot of every attribute that code writes."""
    if type(ob).__module__ in MODULES:
        return ob
    if (
        is_owned_class(ob)
        or is_owned_function(ob)
        or type(ob) in _OPEN
        or issubclass(type(ob), BaseException)
    ):
        return ob
    kind = "class" if issubclass(type(ob), type) else type(ob).__name__
    raise Refused(
        f"the attributes of {describe(ob)} cannot be changed: only objects of the source's own classes can",
        f"make a subclass of the {kind}, or keep the value in an object or a dict of your own",
    )


def describe(ob: object, /) -> str:
    """`ob` for people, without running its code."""
    if issubclass(type(ob), type):
        return f"the class {ob.__name__}"  # type: ignore[attr-defined]
    return f"a {type(ob).__name__}"
