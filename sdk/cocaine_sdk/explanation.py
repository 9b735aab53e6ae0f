"""Why a task did or did not run: what `explain` answers (protocol.md, explain). One shape for daemon and client."""

from __future__ import annotations

from typing import Any

import msgspec

from cocaine_sdk.failure import Failure


class LastRun(msgspec.Struct, frozen=True, kw_only=True):
    """One of the last runs. Times are unix seconds, lengths of time milliseconds."""

    due: float
    """When it was planned for."""
    began: float
    """When the source began with it; before that it waited for its turn."""
    took: float
    outcome: str
    """`event`, `nothing`, `failed`, `timeout`, `replaced` or `exhausted`."""
    error: str = ""
    """The first line of what went wrong."""
    code: str = ""
    """SHA-256 of the user code that ran; empty for a plugin that holds none."""


class Skips(msgspec.Struct, frozen=True, kw_only=True):
    """Planned runs that were not made, for one reason."""

    why: str
    count: int
    last: float
    """Unix time at which it was last so."""


class LastError(msgspec.Struct, frozen=True, kw_only=True):
    """What last went wrong, and when (unix time)."""

    timestamp: float
    failure: Failure
    sentence: str
    """The failure for people: file, line, the source line with a caret, and the hint."""


class LogLine(msgspec.Struct, frozen=True, kw_only=True):
    level: str
    message: str


class Denied(msgspec.Struct, frozen=True, kw_only=True):
    """Something outside of its cell that the source asked for, and was refused."""

    kind: str
    """The key of a `[[grant]]` that it belongs to: `read`, `connect`, `fetch` or `env`."""
    what: str
    count: int
    last: float
    """Unix time at which it was last so."""
    grant: str = ""
    """The lines of a configuration that would grant it; empty where none would."""


class ReachState(msgspec.Struct, frozen=True, kw_only=True):
    """What the source may reach outside of its cell."""

    granted: dict[str, list[str]] = {}
    """By the keys of a `[[grant]]`."""
    wanted: dict[str, list[str]] | None = None
    """What the source itself has said that it wants: all that it gets of that. None where it has said nothing."""
    lacking: dict[str, list[str]] = {}
    """What it wants and has not."""
    grant: str = ""
    """The lines of a configuration that would grant what is lacking; empty where nothing is."""
    denied: list[Denied] = []
    """The latest first."""
    others: int = 0
    """Denials beyond those, of which only their number is known."""


class SourceState(msgspec.Struct, frozen=True, kw_only=True):
    """The thread that the task runs on: one instance of the source."""

    state: str
    """`starting`, `running`, `degraded` or `ended`."""
    capabilities: list[str] = []
    """Of `iterator`, `scheduler` and `processor`; empty as long as it was never loaded."""
    restarts: int = 0
    """Times that its cell was started again because it had died."""
    reloads: int = 0
    """Times that its code was swapped for a newer one."""
    cpu: float = 0.0
    """Seconds of processor time, some seconds old."""
    memory: int = 0
    """Bytes resident, some seconds old."""
    queue: int = 0
    """Calls that wait for their turn, or for a cell."""
    code: str = ""
    """SHA-256 of the file that runs; empty for a plugin that holds no user code."""
    loaded: float | None = None
    """Unix time at which this instance was made."""
    took: float | None = None
    """Milliseconds that its last `once` took, which is no run of a task; None as long as there was none."""
    outdated: str = ""
    """Why the file that was saved last does not run; empty where it does."""
    note: str = ""
    """What else is to be known of its code, such as since when the origin of remote code does not answer."""


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """All that can be said of one task. Times are unix seconds."""

    key: str
    uri: str
    driver: str
    arguments: dict[str, Any]
    thread: str | None = None
    tokens: list[str] = []
    transient: bool = False
    state: str
    """`running`, `degraded`, `quarantined` or `exhausted`."""
    why: str
    """What that means for its runs, in a sentence."""
    next_run: float | None = None
    last_run: float | None = None
    """When the last run was due, made or skipped; kept over restarts."""
    runs: int = 0
    failed: int = 0
    timeouts: int = 0
    skipped: int = 0
    last_runs: list[LastRun] = []
    """Newest first."""
    skips: list[Skips] = []
    error: LastError | None = None
    source: SourceState
    limits: dict[str, float] = {}
    """What its source may take, by the keys of a `[[limit]]`: bytes of `memory` and `store`, cores of `cpu`, seconds of
    `timeout`, `events` a second. What is not there is not limited."""
    reach: ReachState = ReachState()
    log: list[LogLine] = []
    """What the source said last, oldest first."""
    figures: dict[str, Any] = {}
    """What the driver tells of itself."""
