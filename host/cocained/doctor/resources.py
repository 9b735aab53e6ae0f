"""How much of this machine the daemon and its cells may take."""

from __future__ import annotations

import re

from cocained.config import Config
from cocained.descriptors import KEPT
from cocained.doctor import cgroups
from cocained.doctor.cgroups import Group
from cocained.doctor.findings import Finding, ok, warning
from cocained.doctor.processtable import PROC, status

_OTHERS = 32
"""Processes that there are beside cells: schemes', sockets', threads of the daemon."""
_ENDLESS = -1
"""How figures write a limit that is none."""

Limits = dict[str, int | None]


def examine(config: Config, daemon: int | None) -> list[Finding]:
    """Of the daemon that runs, or of one that would be started from here."""
    limits, group = _limits(daemon), Group.of(daemon)
    if status(daemon or "self")["Uid"].split()[1] == "0":
        limits["Max processes"] = None  # root is not held to it
    return [
        _open_files(config, limits.get("Max open files")),
        _processes(config, limits.get("Max processes"), group),
        _memory(config, limits.get("Max address space"), group),
        cgroups.examine(group),
    ]


def _limits(daemon: int | None) -> Limits:
    """The hard ones by their names in `/proc/PID/limits`; None: without end."""
    text = (PROC / str(daemon or "self") / "limits").read_text()
    rows = re.findall(r"^(Max [a-z ]+?)\s{2,}\S+\s+(\S+)", text, re.MULTILINE)
    return {name: None if hard == "unlimited" else int(hard) for name, hard in rows}


def _open_files(config: Config, most: int | None) -> Finding:
    wanted = config.limits.cells
    cells = wanted if most is None else min(wanted, max(1, (most - KEPT) // 2))
    figures = {"limit": _ENDLESS if most is None else most, "cells": cells}
    if cells < wanted:
        says = f"the limit of {most} lets {cells} cells live, and [limits] cells asks for {wanted}"
        return warning("open files", says, f"LimitNOFILE={2 * wanted + KEPT} in the unit", **figures)
    return ok("open files", f"enough for the {wanted} cells that may live at one time, two each", **figures)


def _processes(config: Config, most: int | None, group: Group) -> Finding:
    wanted = config.limits.cells + _OTHERS
    machine = int((PROC / "sys/kernel/pid_max").read_text())
    least = min(number for number in (most, group.bound("pids"), machine) if number is not None)
    if least < wanted:
        says = f"{least} may live here, and [limits] cells asks for {config.limits.cells}, a process each"
        return warning("processes", says, f"TasksMax={2 * wanted} in the unit, or fewer cells", limit=least)
    return ok("processes", f"enough for {config.limits.cells} cells, a process each", limit=least)


def _memory(config: Config, most: int | None, group: Group) -> Finding:
    wanted = config.limits.memory
    least = min((number for number in (most, group.bound("memory")) if number is not None), default=None)
    figures = {"limit": _ENDLESS if least is None else least, "cell": wanted}
    if least is not None and least < 2 * wanted:
        says = f"{least >> 20} MiB are all that may be taken here, and one cell may take {wanted >> 20} MiB"
        return warning("limits", says, "a higher MemoryMax= in the unit, or less [limits] memory", **figures)
    mine = f"{wanted >> 20} MiB, {config.limits.descriptors} open files, no process, no file to write"
    return ok("limits", f"a cell may take {mine}", **figures)
