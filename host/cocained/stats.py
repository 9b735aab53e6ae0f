"""The daemon's figures, for `stats` and `list` (seed, Статистика; protocol.md, section 2)."""

from __future__ import annotations

from typing import Any, Protocol

from cocaine_sdk.clock import Clock
from cocaine_sdk.storage import Storage
from cocained.engines import Engines
from cocained.events import Events
from cocained.tasks import Task, TaskState
from cocained.threads import Thread


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

    def stats(self, requests_total: int, requests_pending: int) -> dict[str, Any]:
        engines = self._engines.engines
        tasks = self._engines.tasks.values()
        threads = [thread for engine in engines.values() for thread in engine.threads.values()]
        return {
            "engines": {"total": self._engines.engines_total, "alive": list(engines)},
            "threads": {"total": self._engines.threads_total, "alive": len(threads)},
            "requests": {"total": requests_total, "pending": requests_pending},
            "drivers": _by_driver(list(tasks)),
            "runs": {
                "total": sum(task.runs for task in tasks),
                "failed": sum(task.failed for task in tasks),
                "timeouts": sum(task.timeouts for task in tasks),
                "skipped": sum(task.skipped.total() for task in tasks),
            },
            "events": {"total": self._events.total},
            "restarts": sum(thread.restarts for thread in threads),
            "sources": {engine.uri: _usage(list(engine.threads.values())) for engine in engines.values()},
            "storage": self._storage.describe(),
            "uptime": round(self._clock.monotonic() - self._started, 3),
            **self._others(),
        }

    def tasks(self) -> list[dict[str, Any]]:
        return [self._task(task) for task in self._engines.tasks.values()]

    def _task(self, task: Task) -> dict[str, Any]:
        record = task.record
        return {
            "key": task.key,
            "uri": record.uri,
            "driver": record.driver,
            "arguments": record.arguments,
            "thread": record.thread,
            "tokens": sorted(task.tokens),
            "transient": task.transient,
            "state": task.state,
            "next_run": self._unix(task.next_run),
            "runs": task.runs,
            "failed": task.failed,
            "skipped": task.skipped.total(),
            "error": task.thread.failure.sentence()
            if task.state is TaskState.DEGRADED and task.thread.failure
            else None,
        }

    def _unix(self, monotonic: float | None) -> float | None:
        if monotonic is None:
            return None
        return round(monotonic - self._clock.monotonic() + self._clock.time(), 3)


def _by_driver(tasks: list[Task]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for task in tasks:
        counts[task.record.driver] = counts.get(task.record.driver, 0) + 1
    return counts


def _usage(threads: list[Thread]) -> dict[str, Any]:
    usages = [thread.usage for thread in threads]
    return {"cpu": round(sum(u.cpu for u in usages), 3), "memory": sum(u.memory for u in usages)}
