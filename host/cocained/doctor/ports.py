"""The endpoints: whether they can be bound, and who has them."""

from __future__ import annotations

import errno
import os
import stat
import struct
from collections.abc import Callable
from pathlib import Path
from socket import AF_UNIX, SO_PEERCRED, SOCK_STREAM, SOL_SOCKET, socket

from cocained.config import Config
from cocained.doctor.findings import Finding, broken, ok, warning
from cocained.doctor.processtable import PROC, holders, name_of, sockets_of
from cocained.listening.refusal import CannotListen
from cocained.listening.tcp import TcpListener

_LAST_PORT = 65535
_LONGEST = 107
"""Bytes of a socket's path (sun_path, without the zero at its end)."""
_LISTENS = "0A"
"""The state of a socket in /proc/net/tcp."""
_TRANSPORTS = ("tcp", "ipc", "inproc", "ws", "wss", "tipc", "vmci", "pgm", "epgm", "norm", "udp")
_ANOTHER = "end that one, or name another endpoint"


def examine(config: Config, daemon: int | None) -> list[Finding]:
    return [
        _look(endpoint, daemon) for endpoints in (config.endpoints, config.export) for endpoint in endpoints
    ]


def _look(endpoint: str, daemon: int | None) -> Finding:
    transport = endpoint.partition("://")[0]
    look: Callable[[str, int | None], Finding] | None = {"tcp": _tcp, "ipc": _ipc}.get(transport)
    if look is not None:
        return look(endpoint, daemon)
    if transport in _TRANSPORTS:
        return warning(endpoint, f"{transport} was not looked at: only to bind it would tell")
    says = f"{transport} is no transport of ZeroMQ's, and the daemon will not start"
    return broken(endpoint, says, "tcp://127.0.0.1:5000 and ipc:///path are endpoints")


# --- tcp


def _tcp(endpoint: str, daemon: int | None) -> Finding:
    port = endpoint.rpartition(":")[2]
    if port in ("*", "0"):
        return ok(endpoint, "any port that is free at the start")
    if not port.isdecimal() or int(port) > _LAST_PORT:
        return broken(
            endpoint, f"{port} is no port, and the daemon will not start", "a port is a number up to 65535"
        )
    try:
        TcpListener(endpoint).probe()
    except CannotListen as error:
        return _taken_port(endpoint, int(port), daemon) if error.taken else _unbindable(endpoint, error.why)
    return ok(endpoint, "free", state="free")


def _unbindable(endpoint: str, why: str) -> Finding:
    return broken(
        endpoint, f"cannot be bound by this user: {why}", "name another endpoint", state="unbindable"
    )


def _taken_port(endpoint: str, port: int, daemon: int | None) -> Finding:
    inodes = _listening_at(port)
    try:
        if daemon is not None and sockets_of(daemon) & inodes:
            return _ours(endpoint, daemon)
    except OSError:
        says = f"taken, and the daemon runs, process {daemon}: this user may not know whether it is the one"
        return warning(endpoint, says, "run this as the daemon's user, or as root", state="taken")
    return _others(endpoint, next(holders(inodes), None))


def _listening_at(port: int) -> set[int]:
    """Inodes of the sockets that listen at this port, whatever their address."""
    found = set()
    for table in ("tcp", "tcp6"):
        rows = (PROC / "net" / table).read_text().splitlines()[1:] if (PROC / "net" / table).exists() else []
        for fields in map(str.split, rows):
            if fields[3] == _LISTENS and int(fields[1].rpartition(":")[2], 16) == port:
                found.add(int(fields[9]))
    return found


def _ours(endpoint: str, daemon: int) -> Finding:
    return ok(endpoint, f"taken by the running daemon, process {daemon}", state="ours", pid=daemon)


def _others(endpoint: str, pid: int | None) -> Finding:
    who = f"process {name_of(pid)}" if pid is not None else "a process that this user may not know"
    says = f"taken by {who}, which is not the daemon of this configuration"
    return broken(endpoint, says, _ANOTHER, state="taken", pid=pid or 0)


# --- ipc


def _ipc(endpoint: str, daemon: int | None) -> Finding:
    """`ipc://@name` has no file, and `ipc://*` is given one."""
    path = endpoint.partition("://")[2]
    if path == "*":
        return ok(endpoint, "a file of its own making at the start")
    if len(os.fsencode(path)) > _LONGEST:
        return _unbindable(endpoint, f"its path is too long, {_LONGEST} bytes are the most")
    if path.startswith("@"):
        return _visited(endpoint, f"\0{path[1:]}", daemon) or ok(endpoint, "free", state="free")
    try:
        mode = os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return _place(endpoint, Path(path).absolute().parent)
    except OSError as error:
        return _unbindable(endpoint, error.strerror or str(error))
    if not stat.S_ISSOCK(mode):
        return broken(endpoint, "what lies there is no socket, and the daemon will not start", "move it away")
    return _visited(endpoint, path, daemon) or _left(endpoint)


def _place(endpoint: str, folder: Path) -> Finding:
    if not folder.is_dir():
        return broken(endpoint, f"there is no folder {folder}, and the daemon will not start", "make it")
    if not os.access(folder, os.W_OK | os.X_OK):
        return _unbindable(endpoint, f"it may not make a file in {folder}")
    return ok(endpoint, "free", state="free")


def _left(endpoint: str) -> Finding:
    says = "left behind by a daemon that was killed; the next start takes it over"
    return warning(endpoint, says, "nothing has to be done", state="left")


def _visited(endpoint: str, address: str, daemon: int | None) -> Finding | None:
    """Who listens there, known by a visit without a word; None where nobody does."""
    with socket(AF_UNIX, SOCK_STREAM) as visitor:
        visitor.setblocking(False)
        failed = visitor.connect_ex(address)
        if failed in (errno.ECONNREFUSED, errno.ENOENT):
            return None
        if failed in (0, errno.EAGAIN):
            pid = _peer(visitor) if failed == 0 else None
            return _ours(endpoint, pid) if pid is not None and pid == daemon else _others(endpoint, pid)
    says = f"there is a socket, and this user may not visit it: {os.strerror(failed)}"
    return warning(endpoint, says, "run this as the daemon's user, or as root", state="unseen")


def _peer(visitor: socket) -> int | None:
    """None where it lives in another namespace."""
    pid, _, _ = struct.unpack("3i", visitor.getsockopt(SOL_SOCKET, SO_PEERCRED, struct.calcsize("3i")))
    return pid or None
