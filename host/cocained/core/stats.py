"""The daemon's figures, for `stats` and `list` (seed, Статистика; protocol.md, stats and list)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

from cocaine_sdk.clock import Clock
from cocaine_sdk.storage import Storage
from cocained.core.engine import Engine
from cocained.core.engines import Engines
from cocained.core.events import Events
from cocained.core.tasks import Task, TaskState
from cocained.core.threads import State


class Counts(Protocol):
    """What the rooms around the core count of themselves."""

    def __call__(self) -> dict[str, Any]: ...


class Figures:
    def __init__(
        self, engines: Engines, events: Events, storage: Storage, clock: Clock, others: Counts
    ) -> None:
        self._engines = engines
        self._events = events
        self._storage = storage
        self._clock = clock
        self._others = others
        self._started = clock.monotonic()

    def stats(self, requests: Mapping[str, Any]) -> dict[str, Any]:
        """`requests`: what those who serve them count of them."""
        engines, names = self._engines.engines, self._engines.names()
        tasks = list(self._engines.tasks.values())
        threads = [thread for engine in engines.values() for thread in engine.threads.values()]
        return {
            "engines": {"total": self._engines.engines_total, "alive": list(names.values())},
            "threads": {"total": self._engines.threads_total, "alive": len(threads)},
            "requests": requests,
            "drivers": _by_driver(tasks),
            "runs": _runs(tasks),
            "events": {"total": self._events.total},
            "restarts": sum(thread.restarts for thread in threads),
            "sources": {names[engine.uri]: _source(engine) for engine in engines.values()},
            "storage": self._storage.describe(),
            "uptime": round(self._clock.monotonic() - self._started, 3),
            **self._others(),
        }

    def tasks(self, source: str | None, may_see: Callable[[str], bool]) -> list[dict[str, Any]]:
        """Every task of a source that whoever asks may see; or those of one source, by its URI or by what is shown of
        that. Raises `BadArgument`."""
        names, tasks = self._engines.names(), self._engines.tasks
        if source is not None:
            engine = self._engines.engines.get(self._engines.meant(source))
            tasks = engine.tasks if engine is not None else {}
        return [
            self._task(task, names[task.record.uri]) for task in tasks.values() if may_see(task.record.uri)
        ]

    def _task(self, task: Task, name: str) -> dict[str, Any]:
        record = task.record
        return {
            "key": task.key,
            "uri": name,
            "driver": record.driver,
            "arguments": record.arguments,
            "thread": record.thread,
            "tokens": sorted(task.tokens),
            "transient": task.transient,
            "state": task.state,
            "next_run": None if task.next_run is None else round(task.next_run, 3),
            "last_run": task.last_run,
            "runs": task.runs.total,
            "failed": task.runs.failed,
            "skipped": task.runs.skipped,
            "error": _error(task),
        }


def _error(task: Task) -> str | None:
    """Why it is degraded: its source, or its driver, does not start."""
    if task.state is not TaskState.DEGRADED:
        return None
    if task.thread.state is State.DEGRADED and task.thread.failure is not None:
        return task.thread.failure.sentence()
    return task.runs.error[1].sentence() if task.runs.error is not None else None


def _runs(tasks: Collection[Task]) -> dict[str, int]:
    return {
        "total": sum(task.runs.total for task in tasks),
        "failed": sum(task.runs.failed for task in tasks),
        "timeouts": sum(task.runs.timeouts for task in tasks),
        "skipped": sum(task.runs.skipped for task in tasks),
    }


def _by_driver(tasks: list[Task]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for task in tasks:
        counts[task.record.driver] = counts.get(task.record.driver, 0) + 1
    return counts


def _source(engine: Engine) -> dict[str, Any]:
    threads, tasks = engine.threads.values(), engine.tasks.values()
    usages = [thread.usage for thread in threads]
    return {
        "cpu": round(sum(u.cpu for u in usages), 3),
        "memory": sum(u.memory for u in usages),
        "queue": sum(thread.queue for thread in threads),
        "threads": len(threads),
        "restarts": sum(thread.restarts for thread in threads),
        "runs": sum(task.runs.total for task in tasks),
        "failed": sum(task.runs.failed for task in tasks),
        "skipped": sum(task.runs.skipped for task in tasks),
    }
