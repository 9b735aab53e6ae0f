"""`str.format` and `format_map`: fields may name attributes, so they go the way of `getattr`."""

from __future__ import annotations

from _string import formatter_field_name_split, formatter_parser  # type: ignore[import-not-found]
from collections.abc import Callable, Mapping, Sequence
from string import Formatter
from typing import Any


def read_format(ob: Any, name: str, /) -> Any:
    """The attribute `format` or `format_map` of anything: strings' own are replaced by those below."""
    value = getattr(ob, name)
    owner = getattr(value, "__self__", None)
    if type(value) is type("".format) and issubclass(type(owner), str):
        text = str.__str__(owner)
        return _bound(text, name)
    if type(value) is type(str.format) and value.__objclass__ is str:  # type: ignore[attr-defined]
        return _format if name == "format" else _format_map
    return value


def _bound(text: str, name: str) -> Callable[..., str]:
    if name == "format":
        return lambda *args, **kwargs: _format(text, *args, **kwargs)
    return lambda mapping, /: _format_map(text, mapping)


def _format(text: str, /, *args: Any, **kwargs: Any) -> str:
    text = str.__str__(text)
    return (
        _Guarded().vformat(text, args, kwargs)
        if _names_attributes(text)
        else str.format(text, *args, **kwargs)
    )


def _format_map(text: str, mapping: Mapping[str, Any], /) -> str:
    text = str.__str__(text)
    return _Guarded().vformat(text, (), mapping) if _names_attributes(text) else str.format_map(text, mapping)


def _names_attributes(text: str) -> bool:
    for _, field, spec, _ in formatter_parser(text):
        if (field and "." in field) or (spec and "{" in spec and _names_attributes(spec)):
            return True
    return False


class _Guarded(Formatter):
    """Knows `{.name}` as well, which string.Formatter does not."""

    def __init__(self) -> None:
        self._unnumbered = -1

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        from cocaine_python.policy.guards import guarded_getattr

        first, rest = formatter_field_name_split(field_name)
        if first == "":
            self._unnumbered += 1
            first = self._unnumbered
        value = self.get_value(first, args, kwargs)
        for is_attribute, key in rest:
            value = guarded_getattr(value, key) if is_attribute else value[key]
        return value, first
