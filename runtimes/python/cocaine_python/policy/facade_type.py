"""`type`, as a source sees it: it tells the class of an object, and makes none."""

from __future__ import annotations

from typing import Any

from cocaine_python.policy.refusals import Refused


class _Meta(type):
    def __call__(cls, *arguments: Any) -> Any:
        if len(arguments) != 1:
            raise Refused(
                "type() with three arguments makes a class unseen by the walls", "write a class statement"
            )
        return class_of(arguments[0])

    def __instancecheck__(cls, ob: object, /) -> bool:
        return issubclass(builtin_type(ob), builtin_type)

    def __subclasscheck__(cls, other: type, /) -> bool:
        return issubclass(other, builtin_type)

    def __getitem__(cls, _: Any, /) -> Any:
        return cls  # the real `type[int]` could be called, and would make classes

    def __or__(cls, other: Any, /) -> Any:
        return builtin_type.__or__(cls, other)

    def __repr__(cls) -> str:
        return "<class 'type'>"


builtin_type = type


class Type(metaclass=_Meta):
    """What the name `type` stands for."""


Type.__name__ = Type.__qualname__ = "type"
Type.__module__ = "builtins"


def class_of(ob: object, /) -> Any:
    """The class of `ob`; the class of a class is the harmless `type`."""
    return presentable(type(ob))


def presentable(value: Any, /) -> Any:
    """`value`, or the harmless `type` where it is the real one or another metaclass."""
    return Type if issubclass(type(value), type) and issubclass(value, type) else value
