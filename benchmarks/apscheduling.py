"""APScheduler with many jobs: `python -m benchmarks.apscheduling` takes a `Plan` and prints what was `Seen`, as JSON.

At its best: jobs in memory, none given up for being late, and each does nothing but note when it began.
"""

from __future__ import annotations

import logging
import sys
import time
from datetime import UTC, datetime

import msgspec
from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobSubmissionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

WORKERS = 10
"""Threads: its own default."""


class Plan(msgspec.Struct, frozen=True):
    """Times are seconds."""

    interval: float
    settle: float
    seconds: float
    phases: list[float | None]
    """For each job some unix time at which it is due; None: an interval after it was added, and so on."""


class Seen(msgspec.Struct, frozen=True):
    """Times are unix seconds."""

    began: list[tuple[int, float]]
    """Job, and when."""
    phases: list[float]
    window: tuple[float, float]
    skipped: int
    """Within the window."""
    used: float
    """Seconds of processor time, within the window."""
    burst: float
    """Seconds that it took to add them."""


class Jobs:
    """Added in a burst, and running."""

    def __init__(self, plan: Plan) -> None:
        self.began: list[tuple[int, float]] = []
        self.skipped = 0
        self._interval = plan.interval
        self._scheduler = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(WORKERS)},
            job_defaults={"coalesce": False, "misfire_grace_time": None},
            timezone=UTC,
        )
        self._scheduler.add_listener(self._skip, EVENT_JOB_MAX_INSTANCES)
        began = time.monotonic()
        jobs = [self._add(number, phase) for number, phase in enumerate(plan.phases)]
        self.burst = time.monotonic() - began
        self.phases = [job.trigger.start_date.timestamp() for job in jobs]
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown()

    def _add(self, number: int, phase: float | None) -> Job:
        start = None if phase is None else datetime.fromtimestamp(phase, UTC)
        return self._scheduler.add_job(
            self._note, "interval", seconds=self._interval, start_date=start, args=(number,)
        )

    def _note(self, number: int) -> None:
        self.began.append((number, time.time()))

    def _skip(self, event: JobSubmissionEvent) -> None:
        self.skipped += len(event.scheduled_run_times)


def main() -> None:
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    jobs = Jobs(plan)
    time.sleep(plan.settle)
    begin, used, skipped = time.time(), time.process_time(), jobs.skipped
    time.sleep(plan.seconds)
    end, used, skipped = time.time(), time.process_time() - used, jobs.skipped - skipped
    time.sleep(plan.settle)
    jobs.stop()
    seen = Seen(jobs.began, jobs.phases, (begin, end), skipped, used, jobs.burst)
    sys.stdout.buffer.write(msgspec.json.encode(seen))


if __name__ == "__main__":
    main()
