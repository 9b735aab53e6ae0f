"""What `top` shows, as lines that fit their place: a narrow one gets fewer columns, a low one fewer sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cocaine_sdk.cli.output import clean, grid
from cocaine_sdk.cli.quantities import length, size, until

if TYPE_CHECKING:
    from cocaine_sdk.cli.rates import DaemonRates, SourceRates

WORST_FIRST = ("degraded", "quarantined", "exhausted", "running")
_LEAST_SOURCE = 32
"""Columns of the screen that a source's URI should have; others give way to it."""
_GAP = 2


class Line(NamedTuple):
    text: str
    kind: str = ""
    """`head`, or the state of a source's worst task."""


class Column(NamedTuple):
    name: str
    text: Callable[[SourceRates], str]
    worth: int
    """The column with the least gives way first."""


_COLUMNS = [
    Column("STATE", lambda source: _state(source.states), 9),
    Column("TASKS", lambda source: str(sum(source.states.values())), 2),
    Column("CPU%", lambda source: _decimal(source.cpu_percent), 8),
    Column("MEMORY", lambda source: size(source.memory) if source.memory else "-", 6),
    Column("QUEUE", lambda source: str(source.queue), 5),
    Column("RUNS/S", lambda source: _decimal(source.runs_per_second), 7),
    Column("FAILED", lambda source: str(source.failed), 6),
    Column("SKIPPED", lambda source: str(source.skipped), 4),
    Column("RESTARTS", lambda source: str(source.restarts), 3),
    Column("NEXT RUN", lambda source: until(source.next_run), 1),
]


class Sort(NamedTuple):
    column: str
    amount: Callable[[SourceRates], float]
    """The source with the most comes first."""


SORTS = {
    "cpu": Sort("CPU%", lambda source: source.cpu_percent or 0.0),
    "memory": Sort("MEMORY", lambda source: source.memory),
    "queue": Sort("QUEUE", lambda source: source.queue),
    "runs": Sort("RUNS/S", lambda source: source.runs_per_second or 0.0),
    "failed": Sort("FAILED", lambda source: source.failed),
}


def board(rates: DaemonRates, keep: str, width: int | None = None, height: int | None = None) -> list[Line]:
    """The daemon's figures, and its sources. `width` and `height`: of the place; None for no end. `keep`: the column
    that gives way to nothing."""
    head = [*_wrapped(_daemon(rates), width), *_wrapped(_tasks(rates), width), Line("")]
    room = len(rates.sources) if height is None else max(1, height - len(head) - 1)
    hidden = len(rates.sources) - room + 1 if len(rates.sources) > room else 0
    shown = rates.sources[: len(rates.sources) - hidden]
    more = [Line(f"… and {hidden} more")] if hidden else []
    return [*head, *_table(shown, keep, width), *more][:height]


def _daemon(rates: DaemonRates) -> list[str]:
    return [
        clean(rates.hostname),
        f"up {length(rates.uptime)}",
        f"requests {_decimal(rates.requests_per_second)}/s",
        f"events {_decimal(rates.events_per_second)}/s",
        f"runs {_decimal(rates.runs_per_second)}/s",
        f"cells {rates.cells}",
    ]


def _tasks(rates: DaemonRates) -> list[str]:
    states = sorted(rates.states.items(), key=lambda state: _badness(state[0]))
    idle = [f"idle sources {rates.idle}, {size(rates.idle_memory)}"] if rates.idle else []
    tasks = sum(rates.states.values())
    return [f"tasks {tasks}", *(f"{clean(state)} {count}" for state, count in states), *idle]


def _wrapped(words: Sequence[str], width: int | None) -> Iterator[Line]:
    line = words[0]
    for word in words[1:]:
        if width is not None and len(line) + _GAP + len(word) > width:
            yield Line(line)
            line = word
        else:
            line += " " * _GAP + word
    yield Line(line)


def _table(sources: Sequence[SourceRates], keep: str, width: int | None) -> list[Line]:
    texts = {column.name: [column.text(source) for source in sources] for column in _COLUMNS}
    widths = {name: max(map(len, (name, *cells))) + _GAP for name, cells in texts.items()}
    names = _fitting(widths, keep, width)
    room = None if width is None else width - sum(widths[name] for name in names)
    uris = [_folded(clean(source.uri), room) for source in sources]
    rows = list(zip(*(texts[name] for name in names), uris, strict=True))
    head, *lines = grid(rows, (*names, "SOURCE"), numbers=range(1, len(names)))
    kinds = [_worst(source.states) for source in sources]
    return [Line(head, "head"), *map(Line, lines, kinds)]


def _fitting(widths: dict[str, int], keep: str, width: int | None) -> list[str]:
    """The columns that leave the sources their room."""
    names = list(widths)
    for column in sorted((one for one in _COLUMNS if one.name != keep), key=lambda column: column.worth):
        if width is None or width - sum(widths[name] for name in names) >= _LEAST_SOURCE:
            break
        names.remove(column.name)
    return names


def _folded(text: str, width: int | None) -> str:
    """The text, without its middle where it is too long."""
    if width is None or len(text) <= width:
        return text
    left = max(0, width - 1) // 2
    right = max(0, width - 1 - left)
    return f"{text[:left]}…{text[len(text) - right :]}"


def _state(states: dict[str, int]) -> str:
    """The worst that its tasks are in, and how many of them are, where not all."""
    worst, total = _worst(states), sum(states.values())
    return worst if states.get(worst, 0) == total else f"{worst} {states[worst]}/{total}"


def _worst(states: dict[str, int]) -> str:
    return min(states, key=_badness, default="-")


def _badness(state: str) -> int:
    return WORST_FIRST.index(state) if state in WORST_FIRST else -1


def _decimal(number: float | None) -> str:
    if number is None:
        return "-"
    return f"{number:.0f}" if number >= 100 else f"{number:.1f}"
