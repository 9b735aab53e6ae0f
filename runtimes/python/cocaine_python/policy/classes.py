"""How the classes of a source come to be: `class` statements end here."""

from __future__ import annotations

import builtins
from abc import ABCMeta
from collections.abc import Callable
from enum import Enum, EnumMeta
from types import resolve_bases
from typing import Any

from cocaine_python.policy.facade_type import Type
from cocaine_python.policy.names import Kind, kind_of
from cocaine_python.policy.owned import MODULES, describe
from cocaine_python.policy.refusals import Refused


class MetaclassName:
    """What `abc.ABCMeta` stands for: good for `metaclass=`, and for nothing else. Holds no way to the real one."""

    __slots__ = ()


ABC_META = MetaclassName()
ENUM_META = MetaclassName()
_METACLASSES = {id(ABC_META): ABCMeta, id(ENUM_META): EnumMeta}


def build_class(body: Callable[[], Any], name: str, /, *bases: Any, **keywords: Any) -> Any:
    """`__build_class__`, with a look at the bases before and at the class after."""
    if "metaclass" in keywords:
        keywords["metaclass"] = _metaclass(keywords["metaclass"])
    for base in bases:
        if not issubclass(type(base), type) and type(base).__module__ in MODULES:
            raise TypeError(
                f"{describe(base)} is no class, and cannot be a base"
            )  # it could answer differently each time
    resolved = resolve_bases(bases)
    for base in resolved:
        _check_base(base, resolved)
    made = builtins.__build_class__(body, name, *bases, **keywords)
    if issubclass(type(made), type):
        hide_match_args(made)
    return made


def hide_match_args(made: Any, /) -> None:
    """A positional class pattern reads the attributes that are named here, whatever it matches."""
    own = made.__dict__.get("__match_args__", ())
    if any(kind_of(name) is not Kind.PLAIN for name in own):
        setattr(made, "__match_args__", ())  # noqa: B010  mypy knows it as final


def _metaclass(asked: Any) -> type:
    real = _METACLASSES.get(id(asked))
    if real is None:
        raise Refused(
            "a metaclass can only be abc.ABCMeta or enum.EnumMeta: others decide what a class may do",
            "__init_subclass__, a class decorator or a base class can nearly always do the same",
        )
    return real


def _check_base(base: Any, bases: tuple[Any, ...]) -> None:
    if not issubclass(type(base), type):
        return
    if issubclass(base, type) or Type in base.__mro__:
        raise Refused(
            "a metaclass cannot be defined",
            "a class decorator or __init_subclass__ can nearly always do the same",
        )
    if issubclass(base, super | property | classmethod | staticmethod):
        raise Refused(f"{base.__name__} cannot be a base class", "hold one in an attribute instead")
    if base is str and not any(issubclass(type(b), type) and issubclass(b, Enum) for b in bases):
        raise Refused(
            "str cannot be a base class, except of an Enum",
            "keep the text in an attribute of a class of your own",
        )
