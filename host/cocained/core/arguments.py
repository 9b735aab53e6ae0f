"""What a push asks for, taken apart: the task's own arguments, and its driver's (protocol.md, push)."""

from __future__ import annotations

import difflib
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw
from msgspec.structs import FieldInfo

from cocaine_sdk.errors import BadArgument
from cocaine_sdk.protocol import DEFAULT_TIMEOUT, TaskArguments
from cocained.drivers import AnyDriver, Drivers

LONGEST_TIMEOUT = 24 * 3600 * 1000.0
"""Milliseconds: a day."""

SHORT = 256
"""Bytes: arguments up to this length are read once, as the same ones come again and again."""
REMEMBERED = 1024

_names = msgspec.json.Decoder(dict[str, Raw])
_task = msgspec.json.Decoder(TaskArguments)


class Wanted(NamedTuple):
    """One target's arguments, checked."""

    task: TaskArguments
    driver: AnyDriver
    driver_arguments: msgspec.Struct
    telling: dict[str, Any]
    """Those that differ from their defaults and decide when and how the source runs: part of the key."""

    @property
    def is_plain_once(self) -> bool:
        """Whether it is a run on the engine's own thread, answered at once."""
        return self.driver.immediate and not self.task.isolated and self.task.thread is None

    @property
    def makes_thread(self) -> bool:
        """Whether a new thread is made for this push alone."""
        return self.task.isolated and self.task.thread is None


class Arguments:
    """Reads the arguments of a target."""

    def __init__(self, drivers: Drivers) -> None:
        self._drivers = drivers
        own = (field.encode_name for field in msgspec.structs.fields(TaskArguments))
        self._known = drivers.argument_names().union(own)
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._read)

    def read(self, raw: bytes | Raw) -> Wanted:
        """Raises `BadArgument`, `MissingArgument` or `UnknownDriver`."""
        written = bytes(raw)
        return self._remembered(written) if len(written) <= SHORT else self._read(written)

    def _read(self, raw: bytes) -> Wanted:
        try:
            names = _names.decode(raw)
            task = _task.decode(raw)
            driver = self._drivers[task.driver]
            if not self._known.issuperset(names):
                raise self._unknown(next(name for name in names if name not in self._known))
            driver_arguments: msgspec.Struct = msgspec.json.decode(raw, type=driver.arguments())
        except msgspec.ValidationError as error:
            raise BadArgument(f"bad argument: {error}") from None
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise BadArgument(f"the arguments cannot be read: {error}") from None
        if not 0 < task.timeout <= LONGEST_TIMEOUT:
            raise BadArgument(f"timeout must be more than 0 and at most {LONGEST_TIMEOUT:.0f} ms")
        return Wanted(task, driver, driver_arguments, _telling(task, driver_arguments))

    def _unknown(self, name: str) -> BadArgument:
        near = difflib.get_close_matches(name, self._known, 1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(sorted(self._known))}"
        return BadArgument(f"unknown argument {name[:80]!r}{hint}")


def _telling(task: TaskArguments, driver_arguments: msgspec.Struct) -> dict[str, Any]:
    told = {
        field.encode_name: getattr(driver_arguments, field.name)
        for field in msgspec.structs.fields(driver_arguments)
        if field.required or getattr(driver_arguments, field.name) != _default(field)
    }
    if task.timeout != DEFAULT_TIMEOUT:
        told["timeout"] = task.timeout
    return told


def _default(field: FieldInfo) -> object:
    return field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
