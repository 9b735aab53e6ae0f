"""Landlock: everything that the kernel can handle is handled, and of a cell nothing is allowed.

A shared process may read the files that it is given, and connect.

It stands behind seccomp, which refuses the same acts by their calls: each holds where the other has a hole.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from stat import S_ISDIR

from cocained.cells.inside.kernel import WallMissing, call
from cocained.cells.inside.syscalls import this_architecture

_VERSION_QUERY = 1
_FIRST_WITH_TCP = 4
_FIRST_WITH_SCOPES = 6
_FILES = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
"""Rights over files by the ABI that brought them: the first thirteen, refer, truncate, ioctl on devices."""
_TCP_BIND, _TCP_CONNECT = 0b01, 0b10
_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11

_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_BENEATH = 1

_architecture = this_architecture()


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def abi() -> int:
    """The version of Landlock that this kernel has, 0 for none. Restricts nothing."""
    if _architecture is None:
        return 0
    try:
        return call(_architecture.calls["landlock_create_ruleset"], 0, 0, _VERSION_QUERY)
    except OSError:
        return 0


def restrict(version: int, readable: Iterable[str] = (), connect: bool = False) -> None:
    """Take every right of that version from this process but these. It must have no_new_privs.

    `readable`: files and folders; those that are not there are left out.
    Raises `WallMissing` where there is no Landlock, `OSError` where the kernel refuses.
    """
    if _architecture is None or version < 1:
        raise WallMissing(
            "this kernel has no Landlock, and a cell needs it: allow `landlock` in the kernel's lsm= list"
        )
    ruleset = _everything(version, _TCP_BIND if connect else _TCP_BIND | _TCP_CONNECT)
    size = (
        ctypes.sizeof(ruleset) if version >= _FIRST_WITH_SCOPES else 16 if version >= _FIRST_WITH_TCP else 8
    )
    calls = _architecture.calls
    descriptor = call(calls["landlock_create_ruleset"], ctypes.addressof(ruleset), size, 0)
    try:
        for path in readable:
            _allow_reading(descriptor, path)
        call(calls["landlock_restrict_self"], descriptor, 0)
    finally:
        call(calls["close"], descriptor)


def _allow_reading(ruleset: int, path: str) -> None:
    assert _architecture is not None
    try:
        found = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = _READ_FILE | (_READ_FOLDER if S_ISDIR(os.fstat(found).st_mode) else 0)
        rule = _Beneath(rights, found)
        call(_architecture.calls["landlock_add_rule"], ruleset, _BENEATH, ctypes.addressof(rule), 0)
    finally:
        os.close(found)


def _everything(version: int, tcp: int) -> _Ruleset:
    files = sum(rights for since, rights in _FILES.items() if since <= version)
    net = tcp if version >= _FIRST_WITH_TCP else 0
    scoped = _ABSTRACT_SOCKETS_AND_SIGNALS if version >= _FIRST_WITH_SCOPES else 0
    return _Ruleset(files, net, scoped)
