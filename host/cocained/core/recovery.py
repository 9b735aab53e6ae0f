"""How tasks that stand still come to run: every durable one after a restart, and whoever was set aside."""

from __future__ import annotations

import logging
from typing import Any

import msgspec

from cocaine_sdk import failure
from cocaine_sdk.driver import Driver
from cocaine_sdk.errors import CocaineError, UnknownDriver
from cocaine_sdk.failure import Failure
from cocained.core.engines import Engines
from cocained.core.pulses import Surroundings
from cocained.core.tasks import Task, TaskRecord
from cocained.drivers import Drivers

log = logging.getLogger(__name__)


class Recovery:
    """Knows no more of a task than its record says."""

    def __init__(self, engines: Engines, drivers: Drivers, around: Surroundings) -> None:
        self._engines = engines
        self._drivers = drivers
        self._around = around

    async def recover(self) -> int:
        """Start every durable task again, in its phase; how many there are. Raises `StorageError`."""
        kept = dict(await self._engines.keeper.kept())
        await self._around.last_runs.read(kept.__contains__)
        for key, record in kept.items():
            self._around.last_runs.recover(key, record.started)
            try:
                self._recover(key, record)
            except CocaineError as error:
                log.error("task %s is kept, but cannot be started by this version: %s", key, error)
            except Exception:  # one task's trouble must not keep the daemon down
                log.exception("task %s is kept, but cannot be started", key)
        return len(self._engines.tasks)

    def _recover(self, key: str, record: TaskRecord) -> None:
        engine = self._engines.engine_of_kept(record.uri)
        task = self._engines.task_of(key, engine, engine.spent_thread(record.thread), record)
        self._engines.adopt(task, engine)
        if not (record.exhausted or record.quarantined):
            self.set_going(task)

    def set_going(self, task: Task) -> None:
        """Let a task that stands still run. Where its driver is not there, or does not understand it, it stands still,
        and says so."""
        try:
            driver, arguments = self._driver_of(task.record)
        except Exception as error:
            self._strand(task, error)
            return
        engine = self._engines.engine_of_kept(task.record.uri)
        name = task.record.thread
        engine.move(task, engine.threads.get(name) or engine.new_thread(name))
        task.thread.revive()
        task.recover(driver, arguments)

    def _driver_of(self, record: TaskRecord) -> tuple[type[Driver[Any]], msgspec.Struct]:
        driver: type[Driver[Any]] = self._drivers[record.driver]
        return driver, msgspec.convert(record.arguments, driver.arguments())

    def _strand(self, task: Task, error: Exception) -> None:
        """It is listed, with the reason why it does not run, and can be dropped."""
        if isinstance(error, UnknownDriver):
            why, hint = self._drivers.lacks(task.record.driver), "install it and start the daemon anew"
        else:
            why = f"the driver {task.record.driver} does not understand its arguments any more: {error}"
            hint = "install the version that does and start the daemon anew"
        log.error("task %s is kept, but cannot be started: %s", task.key, why)
        why_not = Failure(code=failure.DRIVER_ERROR, message=why, hint=f"{hint}, or drop the task")
        task.runs.error = (self._around.timers.now(), why_not)

    def set_aside(self, task: Task) -> None:
        """Let a task stand still; its thread ends with its last task."""
        task.stop()
        engine = self._engines.engine_of_kept(task.record.uri)
        engine.move(task, engine.spent_thread(task.record.thread))
