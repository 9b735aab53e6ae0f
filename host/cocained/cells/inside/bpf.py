"""A small assembler for the classic BPF that seccomp runs: loads, jumps to labels, verdicts."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

ALLOW = 0x7FFF0000
KILL = 0x80000000

NUMBER = 0
ARCHITECTURE = 4
_FIRST_ARGUMENT = 16

_LOAD = 0x20
_EQUALS = 0x15
_AT_LEAST = 0x35
_HAS_BITS = 0x45
_RETURN = 0x06
_MAX_JUMP = 255


class Step(NamedTuple):
    """One instruction. `yes` and `no` are labels to go on at; "" is the next step."""

    code: int
    value: int
    yes: str = ""
    no: str = ""


Part = Step | str
"""A step, or the label of the step after it."""


def refuse(errno: int) -> int:
    """The verdict: the call isn't made, and fails with this error."""
    return 0x00050000 | errno


def low_half(argument: int) -> int:
    """Where the lower 32 bits of a call's argument are."""
    return _FIRST_ARGUMENT + 8 * argument


def high_half(argument: int) -> int:
    return low_half(argument) + 4


def load(offset: int) -> Step:
    return Step(_LOAD, offset)


def equals(value: int, yes: str = "", no: str = "") -> Step:
    return Step(_EQUALS, value, yes, no)


def at_least(value: int, yes: str = "", no: str = "") -> Step:
    return Step(_AT_LEAST, value, yes, no)


def has_bits(value: int, yes: str = "", no: str = "") -> Step:
    return Step(_HAS_BITS, value, yes, no)


def verdict(value: int) -> Step:
    return Step(_RETURN, value)


def assemble(parts: Sequence[Part]) -> bytes:
    """The program as an array of `struct sock_filter`. Raises `ValueError` for a jump that can't be."""
    steps: list[Step] = []
    labels: dict[str, int] = {}
    for part in parts:
        if isinstance(part, str):
            labels[part] = len(steps)
        else:
            steps.append(part)
    return b"".join(_encode(step, position, labels) for position, step in enumerate(steps))


def _encode(step: Step, position: int, labels: dict[str, int]) -> bytes:
    yes, no = (_distance(label, position, labels) for label in (step.yes, step.no))
    return struct.pack("=HBBI", step.code, yes, no, step.value)


def _distance(label: str, position: int, labels: dict[str, int]) -> int:
    if not label:
        return 0
    distance = labels[label] - position - 1
    if not 0 <= distance <= _MAX_JUMP:
        raise ValueError(
            f"the jump to {label!r} goes {distance} steps; it can go forward by {_MAX_JUMP} at most"
        )
    return distance
