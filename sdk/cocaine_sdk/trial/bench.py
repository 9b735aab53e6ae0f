"""A source on the bench: on a thread of its own in a private daemon, run as often as is asked, and looked at."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, repeat
from types import TracebackType
from typing import Any, Self

import msgspec

from cocaine_sdk import failure
from cocaine_sdk.errors import ClientError, CocaineError, NoTrial
from cocaine_sdk.explanation import Explanation, ReachState
from cocaine_sdk.granting import lines_of
from cocaine_sdk.protocol import DEFAULT_TIMEOUT
from cocaine_sdk.redaction import redacted
from cocaine_sdk.trial.daemon import PrivateDaemon
from cocaine_sdk.trial.intake import Intake
from cocaine_sdk.trial.results import Trial, TriedRun

_PATIENCE = 5.0
"""Seconds beyond a run's deadline."""
_GLANCES = (0.001, 0.05)
"""Seconds between two looks: at first, and at most."""


class Bench:
    """One source. The thread is held by a task that never runs: it waits for a file that never comes.

    Entering makes the source: raises what a push of it would (`SourceFailed` and the like by their codes).
    """

    def __init__(self, daemon: PrivateDaemon, uri: str, timeout: float = DEFAULT_TIMEOUT) -> None:
        """`timeout`: milliseconds of one run."""
        self.uri = uri
        self._identity = daemon.fresh(uri)
        self._daemon = daemon
        self._client = daemon.client
        self._timeout = timeout
        self._runs: list[TriedRun] = []
        self._tasks: list[str] = []
        self._intake: Intake | None = None
        self._thread: str | None = None
        self._next_run: float | None = None

    def __enter__(self) -> Self:
        self._thread = self._push("fs", isolated=True, path=str(self._daemon.nowhere))
        self.capabilities = self._hold().source.capabilities
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._intake is not None:
            self._intake.close()
        for key in self._tasks:
            with contextlib.suppress(CocaineError):  # it may have been the end of the daemon that ended this
                self._client.drop(key)

    def run(self, n: int, data: Iterable[bytes] = ()) -> Iterator[TriedRun]:
        """Hand over the data, and then run it so often; each as it comes, until the source is exhausted.

        Raises `Unsupported` where the source cannot do what is asked.
        """
        handed = (partial(self._process, piece) for piece in data)
        calls: Iterator[Callable[[], TriedRun]] = chain(handed, repeat(self._next, n))
        for call in calls:
            if self._exhausted:
                return
            run = call()
            self._runs.append(run)
            yield run

    def ask(self) -> None:
        """Have a scheduler say when it wants to run next. What it fails by is among the failures."""
        if self._exhausted or not {"scheduler", "iterator"} <= set(self.capabilities):
            return
        asked = time.time()

        def failed(task: Explanation) -> bool:
            return task.error is not None and task.error.timestamp >= asked  # else it is of a run before

        self._push("manual", thread=self._thread)
        task = self._until(lambda task: failed(task) or task.next_run is not None)
        if failed(task):
            self._runs.append(_failed(task))
        else:
            self._next_run = task.next_run

    def trial(self) -> Trial:
        """All that was seen so far."""
        held = self._hold()
        return Trial(
            uri=redacted(self.uri),
            capabilities=self.capabilities,
            runs=self._runs,
            next_run=self._next_run,
            log=held.log,
            reach=_meant_for(redacted(self.uri), held.reach),
        )

    @property
    def _exhausted(self) -> bool:
        return any(run.outcome == "exhausted" for run in self._runs)

    def _push(self, driver: str, **arguments: Any) -> str | None:
        """Start a task on the bench; its thread."""
        task = self._client.push(self._identity, driver, transient=True, timeout=self._timeout, **arguments)
        self._tasks.append(task.key)
        return task.thread

    def _hold(self) -> Explanation:
        return self._client.explain(self._tasks[0])

    def _next(self) -> TriedRun:
        try:
            event = self._client.once(self._identity, thread=self._thread, timeout=self._timeout)
        except ClientError:
            raise
        except CocaineError as error:
            return self._ended(error)
        return TriedRun(outcome="event" if event else "nothing", event=event, took=self._hold().source.took)

    def _ended(self, error: CocaineError) -> TriedRun:
        if error.wire_code == failure.EXHAUSTED:
            return TriedRun(outcome="exhausted")
        if error.wire_code not in failure.CODES:
            raise error
        took = self._hold().source.took
        return TriedRun(outcome="failed", took=took, code=error.wire_code, sentence=str(error))

    def _process(self, data: bytes) -> TriedRun:
        if self._intake is None:
            endpoint = self._daemon.endpoint()
            self._push("zeromq", thread=self._thread, endpoint=endpoint)
            self._intake = Intake(endpoint)
        self._intake.send(data)
        sent = self._intake.sent
        task = self._until(lambda task: task.runs >= sent)
        run = task.last_runs[0]
        if run.outcome not in ("event", "nothing", "exhausted"):
            return _failed(task, run.took)
        event = self._client.past(task.key, depth=1)[0].event if run.outcome == "event" else {}
        return TriedRun(outcome=run.outcome, event=event, took=run.took)

    def _until(self, law: Callable[[Explanation], bool]) -> Explanation:
        """Look at the task that was started last until the law holds for it."""
        pause, longest = _GLANCES
        deadline = time.monotonic() + self._timeout / 1000 + _PATIENCE
        while time.monotonic() < deadline:
            task = self._client.explain(self._tasks[-1])
            if law(task):
                return task
            time.sleep(pause)
            pause = min(longest, 2 * pause)
        raise NoTrial(f"{redacted(self.uri)}: nothing came of it within its deadline")


def _meant_for(uri: str, reach: ReachState) -> ReachState:
    """With lines for the URI that was asked for, in the place of the one that it had in the trial."""
    denied = [
        msgspec.structs.replace(each, grant=lines_of(uri, [(each.kind, each.what)]) if each.grant else "")
        for each in reach.denied
    ]
    lacking = [(kind, what) for kind, elements in reach.lacking.items() for what in elements]
    return msgspec.structs.replace(reach, denied=denied, grant=lines_of(uri, lacking) if lacking else "")


def _failed(task: Explanation, took: float | None = None) -> TriedRun:
    """What last went wrong with the task, as a run."""
    assert task.error is not None
    code, sentence = task.error.failure.code, task.error.sentence
    return TriedRun(outcome="failed", took=took, code=code, sentence=sentence)
