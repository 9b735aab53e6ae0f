"""Which schemes a daemon has, and how each one's plugin is: what `plugins` answers (protocol.md, plugins)."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class SchemeState(StrEnum):
    """How it is with a scheme's own process."""

    COLD = "cold"
    """Nobody has wanted the scheme yet, so it was not started."""
    STARTING = "starting"
    READY = "ready"
    UNAVAILABLE = "unavailable"
    """Its plugin does not load, or its process has died; it is started again after a while."""


class InstalledPlugin(msgspec.Struct, frozen=True, kw_only=True):
    """One scheme of a daemon."""

    scheme: str
    distribution: str = ""
    """What was installed to bring it; empty where the metadata does not say."""
    version: str = ""
    state: SchemeState
    isolation: str = ""
    """`forked` or `shared`; empty as long as the plugin was never loaded."""
    restarts: int = 0
    """Times that the scheme's process was started again."""
    cells: int = 0
    """Processes with sources of the scheme that live now."""
    error: str = ""
    """Why it is unavailable: the distribution, the entry point and the cause where it does not load."""
