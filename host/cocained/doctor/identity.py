"""Who cells are here: the user that they become, and what it takes to become that one."""

from __future__ import annotations

import os
import pwd

from cocained.config import Config
from cocained.confinement import CannotConfine, unprivileged
from cocained.doctor.findings import Finding, missing, ok, warning
from cocained.doctor.processtable import PROC, status

_NEEDED = {"CAP_KILL": 5, "CAP_SETGID": 6, "CAP_SETUID": 7}
"""To end a cell of another user, and to make it one (linux/capability.h)."""
_UNIT = "deploy/cocained.service gives them"


def examine(config: Config, daemon: int | None) -> list[Finding]:
    """Of the daemon that runs, or of one that this user would start."""
    told = status(daemon or "self")
    user = int(told["Uid"].split()[1])
    if user != 0:
        return [_same_user(user), _capabilities_of_a_user(told), _tracing()]
    try:
        become = unprivileged(config.user) if os.geteuid() == 0 else _number_of(config.user)
    except (CannotConfine, KeyError) as error:
        return [missing("user", str(error), "name one that there is: --user"), _capabilities(told)]
    return [_other_user(config.user, become), *_id_maps(become, daemon), _capabilities(told)]


def _same_user(user: int) -> Finding:
    return warning(
        "user",
        f"cells stay {_name_of(user)}, who the daemon is: between a cell and the daemon's files, its store with the"
        " passwords in it, the kernel's wall stands alone",
        "start the daemon as root, as deploy/cocained.service does: it keeps three capabilities",
        uid=user,
    )


def _other_user(name: str, become: int | None) -> Finding:
    if become == 0:
        says = (
            "cells stay root, without capabilities: all files of root's are theirs but for the kernel's wall"
        )
        return warning("user", says, "name another user: --user nobody", uid=0)
    says = f"the daemon is root, and cells become {name} ({become}), whom nothing of the daemon's belongs to"
    return ok("user", says, uid=become or 0)


def _number_of(name: str) -> int:
    return int(name) if name.isdigit() else pwd.getpwnam(name).pw_uid


def _name_of(user: int) -> str:
    try:
        return f"{pwd.getpwuid(user).pw_name} ({user})"
    except KeyError:
        return str(user)


def _id_maps(become: int | None, daemon: int | None) -> list[Finding]:
    """In a namespace of users, as a container may be one, only those exist that are in its map."""
    folder = PROC / str(daemon or "self")
    lacking = [kind for kind in ("uid", "gid") if not _maps(folder / f"{kind}_map", become or 0)]
    if not lacking:
        return []
    says = (
        f"the {' and the '.join(lacking)} {become} is not in the map of this namespace: no cell can become it"
    )
    return [missing("namespace", says, "give the container a range of ids with it, or name another: --user")]


def _maps(path: os.PathLike[str], number: int) -> bool:
    try:
        with open(path) as lines:
            ranges = [tuple(map(int, line.split())) for line in lines]
    except OSError:  # a kernel without such namespaces
        return True
    return any(first <= number < first + count for first, _, count in ranges)


def _capabilities(told: dict[str, str]) -> Finding:
    held = int(told["CapEff"], 16)
    lacking = [name for name, bit in _NEEDED.items() if not held >> bit & 1]
    if lacking:
        says = f"the daemon is root without {' and '.join(lacking)}: it cannot make cells another user's, or end them"
        return missing("capabilities", says, _UNIT, count=held.bit_count())
    more = held.bit_count() - len(_NEEDED)
    rest = (
        f"; it holds {more} more that it never uses: deploy/cocained.service takes them away" if more else ""
    )
    says = f"the three that it takes to make cells another user's and to end them{rest}"
    return ok("capabilities", says, count=held.bit_count())


def _capabilities_of_a_user(told: dict[str, str]) -> Finding:
    held = int(told["CapEff"], 16).bit_count()
    if held:
        says = f"the daemon is not root, and holds {held}: it needs none; a cell drops them"
        return warning("capabilities", says, "start it without them", count=held)
    return ok("capabilities", "none, and none is needed where cells stay the daemon's user", count=0)


def _tracing() -> Finding:
    """One more wall between a cell and a daemon of the same user: seccomp and Landlock refuse to trace as well."""
    try:
        scope = int((PROC / "sys/kernel/yama/ptrace_scope").read_text())
    except (OSError, ValueError):
        scope = 0
    if scope > 0:
        return ok("tracing", "processes of one user cannot look into each other's memory", ptrace_scope=scope)
    says = (
        "any process of this user but a cell, which seccomp and Landlock hold, can read the daemon's memory"
    )
    return warning(
        "tracing", says, "sysctl kernel.yama.ptrace_scope=1, or a user of the daemon's own", ptrace_scope=0
    )
