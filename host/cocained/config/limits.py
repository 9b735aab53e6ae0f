"""What is wrong with `[[limit]]`s beyond the types of their keys."""

from __future__ import annotations

from collections.abc import Iterable

from cocained.config.settings import ConfigError
from cocained.config.tables import LimitConfig
from cocained.core.limits import faults


def check(rows: Iterable[LimitConfig]) -> None:
    """Raises `ConfigError`, with a line for each limit that cannot be used."""
    found = list(faults(rows))
    if found:
        raise ConfigError("\n".join(found))
