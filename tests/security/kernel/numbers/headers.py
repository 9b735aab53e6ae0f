"""The kernel's own headers, read: its calls, constants and structures."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from cocained.cells.inside.syscalls import this_architecture

HERE = this_architecture()
INSTALL = "no kernel headers to compare with: install linux-libc-dev (Debian, Ubuntu) or kernel-headers"


def include(header: str, machine: str) -> list[Path]:
    """Where it may be: Debian's places by architecture, its packages for another one, and the plain place."""
    folders = [f"/usr/include/{machine}-linux-gnu", f"/usr/{machine}-linux-gnu/include"]
    if header.partition("/")[0] != "asm" or HERE is None or HERE.machine == machine:
        folders.append("/usr/include")
    return [found for folder in folders if (found := Path(folder) / header).exists()]


@cache
def text_of(header: str) -> str:
    """What is the same for every architecture, or this one's own."""
    assert HERE is not None
    places = include(header, HERE.machine)
    assert places, f"{header}: {INSTALL}"
    return places[0].read_text()


def calls_from(path: Path) -> dict[str, int]:
    found = re.findall(r"^#define (__NR(?:3264)?_\w+)\s+(\w+)$", path.read_text(), re.MULTILINE)
    numbers = {name: int(number) for name, number in found if number.isdigit()}
    numbers |= {name: numbers[other] for name, other in found if other in numbers}
    return {name.partition("_NR")[2].partition("_")[2]: number for name, number in numbers.items()}


def defined(*headers: str) -> dict[str, str]:
    """What is `#define`d there, and the members of enumerations that have a number: name → how it is written."""
    text = "\n".join(re.sub(r"\\\n|/\*.*?\*/", " ", text_of(header), flags=re.DOTALL) for header in headers)
    names = re.findall(r"^#\s*define\s+(\w+)[ \t]+(\S.*?)\s*$", text, re.MULTILINE)
    members = re.findall(r"^\s+(\w+)\s*=\s*(\w+),", text, re.MULTILINE)
    return dict([*members, *names])


def value_of(name: str, known: Mapping[str, str]) -> int:
    """Of a constant: numbers, other constants, `|`, `<<`, `+` and brackets, with C's suffixes."""
    plain = re.sub(r"\b(0[xX][0-9a-fA-F]+|\d+)[uUlL]+\b", r"\1", known[name])
    return _reckoned(ast.parse(plain, mode="eval").body, known)


OPERATORS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.BitOr: operator.or_, ast.LShift: operator.lshift, ast.Add: operator.add
}  # fmt: skip


def _reckoned(node: ast.expr, known: Mapping[str, str]) -> int:
    match node:
        case ast.Constant(value=int() as number):
            return number
        case ast.Name(id=name):
            return value_of(name, known)
        case ast.BinOp(left=left, op=operation, right=right):
            return OPERATORS[type(operation)](_reckoned(left, known), _reckoned(right, known))
    raise ValueError(ast.dump(node))


SIZES = {"__u64": 8, "__u32": 4, "__s32": 4, "int": 4, "__u16": 2, "__u8": 1}


def members_of(name: str, header: str) -> list[tuple[str, int]]:
    """The members of a structure without padding, with their offsets."""
    text = re.sub(r"/\*.*?\*/", "", text_of(header), flags=re.DOTALL)
    (body,) = re.findall(rf"struct {name} \{{(.*?)\}}", text, re.DOTALL)
    found, offset = [], 0
    for kind, member, many in re.findall(r"(\w+)\s+(\w+)(?:\[(\d+)\])?;", body):
        assert offset % SIZES[kind] == 0
        found.append((member, offset))
        offset += SIZES[kind] * int(many or 1)
    return found
