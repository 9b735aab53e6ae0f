"""An explanation for people: why a task did or did not run, a section for each thing that there is to say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from cocaine_sdk.cli import output
from cocaine_sdk.cli.quantities import ago, clock, length, size, span, until, zoned
from cocaine_sdk.cli.reached import reached

if TYPE_CHECKING:
    from cocaine_sdk.explanation import Explanation, LastRun, SourceState

_CODE = 12
"""Digits of a file's hash that are shown."""
_INDENT = "  "


def explained(task: Explanation) -> Iterator[str]:
    """The lines. What came from a source is in them with its control characters escaped."""
    yield output.clean(task.key)
    yield from _labelled(_head(task))
    yield from _section(
        "outdated: the file that was saved last does not run", output.lines(task.source.outdated)
    )
    yield from _section("last runs", _last_runs(task.last_runs))
    yield from _section("skips", _skips(task))
    yield from _last_error(task)
    yield from _section("source", _labelled(_source(task.source)))
    yield from reached(task.uri, task.reach)
    yield from _section("limits", _labelled(_limits(task.limits)))
    yield from _section("driver", _labelled(output.flattened(task.figures)))
    yield from _section("log", output.grid((entry.level, entry.message) for entry in task.log))


def _head(task: Explanation) -> Iterator[tuple[str, str]]:
    yield "source", task.uri
    yield "driver", task.driver + (f"  {output.arguments(task.arguments)}" if task.arguments else "")
    if task.thread is not None:
        yield "thread", task.thread
    yield "tokens", ", ".join(task.tokens) + (" (transient)" if task.transient else "")
    yield "state", f"{task.state}: {task.why}"
    yield "next run", _next_run(task)
    yield "last run", _moment(task.last_run, ago)
    timeouts = f" ({task.timeouts} by timeout)" if task.timeouts else ""
    yield "runs", f"{task.runs}, failed {task.failed}{timeouts}, skipped {task.skipped}"


def _next_run(task: Explanation) -> str:
    """Of a calendar's task by its calendar: with the date and the zone."""
    if task.driver != "cron" or task.next_run is None:
        return _moment(task.next_run, until)
    return f"{zoned(task.next_run, str(task.arguments.get('timezone', 'UTC')))}, {until(task.next_run)}"


def _source(source: SourceState) -> Iterator[tuple[str, str]]:
    able = ", ".join(source.capabilities) or "what it can do is not known yet"
    yield "state", f"{source.state} ({able})"
    yield "loaded", _moment(source.loaded, ago)
    if source.code:
        yield "code", source.code[:_CODE]
    if source.note:
        yield "note", source.note
    yield "restarts", f"{source.restarts}, reloads {source.reloads}"
    yield "processor", length(source.cpu)
    yield "memory", size(source.memory) if source.memory else "-"
    yield "queue", str(source.queue)


def _limits(limits: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    units: dict[str, Callable[[float], str]] = {
        "memory": size,
        "store": size,
        "cpu": "{:g} cores".format,
        "timeout": "{:g} s".format,
        "events": "{:g} a second".format,
    }
    for kind, limit in limits.items():
        yield kind, units[kind](limit) if kind in units else str(limit)


def _last_runs(runs: Iterable[LastRun]) -> list[str]:
    head = ("DUE", "LATE", "TOOK", "OUTCOME", "")
    rows = [(clock(r.due), span((r.began - r.due) * 1000), span(r.took), r.outcome, r.error) for r in runs]
    return output.grid(rows, head, numbers=(1, 2)) if rows else []


def _skips(task: Explanation) -> list[str]:
    head = ("COUNT", "LAST", "WHY")
    rows = [(skip.count, clock(skip.last), skip.why) for skip in task.skips]
    return output.grid(rows, head, numbers=(0,)) if rows else []


def _last_error(task: Explanation) -> Iterator[str]:
    if task.error is not None:
        when = f"{clock(task.error.timestamp)}, {ago(task.error.timestamp)}"
        yield from _section(f"last error, {when}", output.lines(task.error.sentence))


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A title with its lines below; nothing where there are none."""
    lines = list(lines)
    if any(lines):
        yield ""
        yield title
        yield from (_INDENT + line for line in lines)


def _labelled(pairs: Iterable[tuple[str, object]]) -> list[str]:
    """Label and text; further lines of a text stand below its first."""
    named = [(output.clean(label), output.lines(output.shown(text) or "-")) for label, text in pairs]
    width = max((len(label) for label, _ in named), default=0)
    return [
        f"{label if first else '':{width}}  {line}".rstrip()
        for label, lines in named
        for first, line in zip((True, *(False,) * len(lines)), lines, strict=False)
    ]


def _moment(timestamp: float | None, distance: Callable[[float], str]) -> str:
    return "-" if timestamp is None else f"{clock(timestamp)}, {distance(timestamp)}"
