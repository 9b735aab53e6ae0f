"""Landlock: everything that the kernel can handle is handled, and nothing is allowed.

It stands behind seccomp, which refuses the same acts by their calls: each holds where the other has a hole.
"""

from __future__ import annotations

import ctypes

from cocained.cells.inside.kernel import WallMissing, call
from cocained.cells.inside.syscalls import this_architecture

_VERSION_QUERY = 1
_FIRST_WITH_TCP = 4
_FIRST_WITH_SCOPES = 6
_FILES = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
"""Rights over files by the ABI that brought them: the first thirteen, refer, truncate, ioctl on devices."""
_TCP_BIND_AND_CONNECT = 0b11
_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11

_architecture = this_architecture()


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


def abi() -> int:
    """The version of Landlock that this kernel has, 0 for none. Restricts nothing."""
    if _architecture is None:
        return 0
    try:
        return call(_architecture.calls["landlock_create_ruleset"], 0, 0, _VERSION_QUERY)
    except OSError:
        return 0


def restrict(version: int) -> None:
    """Take every right of that version from this process. It must have no_new_privs.

    Raises `WallMissing` where there is no Landlock, `OSError` where the kernel refuses.
    """
    if _architecture is None or version < 1:
        raise WallMissing(
            "this kernel has no Landlock, and a cell needs it: allow `landlock` in the kernel's lsm= list"
        )
    ruleset = _everything(version)
    size = (
        ctypes.sizeof(ruleset) if version >= _FIRST_WITH_SCOPES else 16 if version >= _FIRST_WITH_TCP else 8
    )
    calls = _architecture.calls
    descriptor = call(calls["landlock_create_ruleset"], ctypes.addressof(ruleset), size, 0)
    try:
        call(calls["landlock_restrict_self"], descriptor, 0)
    finally:
        call(calls["close"], descriptor)


def _everything(version: int) -> _Ruleset:
    files = sum(rights for since, rights in _FILES.items() if since <= version)
    net = _TCP_BIND_AND_CONNECT if version >= _FIRST_WITH_TCP else 0
    scoped = _ABSTRACT_SOCKETS_AND_SIGNALS if version >= _FIRST_WITH_SCOPES else 0
    return _Ruleset(files, net, scoped)
