"""types.SimpleNamespace, written anew: the original takes special names as keywords, and `copy` listens to them."""

from __future__ import annotations

from typing import Any

from cocaine_python.policy.names import is_writable
from cocaine_python.policy.refusals import write_refused


class SimpleNamespace:
    """types.SimpleNamespace."""

    def __init__(self, /, **values: Any) -> None:
        for given, value in values.items():
            name = str.__str__(given)  # a subclass could deny its true name to the check
            if not is_writable(name):
                raise write_refused(name)
            self.__dict__[name] = value

    def __repr__(self) -> str:
        kind = type(self).__name__
        values = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{'namespace' if type(self) is SimpleNamespace else kind}({values})"

    def __eq__(self, other: object) -> bool:
        if not issubclass(type(other), SimpleNamespace):
            return NotImplemented
        return bool(self.__dict__ == object.__getattribute__(other, "__dict__"))

    __hash__ = None  # type: ignore[assignment]


SimpleNamespace.__module__ = "types"
TYPES: dict[str, Any] = {"SimpleNamespace": SimpleNamespace}
