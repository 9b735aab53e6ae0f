"""What a cell may hold, and what it is: the lock's second layer, which stands without the kernel's wall."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import resource
from pathlib import Path
from typing import Any

import pytest

from cocaine_sdk.plugin import Walls
from cocained.cells.frames import Confinement, Limits
from cocained.cells.inside import lock

MB = 1 << 20
OPEN = Walls(kernel=False)
SOMEBODY = 54321
PR_GET_DUMPABLE = 3


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


def take_a_hundred_megabytes_after_the_zygote_took_three_hundred(_: Any) -> Any:
    held = bytearray(300 * MB)
    yield
    yield take_a_hundred_megabytes_at_once(held)


def test_what_the_zygote_holds_is_not_the_cells_to_pay(ground: Any) -> None:
    act = take_a_hundred_megabytes_after_the_zygote_took_three_hundred
    assert ground.locked(act, _holding(150, Walls())).said == "got 100"
    assert ground.locked(act, _holding(50, Walls())).said == "refused, and alive: 1"


def open_a_hundred_files(_: Any) -> int:
    """The highest descriptor that was got."""
    highest = 0
    with contextlib.suppress(OSError):
        for _ in range(100):
            highest = os.open(os.devnull, os.O_RDONLY)
    return highest


def test_a_cell_holds_no_more_descriptors_than_its_limit_even_with_the_kernel_wall_off(ground: Any) -> None:
    assert ground.unlocked(open_a_hundred_files).said >= 100
    confinement = Confinement(walls=OPEN, limits=Limits(descriptors=10))
    assert ground.locked(open_a_hundred_files, confinement).said == 9


def inherit_an_endless_stack(_: Any) -> Any:
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (hard, hard))
    yield
    yield resource.getrlimit(resource.RLIMIT_STACK)[1] == resource.RLIM_INFINITY


def test_a_cells_stack_has_an_end(ground: Any) -> None:
    assert ground.locked(inherit_an_endless_stack, Confinement(walls=OPEN)).said is False


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


def who_am_i(cell: Any) -> Any:
    if os.geteuid() == 0:
        os.setgroups([1, 2, 3])
    yield
    yield _identity(cell)


def _identity(cell: Any) -> dict[str, Any]:
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {
        "uids": set(status["Uid"].split()) == {str(os.getuid())} and os.getuid(),
        "gids": set(status["Gid"].split()) == {str(os.getgid())} and os.getgid(),
        "groups": len(status["Groups"].split()),
        "capabilities": any(int(status[kind], 16) for kind in ("CapInh", "CapPrm", "CapEff", "CapAmb")),
        "no_new_privs": status["NoNewPrivs"].strip(),
        "leads its session": os.getsid(0) == os.getpid(),
        "nice": os.getpriority(os.PRIO_PROCESS, 0),
        "first to go": int(Path("/proc/self/oom_score_adj").read_text()),
        "dumpable": ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0),
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
    assert me["nice"] == 10
    assert me["first to go"] == 800
    assert not me["capabilities"]
    assert not me["dumpable"]


def test_without_the_lock_a_child_has_what_its_zygote_has(ground: Any) -> None:
    me = ground.unlocked(who_am_i).said
    assert len(me["descriptors"]) > 4
    assert not me["leads its session"]
    assert me["no_new_privs"] == "0"
    assert me["nice"] < 10
    assert me["first to go"] < 800
    assert me["dumpable"]
    assert me["groups"] == 3 or not ground.privileged
    assert me["capabilities"] == ground.privileged


def close_on_an_old_kernel(cell: Any) -> Any:
    lock._architecture = None
    yield
    yield _descriptors(cell.kept)


def test_a_kernel_without_close_range_leaves_nothing_open_either(ground: Any) -> None:
    said = ground.locked(close_on_an_old_kernel, Confinement(walls=OPEN)).said
    assert said == [os.devnull] * 3 + ["kept"]


def keep_a_standard_stream(cell: Any) -> Any:
    cell.kept = 1
    yield
    yield


def test_a_socket_in_the_place_of_a_standard_stream_is_an_error_and_not_a_cell_without_its_socket(
    ground: Any,
) -> None:
    assert ground.unlocked(keep_a_standard_stream).done
    assert not ground.locked(keep_a_standard_stream, Confinement(walls=OPEN)).done


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
