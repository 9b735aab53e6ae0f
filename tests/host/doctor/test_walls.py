"""The doctor knows which walls there are, tries them out, and says what a missing one means and what to do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cocained.cells.inside import landlock
from cocained.cells.inside.layers import FULL_LANDLOCK, Layers
from cocained.config import Config
from cocained.doctor import cgroups, identity, walls
from cocained.doctor.findings import Mark
from tests.host.doctor.conftest import NOBODY, USERS

if TYPE_CHECKING:
    from tests.host.doctor.conftest import Doctor

BY_ALL = pytest.mark.parametrize("uid", USERS.values(), ids=USERS)
AS_ROOT = os.geteuid() == 0


@BY_ALL
def test_a_process_of_whoever_asks_is_locked_and_can_do_nothing(doctor: Doctor, uid: int) -> None:
    seen = doctor.look(uid=uid)
    assert seen.mark("walls", "trial") == "ok"
    assert "start a process" in seen.finding("walls", "trial")["figures"]["tried"]
    assert seen.finding("walls", "landlock")["figures"]["abi"] == landlock.abi()


@BY_ALL
def test_whom_cells_become_is_told(doctor: Doctor, uid: int) -> None:
    seen = doctor.look(uid=uid)
    is_root = AS_ROOT and uid != NOBODY
    assert seen.mark("cells", "user") == ("ok" if is_root else "warning")
    expected = NOBODY if AS_ROOT else os.geteuid()
    assert seen.finding("cells", "user")["figures"]["uid"] == expected


@pytest.mark.parametrize("sandbox", ["kernel-only", "language-only"])
def test_one_wall_less_is_a_warning(doctor: Doctor, sandbox: str) -> None:
    seen = doctor.look("--sandbox", sandbox)
    assert seen.mark("walls", "sandbox") == "warning"
    assert ("trial" in seen.names("walls")) == (sandbox == "kernel-only")
    assert seen.failing == []


@pytest.mark.parametrize(
    ("layers", "what"),
    [
        (Layers("riscv64", False, False, 0, True), "seccomp"),
        (Layers("x86_64", True, False, FULL_LANDLOCK, True), "seccomp"),
        (Layers("x86_64", True, True, 0, True), "landlock"),
    ],
    ids=["architecture", "seccomp", "landlock"],
)
def test_a_kernel_that_cannot_hold_a_cell_lacks_something_unless_it_is_to_hold_none(
    layers: Layers, what: str
) -> None:
    for sandbox, mark in (
        ("full", Mark.MISSING),
        ("kernel-only", Mark.MISSING),
        ("language-only", Mark.WARNING),
    ):
        findings = {one.what: one for one in walls._kernel(layers, Config(sandbox=sandbox))}
        assert findings[what].mark is mark
        assert ("--sandbox=language-only" in findings[what].remedy) == (mark is Mark.MISSING)


@pytest.mark.parametrize("abi", range(1, FULL_LANDLOCK))
def test_an_older_landlock_is_a_warning_that_says_what_it_leaves_to_seccomp(abi: int) -> None:
    *_, found = walls._kernel(Layers("x86_64", True, True, abi, True), Config())
    assert (found.what, found.mark) == ("landlock", Mark.WARNING)
    assert "signals and abstract sockets are held by seccomp alone" in found.says
    assert len(found.figures["holds"]) == abi


@pytest.mark.parametrize("abi", [FULL_LANDLOCK, FULL_LANDLOCK + 1])
def test_a_landlock_that_has_all_says_what_each_abi_brought(abi: int) -> None:
    *_, found = walls._kernel(Layers("x86_64", True, True, abi, True), Config())
    assert found.mark is Mark.OK
    assert "TCP (4)" in found.says


def test_few_open_files_are_few_cells(doctor: Doctor) -> None:
    seen = doctor.look_by_itself(before=["prlimit", "--nofile=328:328"])
    assert seen.finding("cells", "open files")["figures"] == {"limit": 328, "cells": 100}
    assert seen.mark("cells", "open files") == "warning"
    assert "LimitNOFILE=" in seen.finding("cells", "open files")["remedy"]


def test_a_map_of_ids_says_who_can_be_become(tmp_path: Path) -> None:
    file = tmp_path / "uid_map"
    file.write_text("         0     100000      65536\n    100000          0          1\n")
    assert identity._maps(file, 0)
    assert identity._maps(file, 65534)
    assert identity._maps(file, 100000)
    assert not identity._maps(file, 65536)
    assert not identity._maps(file, 100001)
    assert identity._maps(tmp_path / "none", 5)


def test_the_group_of_this_process_is_found_or_there_is_none() -> None:
    group = cgroups.Group.of(None)
    assert group.version in (0, 1, 2)
    for kind in group.folders:
        bound = group.bound(kind)
        assert bound is None or bound > 0
    assert cgroups.examine(group).mark is Mark.OK


if AS_ROOT:

    def test_root_as_a_cell_is_a_warning(doctor: Doctor) -> None:
        for root in ("root", "0"):
            assert doctor.look("--user", root).mark("cells", "user") == "warning"

    def test_a_user_who_is_not_there_is_missing(doctor: Doctor) -> None:
        seen = doctor.look("--user", "no-such-user")
        assert seen.mark("cells", "user") == "missing"
        assert "no-such-user" in seen.finding("cells", "user")["says"]

    def test_a_root_that_may_not_become_another_lacks_capabilities(doctor: Doctor) -> None:
        seen = doctor.look_by_itself(before=["setpriv", "--bounding-set=-setuid", "--inh-caps=-setuid"])
        assert seen.mark("cells", "capabilities") == "missing"
        assert "CAP_SETUID" in seen.finding("cells", "capabilities")["says"]
        assert seen.mark("walls", "trial") == "broken"
        assert seen.failing


def test_little_room_for_more_than_one_cell_is_a_warning(doctor: Doctor) -> None:
    seen = doctor.look_by_itself(before=["prlimit", f"--as={480 << 20}:{480 << 20}"])
    assert seen.finding("cells", "limits")["figures"] == {"limit": 480 << 20, "cell": 256 << 20}
    assert seen.mark("cells", "limits") == "warning"
