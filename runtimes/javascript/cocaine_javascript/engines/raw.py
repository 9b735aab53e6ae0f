"""mini-racer's library, bound without its Python half: 20 µs for a call instead of 100 and more.

The library runs each script in its own thread, and calls back with a pointer to the result. What it calls here is
libc's `eventfd_write`, which puts the pointer into a descriptor that the caller waits for: no Python runs in V8's
thread, and the wait has a timeout. Before the next script its pointer must have been read, as a descriptor adds up what
is written to it. These symbols are private: a test pins them, and `public.py` does without.
"""

from __future__ import annotations

import ctypes
import os
import select
from collections.abc import Callable
from ctypes import c_bool, c_char_p, c_size_t, c_uint8, c_uint64, c_void_p
from typing import Any

from py_mini_racer import init_mini_racer

from cocaine_javascript.engines.contract import MOST_REPLY, HeapExhausted, Thrown, TimedOut, TooLong

GRACE = 0.05
"""Seconds in which a script that is told to stop does so, but for one that is inside of a long built-in function."""
_TEXT, _EXECUTING, _PARSING, _OUT_OF_MEMORY, _TERMINATED = 5, 200, 201, 202, 204


class Value(ctypes.Structure):
    """A result, as the library lays it out."""

    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("pointer", c_void_p), ("length", c_size_t), ("kind", c_uint8)]


class Library:
    """The functions that are used. Raises `AttributeError` where the library lacks one."""

    def __init__(self) -> None:
        library = init_mini_racer(ignore_duplicate_init=True)
        self._eventfd_write = ctypes.CDLL(None).eventfd_write
        self.callback = ctypes.cast(self._eventfd_write, c_void_p)

        def bind(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
            return ctypes.CFUNCTYPE(result, *arguments)((name, library))

        self.make_context = bind("mr_init_context", c_uint64, c_void_p)
        self.free_context = bind("mr_free_context", None, c_uint64)
        self.make_text = bind("mr_alloc_string_val", c_void_p, c_uint64, c_char_p, c_uint64, c_uint8)
        self.free_value = bind("mr_free_value", None, c_uint64, c_void_p)
        self.evaluate = bind("mr_eval", c_uint64, c_uint64, c_void_p, c_uint64)
        self.cancel = bind("mr_cancel_task", None, c_uint64, c_uint64)
        self.limit_heap = bind("mr_set_hard_memory_limit", None, c_uint64, c_size_t)
        self.is_exhausted = bind("mr_hard_memory_limit_reached", c_bool, c_uint64)
        self.version = bind("mr_v8_version", c_char_p)


class RawEngine:
    """An `Engine`."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._results = os.eventfd(0, os.EFD_CLOEXEC)
        self._poll = select.poll()
        self._poll.register(self._results, select.POLLIN)
        self._context = library.make_context(library.callback)
        self._script: bytes | None = None
        self._text = 0

    def evaluate(self, script: bytes, timeout: float) -> str:
        library, context = self._library, self._context
        if script is not self._script:
            self._take(script)
        task = library.evaluate(context, self._text, self._results)
        if not self._poll.poll(timeout * 1000):
            library.cancel(context, task)
            if not self._poll.poll(GRACE * 1000):
                raise TimedOut(wedged=True)
        pointer = int.from_bytes(os.read(self._results, 8), "little")
        try:
            return _read(Value.from_address(pointer))
        finally:
            library.free_value(context, pointer)

    def _take(self, script: bytes) -> None:
        """V8's copy of a script is kept until another one comes: mostly it is the same again."""
        library, context = self._library, self._context
        if self._script is not None:
            library.free_value(context, self._text)
        self._text = library.make_text(context, script, len(script), _TEXT)
        self._script = script

    def limit_heap(self, limit: int) -> None:
        self._library.limit_heap(self._context, limit)

    def is_exhausted(self) -> bool:
        return bool(self._library.is_exhausted(self._context))

    def close(self) -> None:
        self._library.free_context(self._context)
        os.close(self._results)


def _read(value: Value) -> str:
    kind = value.kind
    if kind == _OUT_OF_MEMORY:
        raise HeapExhausted
    if kind == _TERMINATED:
        raise TimedOut
    if kind not in (_TEXT, _EXECUTING, _PARSING):
        return ""
    if value.length > MOST_REPLY:
        raise TooLong(value.length)
    text = ctypes.string_at(value.pointer, value.length).decode(errors="replace")
    if kind == _TEXT:
        return text
    raise Thrown(text, syntax=kind == _PARSING)
