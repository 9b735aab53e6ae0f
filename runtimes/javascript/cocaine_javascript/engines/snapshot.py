"""V8's startup snapshot with our prelude in it: an isolate that starts from it has the prelude, run and compiled.

V8 makes one in a call, and starts each isolate from the one that a constant of the library names. There is no call
that exchanges it, so that the constant is written to: by the zygote, before there is an isolate. Then one isolate is
made that nobody enters, and that has no thread: as long as there is one, V8's read-only heap stays, which those of the
cells share instead of making it again.

These symbols are private, hence the version: with another the prelude is evaluated in each cell, which costs it some
6 ms. A test pins it.
"""

from __future__ import annotations

import ctypes
import mmap
from ctypes import c_char_p, c_int, c_size_t, c_void_p
from pathlib import Path

VERSION = b"14.4.258.23"
"""Of the V8 that this was tried with."""
_MAKE = "_ZN2v88internal46CreateSnapshotDataBlobInternalForInspectorTestENS_15SnapshotCreator20FunctionCodeHandlingEPKc"
_DEFAULT = "_ZN2v88internal8Snapshot19DefaultSnapshotBlobEv"
_ISOLATE = "_ZN9MiniRacer13IsolateHolderC1Ev"
_KEEP_CODE = 1
_READ, _READ_AND_WRITE = 1, 3


class Blob(ctypes.Structure):
    """A snapshot: V8's `StartupData`."""

    _fields_ = [("data", c_void_p), ("size", c_int)]


class _Isolate(ctypes.Structure):
    """Mini-racer's `IsolateHolder`."""

    _fields_ = [("allocator", c_void_p), ("isolate", c_void_p)]


_idle = _Isolate()


def install(library: ctypes.CDLL, script: bytes) -> bool:
    """Whether the isolates of this process start from now on with what the script has made of their global object."""
    if library.mr_v8_version() != VERSION or library.mr_context_count():
        return False
    try:
        make = ctypes.CFUNCTYPE(Blob, c_int, c_char_p)((_MAKE, library))
        default = ctypes.CFUNCTYPE(c_void_p)((_DEFAULT, library))
        hold = ctypes.CFUNCTYPE(None, c_void_p)((_ISOLATE, library))
    except AttributeError:
        return False
    made = make(_KEEP_CODE, script)
    if not made.data or not _exchange(default(), made):
        return False
    hold(ctypes.addressof(_idle))
    return True


def _exchange(constant: int, made: Blob) -> bool:
    """Write to a constant; False where it does not lie as one."""
    if not _is_constant(constant):
        return False
    first = constant - constant % mmap.PAGESIZE
    length = constant + ctypes.sizeof(Blob) - first
    if not _protect(first, length, _READ_AND_WRITE):
        return False
    ctypes.memmove(constant, ctypes.addressof(made), ctypes.sizeof(Blob))
    return _protect(first, length, _READ)


def _is_constant(address: int) -> bool:
    """Whether all of a blob lies there in what can be read only."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        span, rights, *_ = line.split()
        first, end = (int(edge, 16) for edge in span.split("-"))
        if first <= address < end:
            return rights == "r--p" and address + ctypes.sizeof(Blob) <= end
    return False


def _protect(first: int, length: int, rights: int) -> bool:
    return not ctypes.CDLL(None).mprotect(c_void_p(first), c_size_t(length), c_int(rights))
