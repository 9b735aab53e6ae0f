"""dataclasses, enum, collections, typing, abc: what makes classes out of names checks the names."""

from __future__ import annotations

import collections
import dataclasses
import enum
import inspect
import sys
import types
import typing
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from cocaine_python.policy.classes import ABC_META, ENUM_META, hide_match_args
from cocaine_python.policy.facade_type import Type, presentable
from cocaine_python.policy.names import Kind, kind_of
from cocaine_python.policy.owned import MODULES, describe, is_owned_class
from cocaine_python.policy.refusals import Refused, attribute_refused


def _field_names(given: Any) -> list[str]:
    """Names as namedtuple takes them, made plain strings once, and checked."""
    words = (
        str.__str__(given).replace(",", " ").split()
        if issubclass(type(given), str)
        else [str(n) for n in given]
    )
    names = ["".join((word,)) for word in words]
    for name in names:
        if kind_of(name) is not Kind.PLAIN:
            raise attribute_refused(name)
    return names


def namedtuple(
    typename: str,
    field_names: str | Iterable[str],
    *,
    rename: bool = False,
    defaults: Iterable[Any] | None = None,
) -> Any:
    """Without `module`: `__module__` says whose a class is."""
    fields = _field_names(field_names)
    asking = sys._getframe(1).f_globals["__name__"]
    return collections.namedtuple(typename, fields, rename=rename, defaults=defaults, module=asking)


class _NamedTuple:
    """typing.NamedTuple, as a base class and as a function."""

    def __call__(self, typename: str, fields: Iterable[tuple[str, Any]] = (), /) -> Any:
        pairs = [tuple(pair) for pair in fields]
        names = _field_names([name for name, _ in pairs])
        return typing.NamedTuple(typename, list(zip(names, (kind for _, kind in pairs), strict=True)))

    def __mro_entries__(self, _: tuple[Any, ...]) -> tuple[type, ...]:
        real: Any = typing.NamedTuple
        entries: tuple[type, ...] = real.__mro_entries__((real,))
        return entries


def _get_args(kind: Any, /) -> tuple[Any, ...]:
    """ForwardRef can evaluate itself: here it is the string that it was made from."""
    found = typing.get_args(kind)
    return tuple(a.__forward_arg__ if type(a) is typing.ForwardRef else presentable(a) for a in found)


def _get_origin(kind: Any, /) -> Any:
    return presentable(typing.get_origin(kind))


def _get_type_hints(*_: Any, **__: Any) -> NoReturn:
    raise Refused("typing.get_type_hints() runs annotations as code", "read cls.__annotations__ instead")


def dataclass(cls: Any = None, /, **options: Any) -> Any:
    if cls is None:
        return lambda decorated, /: _dataclass(decorated, options)
    return _dataclass(cls, options)


def _dataclass(cls: Any, options: dict[str, Any]) -> Any:
    _require_own(cls, "dataclass")
    names = inspect.get_annotations(cls)
    if any(kind_of(name) is not Kind.PLAIN for name in names):
        _require_plain_bases(cls)
        options = {**options, "match_args": False}
    made = dataclasses.dataclass(cls, **options)
    hide_match_args(made)  # they name the fields of its bases as well
    return made


def _require_own(cls: Any, what: str) -> None:
    if not is_owned_class(cls):
        raise Refused(f"{what} cannot change {describe(cls)}", "use it on a class of your own")


def _require_plain_bases(cls: type) -> None:
    """A field's default is what `getattr(cls, name)` gives: of str's `format` that would be the unguarded one."""
    for base in cls.__mro__:
        if base is not object and base.__module__ not in MODULES:
            raise Refused(
                f"a dataclass over {base.__name__} cannot have this field", "choose another name for it"
            )


def _enum(real: type[enum.Enum]) -> Any:
    """A base of the same kind, without the functional way: that one would take special names."""
    made: Any = types.new_class(real.__name__, (real,))
    made.__module__ = "enum"
    made._create_ = classmethod(_refuse_functional)
    return made


def _refuse_functional(*_: Any, **__: Any) -> NoReturn:
    raise Refused("an enum cannot be made by calling", "write a class: class Color(Enum): RED = 1")


def _unless_own(what: str, real: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def decorate(cls: Any, /) -> Any:
        _require_own(cls, what)
        return real(cls)

    return decorate


ABC = {"ABCMeta": ABC_META}
COLLECTIONS = {"namedtuple": namedtuple}
DATACLASSES = {"dataclass": dataclass}
ENUM = {
    **{
        kind.__name__: _enum(kind)
        for kind in (enum.Enum, enum.IntEnum, enum.StrEnum, enum.Flag, enum.IntFlag)
    },
    "property": property,  # the original reads an attribute of any name, of whatever it finds
    "EnumMeta": ENUM_META,
    "EnumType": ENUM_META,
}
TYPING = {
    "NamedTuple": _NamedTuple(),
    "Type": Type,
    "get_args": _get_args,
    "get_origin": _get_origin,
    "get_type_hints": _get_type_hints,
    "final": lambda thing, /: thing,
    "runtime_checkable": _unless_own("runtime_checkable", typing.runtime_checkable),
}
