"""What a cell may hold, and what it is: the lock's second layer, which stands without the kernel's wall."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
from pathlib import Path
from typing import Any

import pytest
from cocaine_sdk.plugin import Walls
from cocained.cells.frames import Confinement, Limits

MB = 1 << 20
OPEN = Walls(kernel=False)
SOMEBODY = 54321


def take_a_hundred_megabytes_at_once(_: Any) -> str:
    try:
        held = bytearray(100 * MB)
    except MemoryError:
        return f"refused, and alive: {len(bytearray(MB)) // MB}"
    return f"got {len(held) // MB}"


def take_a_hundred_megabytes_bit_by_bit(_: Any) -> str:
    held: list[bytearray] = []
    try:
        while len(held) < 100:
            held.append(bytearray(MB))
    except MemoryError:
        held.clear()
        return f"refused, and alive: {len(bytearray(MB)) // MB}"
    return f"got {len(held)}"


@pytest.mark.parametrize("act", [take_a_hundred_megabytes_at_once, take_a_hundred_megabytes_bit_by_bit])
@pytest.mark.parametrize("walls", [Walls(), OPEN], ids=["locked", "kernel wall off"])
def test_more_memory_than_the_limit_is_a_memory_error_that_the_cell_survives(
    ground: Any, act: Any, walls: Walls
) -> None:
    assert ground.unlocked(act).said == "got 100"
    assert ground.locked(act, _holding(50, walls)).said == "refused, and alive: 1"


@pytest.mark.parametrize("act", [take_a_hundred_megabytes_at_once, take_a_hundred_megabytes_bit_by_bit])
def test_memory_within_the_limit_is_there_whatever_the_zygote_holds(ground: Any, act: Any) -> None:
    assert ground.locked(act, _holding(150, Walls())).said == "got 100"


def fork(_: Any) -> None:
    if os.fork() == 0:
        os._exit(0)


def test_an_unprivileged_cell_forks_nothing_even_with_the_kernel_wall_off(ground: Any) -> None:
    assert ground.unlocked(fork).done
    assert ground.locked(fork, Confinement(walls=OPEN, uid=_somebody(ground))).errno == errno.EAGAIN


def raise_its_limits(_: Any) -> list[int]:
    """The hard limits of processes and of written bytes, after an attempt to have them raised."""
    for kind in (resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return [resource.getrlimit(kind)[1] for kind in (resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE)]


def test_limits_only_go_down(ground: Any) -> None:
    assert 0 not in ground.unlocked(raise_its_limits).said
    assert ground.locked(raise_its_limits, Confinement(walls=OPEN)).said == [0, 0]


def who_am_i(cell: Any) -> dict[str, Any]:
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {
        "uids": set(status["Uid"].split()) == {str(os.getuid())} and os.getuid(),
        "gids": set(status["Gid"].split()) == {str(os.getgid())} and os.getgid(),
        "groups": len(status["Groups"].split()),
        "capabilities": any(int(status[kind], 16) for kind in ("CapInh", "CapPrm", "CapEff", "CapAmb")),
        "no_new_privs": status["NoNewPrivs"].strip(),
        "leads its session": os.getsid(0) == os.getpid(),
        "nice": os.getpriority(os.PRIO_PROCESS, 0),
        "descriptors": _descriptors(cell.kept),
    }


def _descriptors(kept: int) -> list[str]:
    """Where each open descriptor goes, but for the one that lists them."""
    links = []
    for name in sorted(os.listdir("/proc/self/fd"), key=int):
        try:
            links.append("kept" if int(name) == kept else os.readlink(f"/proc/self/fd/{name}"))
        except FileNotFoundError:
            continue
    return links


def test_a_cell_has_no_more_than_its_socket_and_no_privilege(ground: Any) -> None:
    me = ground.locked(who_am_i, Confinement(walls=OPEN)).said
    assert me["descriptors"] == [os.devnull] * 3 + ["kept"]
    assert me["leads its session"]
    assert me["no_new_privs"] == "1"
    assert me["nice"] == 19
    assert not me["capabilities"]


def test_without_the_lock_a_child_has_what_its_zygote_has(ground: Any) -> None:
    me = ground.unlocked(who_am_i).said
    assert len(me["descriptors"]) > 4
    assert not me["leads its session"]
    assert me["no_new_privs"] == "0"
    assert me["nice"] < 19
    assert me["capabilities"] == ground.privileged


def become_root(_: Any) -> None:
    os.setuid(0)


def test_a_cell_that_got_a_user_of_its_own_is_only_that(ground: Any) -> None:
    if ground.privileged:
        confinement = Confinement(walls=OPEN, uid=SOMEBODY)
        me = ground.locked(who_am_i, confinement).said
        assert (me["uids"], me["gids"], me["groups"]) == (SOMEBODY, SOMEBODY, 0)
        assert ground.unlocked(become_root).done
        assert ground.locked(become_root, confinement).errno == errno.EPERM
    else:
        wanted = ground.locked(who_am_i, Confinement(walls=OPEN, uid=SOMEBODY))
        assert wanted.errno == errno.EPERM, (
            "a daemon that is not root can give its cells no user: and must not go on"
        )


def _somebody(ground: Any) -> int | None:
    """No limit of processes holds for root."""
    return SOMEBODY if ground.privileged else None


def _holding(megabytes: int, walls: Walls) -> Confinement:
    return Confinement(walls=walls, limits=Limits(memory=megabytes * MB))
