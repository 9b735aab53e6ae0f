"""Tasks that an operator keeps from running, until they are resumed: `quarantine` and `resume` (protocol.md)."""

from __future__ import annotations

from collections.abc import Callable

from cocaine_sdk.errors import DriverNotActive, EngineNotActive
from cocained.core.engines import Engines
from cocained.core.recovery import Recovery
from cocained.core.tasks import Task


class Quarantine:
    """Targets are subscription keys, or source URIs: all tasks of that source. Durable, for tasks that are."""

    def __init__(self, engines: Engines, recovery: Recovery) -> None:
        self._engines = engines
        self._recovery = recovery

    async def put(self, target: str) -> dict[str, object]:
        """Let them stand still. Raises `DriverNotActive`, `EngineNotActive` or `StorageError`."""
        return await self._each(target, True, self._recovery.set_aside)

    async def lift(self, target: str) -> dict[str, object]:
        """Let them run again, in their phase. Raises the same."""
        return await self._each(target, False, self._recovery.set_going)

    async def _each(self, target: str, quarantined: bool, then: Callable[[Task], None]) -> dict[str, object]:
        done = []
        for key in self._keys(target):
            try:
                await self._set(key, quarantined, then)
                done.append(key)
            except DriverNotActive:
                if key == target:
                    raise  # else it was dropped in the meantime: the others are what is wanted
        return {"status": "success", "keys": done}

    def _keys(self, target: str) -> list[str]:
        if "://" not in target:
            return [target]
        engine = self._engines.engines.get(self._engines.meant(target))
        if engine is None or not engine.tasks:
            raise EngineNotActive
        return list(engine.tasks)

    async def _set(self, key: str, quarantined: bool, then: Callable[[Task], None]) -> None:
        keeper = self._engines.keeper
        async with keeper.locks(key):
            task = self._engines.tasks.get(key)
            if task is None:
                raise DriverNotActive
            if task.record.quarantined == quarantined or task.record.exhausted:
                return
            await keeper.keep_quarantined(task, quarantined)
            then(task)
