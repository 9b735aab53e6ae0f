"""The far side of a shared process: any source as one whose methods are awaited."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from cocaine_sdk.adapter import (
    VALUES,
    NotASource,
    capabilities_of,
    described,
    method_of,
    runner_of,
    unix_time,
)
from cocaine_sdk.source import Capability, Source
from cocained.cells.inside.threaded import in_thread

Method = Callable[..., Any]


class AsyncSource:
    """A source of a shared process. Never called twice at the same time."""

    def __init__(
        self,
        capabilities: Capability,
        run: Method | None,
        reschedule: Method | None,
        process: Method | None,
        close: Method | None,
    ) -> None:
        self.capabilities = capabilities
        self._run = run
        self._reschedule = reschedule
        self._process = process
        self._close = close

    async def next(self) -> Any:
        """Raises `StopAsyncIteration` at its end."""
        return await called(self._run)

    async def reschedule(self) -> float:
        return unix_time(await called(self._reschedule))

    async def process(self, data: bytes) -> Any:
        return await called(self._process, data)

    async def close(self) -> None:
        if self._close is not None:
            await called(self._close)


async def called(method: Method | None, *arguments: Any) -> Any:
    """The result of a method, awaited where it is `async`, else from a thread."""
    if method is None:
        raise NotImplementedError
    if inspect.iscoroutinefunction(method) or getattr(method, "__name__", "") == "__anext__":
        return await method(*arguments)
    result = await in_thread(method, *arguments)
    return await result if inspect.isawaitable(result) else result


def async_source_of(ob: object) -> AsyncSource:
    """Adapt what a plugin has made. Raises `NotASource`."""
    if isinstance(ob, Source):
        return AsyncSource(ob.capabilities, ob.next, ob.reschedule, ob.process, ob.close)
    run = _runner(ob)
    reschedule, process = method_of(ob, "reschedule"), method_of(ob, "process")
    found = capabilities_of(run, reschedule, process)
    if not found:
        raise NotASource(f"{described(ob)} is not a source: it has neither next(), __next__(), __anext__(), "
                         "__iter__(), __aiter__(), reschedule() nor process()")  # fmt: skip
    return AsyncSource(found, run, reschedule, process, method_of(ob, "close") or method_of(ob, "aclose"))


def _runner(ob: object) -> Method | None:
    if isinstance(ob, VALUES):
        return None
    begin = method_of(ob, "__aiter__")
    if method_of(ob, "__anext__") is None and begin is not None and method_of(ob, "next") is None:
        ob = begin()
    return method_of(ob, "__anext__") or runner_of(ob)
