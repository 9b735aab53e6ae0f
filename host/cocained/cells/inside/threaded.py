"""The far side of a shared process: what isn't `async` is run in a thread, so that the loop goes round meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

STACK = 1 << 20
"""Bytes of a thread's stack. The default, 8 MiB, would use up the address space of the process."""
_ARENAS = 2
"""Heaps of the C library. It reserves 64 MiB for each, up to eight a processor: with those sixty threads fill a GiB."""
_M_ARENA_MAX = -8


def be_thrifty() -> None:
    """From now on a thread takes little more of the address space than its stack."""
    threading.stack_size(STACK)
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc's
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, _ARENAS)


async def in_thread(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call it in a thread of its own: one that hangs takes no other's place.

    Raises what it raises, `StopAsyncIteration` for its `StopIteration`. Who is cancelled waits for its end all the
    same: as long as it runs its source is not gone, and is called by nobody else.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Any] = loop.create_future()
    context = copy_context()

    def work() -> None:
        result: Any = None
        error: BaseException | None = None
        try:
            result = context.run(function, *arguments)
        except StopIteration:
            error = StopAsyncIteration()
        except BaseException as raised:
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(_settle, future, result, error)

    threading.Thread(target=work, daemon=True, name="source").start()
    return await _ended(future)


async def _ended(future: asyncio.Future[Any]) -> Any:
    cancelled: asyncio.CancelledError | None = None
    while not future.done():
        try:
            await asyncio.wait((future,))
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        future.exception()  # nobody wants to know it
        raise cancelled
    return future.result()


def _settle(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)
