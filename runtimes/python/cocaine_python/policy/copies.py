"""How objects of a source are copied: `copy` asks the object itself how, and so would ask what is written in its dict."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, NoReturn

from cocaine_python.policy.names import is_writable
from cocaine_python.policy.refusals import attribute_refused, write_refused

_NAME = "__reduce_ex__"


class _Reduce:
    """`__reduce_ex__` of every class of a source. As it has `__set__`, it goes before the object's own dict.

    What it says of the state is a copy: `__setstate__`, which `__getattr__` may make up, is given it as it stands.
    """

    def __get__(self, ob: Any, _: type | None = None, /) -> Callable[[Any], Any]:
        if ob is None:
            raise attribute_refused(_NAME)
        return lambda protocol, /: _reduced(ob, protocol)

    def __set__(self, _: Any, __: Any, /) -> NoReturn:
        raise write_refused(_NAME)


def guard_copies(made: type, /) -> None:
    """Enums are left as they are: a member is its own copy."""
    if not issubclass(made, Enum):
        setattr(made, _NAME, _Reduce())


def _reduced(ob: Any, protocol: Any) -> Any:
    for name in getattr(ob, "__dict__", ()):
        if not is_writable(name):
            raise write_refused(name)
    told = _original(type(ob))(ob, protocol)
    if type(told) is tuple and len(told) > 2 and type(told[2]) is dict:
        return (*told[:2], dict(told[2]), *told[3:])
    return told


def _original(kind: type) -> Callable[[Any, Any], Any]:
    for base in kind.__mro__:
        found: Any = base.__dict__.get(_NAME)
        if found is not None and type(found) is not _Reduce:
            return found  # type: ignore[no-any-return]
    return object.__reduce_ex__
