"""The client without asyncio: the same calls, each waits for its result.

Nothing is written twice: every method is that of `cocaine_sdk.client.Client`, run on a loop in a thread.
One client may be used by several threads at the same time.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from functools import wraps
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar

from cocaine_sdk import client as aio
from cocaine_sdk.errors import ClientError

P = ParamSpec("P")
T = TypeVar("T")

_WIND_UP = 0.5
"""Seconds that calls of other threads are given to end, when the client is closed."""

AsyncMethod = Callable[Concatenate[aio.Client, P], Coroutine[Any, Any, T]]
StreamMethod = Callable[Concatenate[aio.Client, P], AsyncIterator[T]]
BlockingMethod = Callable[Concatenate["Client", P], T]


def _blocking(method: AsyncMethod[P, T]) -> BlockingMethod[P, T]:
    @wraps(method)
    def call(self: Client, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._loop.run(method(self._client, *args, **kwargs))

    return call


def _streaming(method: StreamMethod[P, T]) -> BlockingMethod[P, Stream[T]]:
    @wraps(method)
    def call(self: Client, /, *args: P.args, **kwargs: P.kwargs) -> Stream[T]:
        async def begin() -> AsyncIterator[T]:
            return method(self._client, *args, **kwargs)

        return Stream(self._loop, self._loop.run(begin()))

    return call


def _signed_as(
    method: Callable[Concatenate[aio.Client, P], None],
) -> Callable[[Callable[..., None]], BlockingMethod[P, None]]:
    return wraps(method)


class Stream(Generic[T]):
    """What comes, one after the other, until it is closed: `for event in stream`."""

    def __init__(self, loop: LoopThread, source: AsyncIterator[T]) -> None:
        self._loop = loop
        self._source = source

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        async def following() -> T:
            return await anext(self._source)

        try:
            return self._loop.run(following())
        except StopAsyncIteration:
            raise StopIteration from None

    def close(self) -> None:
        """End it. Does nothing the second time, nor after the client was closed."""
        if self._loop.running:
            self._loop.run(self._source.aclose())  # type: ignore[attr-defined]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class LoopThread:
    """An event loop in a thread of its own. Made → `start` → `run`, from any thread → `stop`."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="cocaine-client", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._loop is not None

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for the work's result. An interrupt of the waiting cancels the work."""
        if self._loop is None:
            work.close()
            raise ClientError("the client is not open; use it in a `with` block")
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def stop(self) -> None:
        """Does nothing the second time."""
        if self._loop is None or self._thread is None:
            return
        loop, self._loop = self._loop, None
        loop.call_soon_threadsafe(loop.stop)
        self._thread.join()
        loop.run_until_complete(_wind_up(loop))
        loop.close()


async def _wind_up(loop: asyncio.AbstractEventLoop) -> None:
    """Whoever waits in another thread gets the end that the closed client gave; what goes on is cancelled."""
    work = asyncio.all_tasks(loop) - {asyncio.current_task(loop)}
    if work:
        _, going_on = await asyncio.wait(work, timeout=_WIND_UP)
        for task in going_on:
            task.cancel()
        await asyncio.gather(*going_on, return_exceptions=True)
    await loop.shutdown_asyncgens()


class Client:
    """`cocaine_sdk.client.Client`, blocking.

    with Client("tcp://127.0.0.1:5000") as client:
        event = client.once("python:///file.py/MyClass?some_arg=5")
    """

    @_signed_as(aio.Client.__init__)
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._client = aio.Client(*args, **kwargs)
        self._loop = LoopThread()

    push = _blocking(aio.Client.push)
    push_many = _blocking(aio.Client.push_many)
    once = _blocking(aio.Client.once)
    drop = _blocking(aio.Client.drop)
    past = _blocking(aio.Client.past)
    pasts = _blocking(aio.Client.pasts)
    stats = _blocking(aio.Client.stats)
    list = _blocking(aio.Client.list)
    explain = _blocking(aio.Client.explain)
    quarantine = _blocking(aio.Client.quarantine)
    resume = _blocking(aio.Client.resume)
    reload = _blocking(aio.Client.reload)
    plugins = _blocking(aio.Client.plugins)
    secrets = _blocking(aio.Client.secrets)
    set_secret = _blocking(aio.Client.set_secret)
    remove_secret = _blocking(aio.Client.remove_secret)
    map = _blocking(aio.Client.map)
    answers = _streaming(aio.Client.answers)
    subscribe = _streaming(aio.Client.subscribe)

    def open(self) -> None:
        """Start the thread and begin to connect; `with` does it. Raises `BadEndpoint`."""
        self._loop.start()
        try:
            self._loop.run(self._client.open())
        except BaseException:
            self._loop.stop()
            raise

    def close(self) -> None:
        """End every call and stream, and the thread. Does nothing the second time."""
        try:
            self._loop.run(self._client.close())
        except ClientError:
            return
        self._loop.stop()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
