"""What is installed by entry points: found by metadata, loaded one at a time, duplicates refused by name."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from stevedore.driver import DriverManager

from cocaine_sdk.errors import CocaineError


class ExtensionError(CocaineError):
    """An installed extension cannot be used; raised at start."""

    code = "extension_error"


class Duplicate(ExtensionError):
    def __init__(self, group: str, name: str, distributions: Iterable[str]) -> None:
        super().__init__(
            f"the name {name!r} in the entry points {group!r} is taken by more than one distribution: "
            f"{' and '.join(distributions)}; uninstall all but one"
        )


def installed(group: str) -> dict[str, EntryPoint]:
    """The entry points of a group by name, none of them imported. Raises `Duplicate`.

    (stevedore's own check sees duplicates only where they stand side by side.)
    """
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=group):
        other = found.setdefault(point.name, point)
        if other != point or _origin(other) != _origin(point):
            raise Duplicate(group, point.name, sorted({_origin(other), _origin(point)}))
    return found


def load(group: str, name: str) -> Any:
    """What one entry point names. Raises `ExtensionError` with the distribution and the cause."""
    point = installed(group).get(name)
    if point is None:
        known = ", ".join(sorted(installed(group))) or "none"
        raise ExtensionError(
            f"nothing is installed in {group!r} under the name {name!r}; installed are {known}"
        )
    try:
        return DriverManager(group, name, invoke_on_load=False, on_load_failure_callback=_raise).driver
    except Exception as error:
        raise ExtensionError(
            f"{point.value} of {_origin(point)}, named {name!r} in {group!r}, cannot be loaded: "
            f"{type(error).__name__}: {error}"
        ) from error


def _raise(_manager: object, _point: EntryPoint, error: BaseException) -> None:
    raise error


def _origin(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist is not None else "an unknown distribution"
