"""The daemon knows at start which layers this machine gives, and says what a missing one means."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cocained.cells.inside import lock
from cocained.cells.inside.layers import FULL_LANDLOCK, Layers

ALL = Layers(machine="x86_64", supported=True, seccomp=True, landlock=FULL_LANDLOCK, close_range=True)


def test_asking_for_the_layers_restricts_nothing() -> None:
    before = _privileges(), sorted(os.listdir("/proc/self/fd"))
    lock.layers()
    assert (_privileges(), sorted(os.listdir("/proc/self/fd"))) == before


def test_this_machine_can_lock_a_cell() -> None:
    assert lock.layers().lockable


def test_a_machine_with_all_layers_misses_nothing() -> None:
    assert ALL.lockable
    assert ALL.missing() == []


@pytest.mark.parametrize(
    ("layers", "lockable", "sentence"),
    [
        (Layers("riscv64", False, False, 0, True), False, "riscv64 are unknown"),
        (Layers("x86_64", True, False, FULL_LANDLOCK, True), False, "no seccomp filters"),
        (Layers("x86_64", True, True, 0, True), False, "no Landlock"),
        (
            Layers("x86_64", True, True, 3, True),
            True,
            "TCP, devices, signals and abstract sockets are held by seccomp",
        ),
        (Layers("x86_64", True, True, FULL_LANDLOCK, False), True, "no close_range"),
    ],
)
def test_each_missing_layer_gets_one_sentence(layers: Layers, lockable: bool, sentence: str) -> None:
    assert layers.lockable == lockable
    [said] = layers.missing()
    assert sentence in said


def _privileges() -> list[str]:
    status = Path("/proc/self/status").read_text().splitlines()
    return [line for line in status if line.startswith(("Cap", "NoNewPrivs", "Seccomp", "Uid"))]
