"""From a task to why it did or did not run (protocol.md, explain)."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw

from cocaine_sdk.clock import Clock
from cocaine_sdk.errors import DriverNotActive
from cocaine_sdk.explanation import Explanation, LastError, LastRun, LogLine, ReachState, Skips, SourceState
from cocaine_sdk.source import Capability
from cocained.core.engines import Engines
from cocained.core.grants.explained import reach_of
from cocained.core.grants.grants import Grants
from cocained.core.hindrances import hold
from cocained.core.runs import Run
from cocained.core.tasks import Task, TaskState
from cocained.core.threads import State, Thread

_encode = msgspec.json.encode


class Explainer:
    """Explains tasks by their keys."""

    def __init__(self, engines: Engines, grants: Grants, clock: Clock) -> None:
        self._engines = engines
        self._grants = grants
        self._clock = clock

    def explain(self, key: str) -> Raw:
        """An `Explanation`, as JSON. Raises `DriverNotActive`."""
        task = self._engines.tasks.get(key)
        if task is None:
            raise DriverNotActive
        return Raw(_encode(self._explanation(task)))

    def _explanation(self, task: Task) -> Explanation:
        record, runs = task.record, task.runs
        return Explanation(
            key=task.key,
            uri=self._engines.name(record.uri),
            driver=record.driver,
            arguments=record.arguments,
            thread=record.thread,
            tokens=sorted(task.tokens),
            transient=task.transient,
            state=task.state,
            why=_why(task),
            next_run=task.next_run,
            last_run=task.last_run,
            runs=runs.total,
            failed=runs.failed,
            timeouts=runs.timeouts,
            skipped=runs.skipped,
            last_runs=[self._run(run) for run in runs.last],
            skips=[
                Skips(why=why, count=skip.runs, last=self._unix(skip.last))
                for why, skip in runs.skips.items()
            ],
            error=self._error(task),
            source=self._source(task.thread),
            limits=task.thread.pace.allowance.described(),
            reach=self._reach(task),
            log=[LogLine(level=level, message=message) for level, message in task.thread.words.last],
            figures=_figures(task),
        )

    def _run(self, run: Run) -> LastRun:
        return LastRun(
            due=self._unix(run.due),
            began=self._unix(run.began),
            took=round((run.ended - run.began) * 1000, 3),
            outcome=run.outcome,
            error=run.failure.sentence().partition("\n")[0] if run.failure is not None else "",
            code=run.code,
        )

    def _error(self, task: Task) -> LastError | None:
        """The last of its own, or what its source is degraded for."""
        failed = task.runs.error
        if task.thread.failure is not None and (failed is None or task.thread.failed_at > failed[0]):
            failed = (task.thread.failed_at, task.thread.failure)
        if failed is None:
            return None
        when, failure = failed
        return LastError(timestamp=self._unix(when), failure=failure, sentence=failure.sentence())

    def _source(self, thread: Thread) -> SourceState:
        usage, outdated = thread.usage, thread.renewal.failure
        return SourceState(
            state=thread.state,
            capabilities=_words(thread.capabilities),
            restarts=thread.restarts,
            reloads=thread.renewal.count,
            cpu=round(usage.cpu, 3),
            memory=usage.memory,
            queue=thread.queue,
            code=thread.code,
            loaded=None if thread.loaded is None else self._unix(thread.loaded),
            took=None if thread.took is None else round(thread.took * 1000, 3),
            outdated=outdated.sentence() if outdated is not None else "",
            note=thread.note,
        )

    def _reach(self, task: Task) -> ReachState:
        return reach_of(task.thread, self._grants, task.record.uri, self._unix)

    def _unix(self, monotonic: float) -> float:
        return round(monotonic - self._clock.monotonic() + self._clock.time(), 6)


def _figures(task: Task) -> dict[str, Any]:
    """What the driver tells of itself; a stranger's may tell what JSON cannot say, at the cost of its figures alone."""
    figures = task.figures()
    try:
        _encode(figures)
    except Exception as error:
        return {"error": f"the driver {task.record.driver} tells figures that JSON cannot say: {error}"}
    return figures


def _words(capabilities: Capability | None) -> list[str]:
    return [] if capabilities is None else [str(one.name).lower() for one in Capability if one & capabilities]


def _why(task: Task) -> str:
    match task.state:
        case TaskState.EXHAUSTED:
            return "its source said that it has no more events; push it again to begin anew"
        case TaskState.QUARANTINED:
            return "an operator has set it aside; `cocaine resume` lets it run again"
        case TaskState.DEGRADED:
            return _degraded(task)
        case _ if (held := hold(task.thread)) is not None and held.seconds is not None:
            return f"no run is made for another {held.seconds:.1f} s: {held.why}"
        case _ if task.next_run is None:
            return "its driver waits for something to happen"
        case _:
            return "its driver has planned the next run"


def _degraded(task: Task) -> str:
    if task.thread.state is State.DEGRADED and task.thread.failure is not None:
        words = task.thread.failure.sentence().partition("\n")[0]
        return f"no run is made until the source is up again: {words}"
    words = task.runs.error[1].message if task.runs.error is not None else "it cannot be started"
    return f"no run is made until its driver has begun anew: {words}"
