"""What the demo shows: one row for each task, as a live table on a terminal, as a line for each event elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from cocaine_sdk.client import Event

BOLD, DIM, RED, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[0m"


@dataclass
class Row:
    """A task, and what came of it."""

    uri: str
    interval: float
    """Milliseconds."""
    may_fail: bool = False
    """Whether the source is there to show what a failure looks like."""
    key: str = ""
    runs: int = 0
    timestamp: float = 0.0
    fields: dict[str, str] = field(default_factory=dict)
    failed: bool = False

    def take(self, event: Event) -> bool:
        """Whether the field is the first of another run's event: the fields of one event share its timestamp."""
        fresh = event.timestamp != self.timestamp
        if fresh:
            self.timestamp = event.timestamp
            self.runs += 1
            self.fields = {}
        self.fields[event.field] = event.text
        self.failed = self.failed or event.field == "error"
        return fresh

    @property
    def name(self) -> str:
        """The URI without its scheme."""
        return self.uri.partition("///")[2]

    @property
    def what(self) -> str:
        """Every field, and of a long text its first line."""
        return "  ".join(
            f"{name} {text.splitlines()[0] if text else ''}" for name, text in self.fields.items()
        )


class Screen(Protocol):
    def came(self, row: Row) -> None:
        """The row has another event, complete."""

    def draw(self) -> None:
        """Time has passed."""


class Table:
    """Draws all rows anew, over what it has drawn before."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = list(rows)
        self._drawn = 0

    def came(self, row: Row) -> None:
        """The next drawing shows it."""

    def draw(self) -> None:
        width = shutil.get_terminal_size().columns - 1
        source = min(width // 3, max(len(row.name) for row in self._rows))
        lines = [f"{BOLD}{line(width, source, 'source', 'every', 'events', 'at', 'the last event')}{PLAIN}"]
        lines += [self._line(row, width, source) for row in self._rows]
        lines.append(f"{DIM}Enter or Ctrl-C ends it{PLAIN}")
        up = f"\x1b[{self._drawn}F\x1b[J" if self._drawn else ""
        sys.stdout.write(up + "\n".join(lines) + "\n")
        sys.stdout.flush()
        self._drawn = len(lines)

    @staticmethod
    def _line(row: Row, width: int, source: int) -> str:
        text = line(
            width, source, row.name, every(row.interval), str(row.runs), clock(row.timestamp), row.what
        )
        return f"{RED}{text}{PLAIN}" if "error" in row.fields else text


class Lines:
    """Prints a line for each event: for pipes, files and logs."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._source = max(len(row.name) for row in rows)

    def came(self, row: Row) -> None:
        print(f"{clock(row.timestamp)}  {row.name:{self._source}}  {row.what}", flush=True)

    def draw(self) -> None:
        """Nothing changes without an event."""


def screen_for(rows: Iterable[Row]) -> Screen:
    kind: Callable[[Iterable[Row]], Screen] = Table if sys.stdout.isatty() else Lines
    return kind(rows)


def line(width: int, source: int, name: str, interval: str, events: str, at: str, what: str) -> str:
    shown = name if len(name) <= source else name[: source - 1] + "…"
    return f"{shown:{source}}  {interval:>6}  {events:>6}  {at:12}  {what}"[:width]


def every(interval: float) -> str:
    return f"{interval / 1000:g} s"


def clock(timestamp: float) -> str:
    """The time of day, with milliseconds."""
    if not timestamp:
        return "–"
    return time.strftime("%H:%M:%S", time.localtime(timestamp)) + f".{round(timestamp * 1000) % 1000:03}"
