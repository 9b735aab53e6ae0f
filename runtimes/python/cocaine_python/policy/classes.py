"""How the classes of a source come to be: `class` statements end here."""

from __future__ import annotations

import builtins
from abc import ABCMeta
from collections.abc import Callable
from dataclasses import Field
from enum import Enum, EnumMeta
from types import resolve_bases
from typing import Any, TypedDict

from cocaine_python.policy.copies import guard_copies
from cocaine_python.policy.facade_type import Type
from cocaine_python.policy.names import Kind, kind_of
from cocaine_python.policy.owned import MODULES, describe
from cocaine_python.policy.refusals import Refused


class MetaclassName:
    """What `abc.ABCMeta` stands for: good for `metaclass=`, and for nothing else. Holds no way to the real one."""

    __slots__ = ()


ABC_META = MetaclassName()
ENUM_META = MetaclassName()
_CLOSED = (super, property, classmethod, staticmethod, Field)
"""A subclass of these could tell the interpreter, or the module, another name than the one that was looked at."""
_METACLASSES = {id(ABC_META): ABCMeta, id(ENUM_META): EnumMeta}


def build_class(body: Callable[[], Any], name: str, /, *bases: Any, **keywords: Any) -> Any:
    """`__build_class__`, with a look at the bases before and at the class after."""
    if "metaclass" in keywords:
        keywords["metaclass"] = _metaclass(keywords["metaclass"])
    for base in bases:
        _check_answers(base)
    resolved = resolve_bases(bases)
    for base in resolved:
        _check_base(base, resolved)
    made = builtins.__build_class__(body, name, *bases, **keywords)
    hide_match_args(made)
    guard_copies(made)
    return made


def _check_answers(base: Any) -> None:
    """What is asked for its `__mro_entries__` is asked again when the class is made, and must say the same."""
    if issubclass(type(base), type) or base is TypedDict:
        return
    if type(base).__module__ in MODULES or "__mro_entries__" in getattr(base, "__dict__", ()):
        raise _no_class(base)


def _no_class(base: Any) -> TypeError:
    return TypeError(f"{describe(base)} is no class, and cannot be a base")


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
        raise _no_class(base)  # its type would be called as the metaclass
    if issubclass(base, type) or Type in base.__mro__:
        raise Refused(
            "a metaclass cannot be defined",
            "a class decorator or __init_subclass__ can nearly always do the same",
        )
    if issubclass(base, _CLOSED) or (base.__name__.startswith("_") and base.__module__ not in MODULES):
        raise Refused(f"{base.__name__} cannot be a base class", "hold one in an attribute instead")
    if base is str and not any(issubclass(type(b), type) and issubclass(b, Enum) for b in bases):
        raise Refused(
            "str cannot be a base class, except of an Enum",
            "keep the text in an attribute of a class of your own",
        )
