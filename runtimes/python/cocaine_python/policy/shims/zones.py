"""zoneinfo: the zones' files are read beforehand, because a locked cell can open none.

Their bytes are 400 KB and take some 10 ms to read; objects of all 600 zones would take ten times that.
"""

from __future__ import annotations

import io
import zoneinfo
from functools import cache
from typing import Any


@cache
def zone_files() -> dict[str, bytes]:
    """Each zone's file by its key. Empty where the machine has no time zone database."""
    files: dict[str, bytes] = {}
    for key in sorted(zoneinfo.available_timezones()):
        content = _read(key)
        if content:
            files[key] = content
    return files


def _read(key: str) -> bytes:
    for folder in zoneinfo.TZPATH:
        try:
            with open(f"{folder}/{key}", "rb") as file:
                return file.read()
        except OSError:
            continue
    return b""


class ZoneInfo(zoneinfo.ZoneInfo):
    """zoneinfo.ZoneInfo, out of the files that were read beforehand."""

    _made: dict[str, zoneinfo.ZoneInfo] = {}

    def __new__(cls, key: str, /) -> ZoneInfo:
        made = cls._made.get(key)
        if made is None:
            made = cls._made[key] = cls.from_file(io.BytesIO(_file(key)), key=key)
        return made  # type: ignore[return-value]

    def __init_subclass__(cls) -> None:
        cls._made = {}


def _file(key: str) -> bytes:
    files = zone_files()
    if not files:
        raise zoneinfo.ZoneInfoNotFoundError(
            "this machine has no time zone database: install tzdata, or use datetime.timezone"
        )
    if key not in files:
        raise zoneinfo.ZoneInfoNotFoundError(f"No time zone found with key {key}")
    return files[key]


def available_timezones() -> set[str]:
    return set(zone_files())


ZONEINFO: dict[str, Any] = {"ZoneInfo": ZoneInfo, "available_timezones": available_timezones}
