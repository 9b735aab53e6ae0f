"""What is wrong with `[[grant]]`s beyond the types of their keys."""

from __future__ import annotations

from collections.abc import Iterable

from cocained.config.settings import ConfigError
from cocained.config.tables import GrantConfig
from cocained.core.grants.grants import faults


def check(rows: Iterable[GrantConfig]) -> None:
    """Raises `ConfigError`, with a line for each element that cannot be used."""
    found = list(faults(rows))
    if found:
        raise ConfigError("\n".join(found))
