"""functools and operator: what reads or writes attributes by name does it as the code itself could."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from cocaine_python.policy import guards
from cocaine_python.policy.names import is_writable
from cocaine_python.policy.owned import is_owned_function, writable
from cocaine_python.policy.refusals import Refused, write_refused


def _resolve(ob: Any, path: list[str]) -> Any:
    for name in path:
        ob = guards.guarded_getattr(ob, name)
    return ob


def attrgetter(name: str, /, *more: str) -> Callable[[Any], Any]:
    paths = [guards.plain_name(n).split(".") for n in (name, *more)]
    if len(paths) == 1:
        return lambda ob, /: _resolve(ob, paths[0])
    return lambda ob, /: tuple(_resolve(ob, path) for path in paths)


def methodcaller(name: str, /, *args: Any, **kwargs: Any) -> Callable[[Any], Any]:
    name = guards.plain_name(name)
    return lambda ob, /: guards.guarded_getattr(ob, name)(*args, **kwargs)


def wraps(wrapped: Any, /) -> Callable[[Any], Any]:
    """Without `assigned` and `updated`: they copy attributes by name."""
    return lambda wrapper, /: update_wrapper(wrapper, wrapped)


def update_wrapper(wrapper: Any, wrapped: Any, /) -> Any:
    writable(wrapper)
    for name in ("__name__", "__qualname__", "__doc__"):
        value = getattr(wrapped, name, None)
        if issubclass(type(value), str):
            setattr(wrapper, name, str.__str__(value))
    if is_owned_function(wrapped) and is_owned_function(wrapper):
        wrapper.__dict__.update(wrapped.__dict__)
        wrapper.__annotations__ = dict(wrapped.__annotations__)
    wrapper.__wrapped__ = wrapped
    return wrapper


def total_ordering(cls: Any, /) -> Any:
    return functools.total_ordering(writable(cls))


def singledispatch(function: Any, /) -> Any:
    """functools.singledispatch. The original evaluates annotations that are strings; here they are looked up."""
    real = functools.singledispatch(function)
    names: dict[str, Any] = function.__globals__ if is_owned_function(function) else {}

    def register(cls: Any, implementation: Any = None, /) -> Any:
        if implementation is not None:
            return real.register(_class_named(cls, names), implementation)
        if is_owned_function(cls):
            annotated = next(iter(cls.__annotations__.values()), None)
            return real.register(_class_named(annotated, names), cls)
        return lambda decorated, /: register(cls, decorated)

    def dispatcher(*args: Any, **kwargs: Any) -> Any:
        return real(*args, **kwargs)

    made: Any = dispatcher
    made.__name__, made.__doc__ = getattr(real, "__name__", "dispatcher"), real.__doc__
    made.register, made.dispatch = register, lambda cls, /: real.dispatch(cls)
    return made


def _class_named(annotation: Any, names: dict[str, Any]) -> Any:
    if issubclass(type(annotation), str):
        annotation = names.get(annotation, names.get("__builtins__", {}).get(annotation))
    if not issubclass(type(annotation), type):
        raise Refused("singledispatch needs a class to register for", "write @function.register(int)")
    return annotation


class cached_property:
    """functools.cached_property. The original takes any name for its place in the object's dict."""

    def __init__(self, func: Callable[[Any], Any], /) -> None:
        self.func = func
        self.attrname = ""
        self.__doc__ = func.__doc__

    def __set_name__(self, _: type, name: str, /) -> None:
        self.attrname = name

    def __get__(self, instance: Any, _: type | None = None, /) -> Any:
        if instance is None:
            return self
        name = guards.plain_name(self.attrname)
        if not is_writable(name):
            raise write_refused(name)
        kept = object.__getattribute__(instance, "__dict__")
        if name not in kept:
            kept[name] = self.func(instance)
        return kept[name]


FUNCTOOLS = {
    "cached_property": cached_property,
    "singledispatch": singledispatch,
    "total_ordering": total_ordering,
    "update_wrapper": update_wrapper,
    "wraps": wraps,
}
OPERATOR = {"attrgetter": attrgetter, "methodcaller": methodcaller}
