"""What a client's calls give back."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from cocaine_sdk.client.replies import Reply, error_from, is_error, result_of
from cocaine_sdk.errors import BadReply, CocaineError
from cocaine_sdk.installed import InstalledPlugin
from cocaine_sdk.protocol import DEFAULT_TIMEOUT
from cocaine_sdk.redaction import redacted

T = TypeVar("T")

Arguments = dict[str, Any]
"""The arguments of one target of a push, its `driver` among them (protocol.md, push)."""


class Task(msgspec.Struct, frozen=True):
    """A task that was pushed."""

    uri: str
    key: str
    """What to subscribe to, to ask the past of, and to drop."""
    thread: str | None = None
    """The task's own thread, where it is isolated."""
    state: str = "running"
    """`quarantined` where an operator has set it aside: it does not run."""
    timeout: float | None = None
    """Milliseconds that a run may take at most, where the operator allows fewer than were asked for."""


Pushed = Task | CocaineError
"""One target of many: its task, or why there is none."""


class PastEvent(msgspec.Struct, frozen=True):
    """An event that the daemon remembers."""

    seq: int
    timestamp: float
    """Unix time, seconds."""
    event: dict[str, Any]
    code: str = ""
    """SHA-256 of the user code that made it; empty where a plugin did."""


class TaskState(msgspec.Struct, frozen=True, kw_only=True):
    """A task as the daemon lists it."""

    key: str
    uri: str
    driver: str
    arguments: dict[str, Any]
    thread: str | None = None
    tokens: tuple[str, ...] = ()
    transient: bool = False
    state: str
    """`running`, `degraded`, `quarantined` or `exhausted`."""
    next_run: float | None = None
    """Unix time, seconds. None where the driver plans nothing: it waits for files or data, or the task does not run."""
    last_run: float | None = None
    """Unix time, seconds, for which the last run was planned, made or skipped; None where there was none."""
    runs: int = 0
    skipped: int = 0
    failed: int = 0


class Reloaded(msgspec.Struct, frozen=True):
    """What came of reading the daemon's configuration again."""

    changed: dict[str, tuple[Any, Any]]
    """Option → the value before, and the value now. These are in force."""
    needs_restart: list[str]
    """Options that changed too, and keep their value until the daemon is started anew."""
    note: str = ""
    """Why there was nothing to read."""


class SecretState(msgspec.Struct, frozen=True, kw_only=True):
    """A secret, but for its value."""

    name: str
    owner: str
    """The token that set it."""
    patterns: tuple[str, ...] = msgspec.field(name="for")
    """Of the URIs that it may be put into."""
    set_at: float = msgspec.field(name="set")
    """Unix time."""


class _Reached(msgspec.Struct, frozen=True):
    """What a quarantine or a resume did."""

    keys: list[str]


History = list[PastEvent]
Keys = list[str]
Tasks = list[TaskState]
SecretStates = list[SecretState]
InstalledPlugins = list[InstalledPlugin]


def task_from(uri: str, result: object) -> Task:
    """Raises `BadReply` where the result of a push is no task."""
    if not isinstance(result, dict) or "key" not in result:
        raise BadReply(
            f"the push of {redacted(uri)} gave no subscription key; ask a driver that runs at once by `once`"
        )
    return read({"uri": uri, **result}, Task)


def pushed_from(uri: str, reply: Reply, arguments: Arguments | list[Arguments]) -> list[Pushed]:
    """What a push of many says of one URI: one result for each of its arguments."""
    many = len(arguments) if isinstance(arguments, list) else 1
    try:
        result = result_of(reply, uri)
        results = result if isinstance(arguments, list) else [result]
        if not isinstance(results, list) or len(results) != many:
            raise BadReply(f"the push of {redacted(uri)} was to give {many} results")
        return [_task_or_error(uri, one) for one in results]
    except CocaineError as error:
        return [error] * many


def keys_from(result: object) -> list[str]:
    """The tasks that a quarantine or a resume of one target reached. Raises `BadReply`."""
    return read(result, _Reached).keys


def _task_or_error(uri: str, result: Any) -> Pushed:
    return error_from(result["error"], result["code"]) if is_error(result) else task_from(uri, result)


def longest_run(arguments: Arguments | list[Arguments]) -> float:
    """Seconds that the longest of the runs that these arguments ask for may take."""
    each = arguments if isinstance(arguments, list) else [arguments]
    timeouts = [one.get("timeout", DEFAULT_TIMEOUT) for one in each]
    return max((t for t in timeouts if isinstance(t, int | float)), default=DEFAULT_TIMEOUT) / 1000


def read(value: object, kind: type[T]) -> T:
    """A part of a reply, typed. Raises `BadReply`."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise BadReply(
            f"the reply cannot be understood: {error}; are client and daemon of one version?"
        ) from None
