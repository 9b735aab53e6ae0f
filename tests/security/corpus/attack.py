"""An attack: one source file, whose comment at its top says what it does and what it is after.

The first lines are prose. Then come, each on its line, `after:` (one of `After`), `source:` (an advisory, a class of
puzzles, or `own`) and, where it needs them:

    calls:     what is called after it has loaded, such as `next reschedule`; else `next`
    name:      what the URI names; else `attack`
    deadline:  seconds that each call has; `loading:` the same of its load
    control:   how it is shown that it can succeed: `none` (else; without any wall), `root` (without any, by root),
               `wall` (it is aimed at our walls themselves, or at what no engine here has: without them it has no aim)
    alone:     it harms its zygote where it succeeds, and has one of its own; with the reason
    granted:   of `read connect fetch env`, what of the bait it may reach by right
    needs:     what of the bait is dear, and not laid out for all: `victim` or `turning`
    open behind WALL:  that wall, alone, does not hold it, and why
"""

from __future__ import annotations

import os
import re
from enum import StrEnum
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent / "attacks"


class After(StrEnum):
    """What an attack wants."""

    READ = "read"
    """What files hold, or that they are there."""
    WRITE = "write"
    CONNECT = "connect"
    """Connect, send or listen."""
    SIGNAL = "signal"
    SPAWN = "spawn"
    SPY = "other processes"
    """Another process's memory, or hold of it."""
    MEMORY = "memory"
    """More than its share."""
    PROCESSOR = "processor"
    """More than its time."""
    NEIGHBOURS = "neighbours"
    """That others are served no more."""
    DATA = "others' data"
    """What another source keeps."""
    PROTOCOL = "the host"
    """To speak to the host in its cell's place."""
    INTERPRETER = "interpreter"
    """What the language's wall keeps from it: the interpreter's own objects, the dispatcher, a wall's parts."""
    KERNEL = "kernel"
    """A call that the kernel shall end a cell for, or a hold of the kernel that a cell shall not have."""
    RIGHTS = "rights"
    """Limits, users, priorities, namespaces: its own standing."""


class Wall(StrEnum):
    """A set of walls."""

    ALL = "all walls"
    KERNEL = "kernel"
    LANGUAGE = "language"
    NONE = "none"
    """The control: without any, an attack succeeds."""


BEHIND = (Wall.ALL, Wall.KERNEL, Wall.LANGUAGE)
_KEYS = ("after", "source", "calls", "name", "deadline", "loading", "control", "alone", "needs", "granted")
_OPEN = "open behind "
_COMMENT = {".py": "# ", ".js": "// "}


class Attack(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    language: str
    """python, javascript, or kernel: native calls, from Python without its wall."""
    text: bytes
    what: str
    after: After
    source: str
    calls: tuple[str, ...] = ("next",)
    makes: str = "attack"
    deadline: float = 0.0
    """Seconds; 0: as long as it may take."""
    loading: float = 0.0
    control: str = "none"
    alone: bool = False
    needs: str = ""
    granted: tuple[str, ...] = ()
    open_behind: dict[Wall, str] = {}
    """Sets of walls that do not hold it, and why."""

    @property
    def file(self) -> str:
        return f"{self.name}.js" if self.language == "javascript" else f"{self.name}.py"

    @property
    def scheme(self) -> str:
        return "javascript" if self.language == "javascript" else "python"

    def __str__(self) -> str:
        return f"{self.language}-{self.name}"

    @property
    def is_shown(self) -> bool:
        """Whether it can be shown here that it succeeds without walls."""
        return self.control == "none" or (self.control == "root" and os.geteuid() == 0)

    def is_matter_of(self, wall: Wall) -> bool:
        """Whether that wall has anything to hold here: the kernel's knows nothing of an interpreter's objects."""
        return not (wall is Wall.KERNEL and self.after is After.INTERPRETER)


def attacks() -> list[Attack]:
    """All of them, by language and name. Raises `ValueError` for one without its words."""
    files = sorted(FOLDER.glob("*/*.*"))
    return [read(file) for file in files if file.suffix in _COMMENT]


def read(file: Path) -> Attack:
    mark = _COMMENT[file.suffix]
    prose: list[str] = []
    said: dict[str, str] = {}
    opened: dict[Wall, str] = {}
    for line in file.read_text().splitlines():
        if not line.startswith(mark):
            break
        key, value = _key(line.removeprefix(mark))
        if not key:
            prose.append(value)
        elif key.startswith(_OPEN):
            opened[Wall(key.removeprefix(_OPEN))] = value
        else:
            said[key] = value
    if not prose or not {"after", "source"} <= said.keys():
        raise ValueError(f"{file} must say what it does, what it is after, and where it is from")
    return Attack(
        name=file.stem,
        language=file.parent.name,
        text=file.read_bytes(),
        what=" ".join(prose),
        after=After(said["after"]),
        source=said["source"],
        calls=tuple(said.get("calls", "next").split()),
        makes=said.get("name", "attack"),
        deadline=float(said.get("deadline", 0)),
        loading=float(said.get("loading", 0)),
        control=said.get("control", "none"),
        alone="alone" in said,
        needs=said.get("needs", ""),
        granted=tuple(said.get("granted", "").split()),
        open_behind=opened,
    )


def _key(line: str) -> tuple[str, str]:
    found = re.fullmatch(rf"({'|'.join(_KEYS)}|{_OPEN}[a-z ]+): (.+)", line)
    return (found[1], found[2]) if found else ("", line)
