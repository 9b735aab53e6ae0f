"""How objects of a source are copied: `copy` asks the object itself, and so would ask what its dict says."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, NoReturn

from cocaine_python.policy.names import is_writable
from cocaine_python.policy.owned import writable
from cocaine_python.policy.refusals import write_refused

_NAME = "__reduce_ex__"


class _Reduce:
    """`__reduce_ex__` of every class of a source. As it has `__set__`, it goes before the object's own dict.

    What it says of the state is a copy: `__setstate__`, which `__getattr__` may make up, is given it as it stands.
    """

    def __get__(self, ob: Any, _: type | None = None, /) -> Callable[..., Any]:
        return _reduced if ob is None else lambda protocol, /: _reduced(ob, protocol)

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
    make, arguments, *rest = _original(type(ob))(ob, protocol)
    if rest and type(rest[0]) is dict:
        rest[0] = dict(rest[0])
    return (_made, (make, *arguments), *rest)


def _made(make: Callable[..., Any], /, *arguments: Any) -> Any:
    """The copy, whose attributes are set next: a `__new__` may give any object for it."""
    return writable(make(*arguments))


def _original(kind: type) -> Callable[[Any, Any], Any]:
    for base in kind.__mro__:
        found: Any = base.__dict__.get(_NAME)
        if found is not None and type(found) is not _Reduce:
            return found  # type: ignore[no-any-return]
    return object.__reduce_ex__
