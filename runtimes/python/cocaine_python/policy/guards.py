"""The guards: what code goes through where only the run can tell whether a step is harmless.

All parameters are positional-only: a keyword could otherwise stand in for what the guard itself passes.
Types are asked with `type()`, never `isinstance()`, which believes what an object says of its class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from types import MethodType, MethodWrapperType, WrapperDescriptorType
from typing import Any, ForwardRef

from cocaine_python.policy import formatting, names
from cocaine_python.policy.facade_type import class_of, presentable
from cocaine_python.policy.names import Kind, kind_of
from cocaine_python.policy.owned import MODULES, describe, is_owned_class, is_owned_function, writable
from cocaine_python.policy.refusals import Refused, attribute_refused, write_refused
from cocaine_python.policy.spaces import SimpleNamespace

_MISSING = object()


def plain_name(name: object, /) -> str:
    if not issubclass(type(name), str):
        raise TypeError(f"attribute name must be string, not {type(name).__name__!r}")
    return str.__str__(name)  # a subclass could answer differently the second time


def read(ob: Any, name: str, /) -> Any:
    """The attribute `name`, which is guarded. Stands for `ob.name` in the code."""
    return _READERS[name](ob, name)


def guarded_getattr(ob: Any, name: str, default: Any = _MISSING, /) -> Any:
    name = plain_name(name)
    kind = kind_of(name)
    if kind is Kind.REFUSED:
        raise attribute_refused(name)
    try:
        return getattr(ob, name) if kind is Kind.PLAIN else read(ob, name)
    except AttributeError:
        if default is _MISSING:
            raise
        return default


def guarded_hasattr(ob: Any, name: str, /) -> bool:
    return hasattr(ob, plain_name(name))


def guarded_setattr(ob: Any, name: str, value: Any, /) -> None:
    name = plain_name(name)
    if not names.is_writable(name):
        raise write_refused(name)
    setattr(writable(ob), name, value)


def guarded_delattr(ob: Any, name: str, /) -> None:
    name = plain_name(name)
    if not names.is_writable(name):
        raise write_refused(name)
    delattr(writable(ob), name)


def guarded_dir(ob: Any, /) -> list[str]:
    return [name for name in dir(ob) if not names.is_special(name)]


def guarded_vars(ob: Any, /) -> Any:
    return _dict(ob, "__dict__")


class Attributes(MutableMapping[str, Any]):
    """What `self.__dict__` and `vars(self)` give: a live view that sets attributes only as `self.name = …` could.

    It holds the object, not its dict, which would take any name.
    """

    __slots__ = ("of",)

    def __init__(self, of: object, /) -> None:
        self.of = of

    def __getitem__(self, name: str, /) -> Any:
        return _items(self)[name]

    def __setitem__(self, name: str, value: Any, /) -> None:
        name = plain_name(name)
        if not names.is_writable(name):
            raise write_refused(name)
        _items(self)[name] = value

    def __delitem__(self, name: str, /) -> None:
        del _items(self)[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_items(self))

    def __len__(self) -> int:
        return len(_items(self))

    def copy(self) -> dict[str, Any]:
        return dict(_items(self))

    def __repr__(self) -> str:
        return repr(_items(self))


def _items(view: Attributes) -> dict[str, Any]:
    of = view.of
    if type(of).__module__ not in MODULES:
        raise attribute_refused("__dict__")
    items: dict[str, Any] = object.__getattribute__(of, "__dict__")
    return items


def _dict(ob: Any, _: str, /) -> Any:
    if is_owned_class(ob):
        return {key: value for key, value in ob.__dict__.items() if not names.is_special(key)}
    if type(ob).__module__ in MODULES:
        object.__getattribute__(ob, "__dict__")  # there may be none, with __slots__
        return Attributes(ob)
    if type(ob) is SimpleNamespace:
        return dict(ob.__dict__)
    raise Refused(
        f"the attributes of {describe(ob)} cannot be listed",
        "only objects of the source's own classes show theirs",
    )


def _class(ob: Any, _: str, /) -> Any:
    return class_of(ob)


def _words(ob: Any, name: str, /) -> Any:
    """A name or a text: a copy of the string, never another object behind it."""
    value = getattr(ob, name)
    if issubclass(type(value), str):
        return str.__str__(value)
    if value is None or type(ob).__module__ in MODULES:
        return value
    raise attribute_refused(name)


def _annotations(ob: Any, name: str, /) -> dict[str, Any]:
    found = getattr(ob, name)
    return {key: _annotation(value) for key, value in dict(found).items()}


def _annotation(value: Any) -> Any:
    return value.__forward_arg__ if type(value) is ForwardRef else presentable(value)


def _members(ob: Any, name: str, /) -> dict[str, Any]:
    found = getattr(ob, name)
    return dict(found) if issubclass(type(found), Mapping) else {}


def _obj(ob: Any, name: str, /) -> Any:
    """`obj` of an AttributeError is the object that lacked it: it may be a module of ours."""
    kind = ob if issubclass(type(ob), type) else type(ob)
    if issubclass(kind, AttributeError | super):
        raise attribute_refused("AttributeError.obj")
    return getattr(ob, name)


def _setter(ob: Any, name: str, /) -> Callable[..., None]:
    """`super().__setattr__(name, value)` and `object.__setattr__(self, name, value)`; the same for `__delattr__`."""
    raw = _own_or_of_the_interpreter(ob, name)
    values = 1 if name == "__setattr__" else 0
    bound = getattr(raw, "__self__", _MISSING)

    def guarded(*arguments: Any) -> None:
        target = bound if bound is not _MISSING else arguments[0] if arguments else None
        own = arguments if bound is not _MISSING else arguments[1:]
        if len(own) != 1 + values:
            raise TypeError(f"{name} takes {1 + values} arguments besides the object, not {len(own)}")
        attribute = plain_name(own[0])
        if not names.is_writable(attribute):
            raise write_refused(attribute)
        checked = (attribute, *own[1:])
        writable(target)
        raw(*checked) if bound is not _MISSING else raw(target, *checked)

    return guarded


def _getter(ob: Any, name: str, /) -> Callable[..., Any]:
    """`super().__getattr__(name)`, where it is a source's own."""
    own: Callable[..., Any] = _own_or_of_the_interpreter(ob, name)
    return own


def _own_or_of_the_interpreter(ob: Any, name: str, /) -> Any:
    """Not what a module wrote in Python: that of a typing alias goes on to whatever the alias is made of."""
    raw = getattr(ob, name)
    function = raw.__func__ if type(raw) is MethodType else raw
    if type(function) in (WrapperDescriptorType, MethodWrapperType) or is_owned_function(function):
        return raw
    raise attribute_refused(name)


_READERS: dict[str, Callable[[Any, str], Any]] = {
    "__class__": _class,
    "__dict__": _dict,
    "__name__": _words,
    "__qualname__": _words,
    "__module__": _words,
    "__doc__": _words,
    "__annotations__": _annotations,
    "__members__": _members,
    "__setattr__": _setter,
    "__delattr__": _setter,
    "__getattr__": _getter,
    "format": formatting.read_format,
    "format_map": formatting.read_format,
    "obj": _obj,
}
assert frozenset(_READERS) == names.GUARDED
