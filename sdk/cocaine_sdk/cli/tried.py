"""What came of trying a source, for people."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cocaine_sdk import failure
from cocaine_sdk.cli import output
from cocaine_sdk.cli.quantities import clock, span, until
from cocaine_sdk.cli.reached import missing, reached
from cocaine_sdk.redaction import redacted

if TYPE_CHECKING:
    from cocaine_sdk.explanation import ReachState
    from cocaine_sdk.trial.bench import Bench
    from cocaine_sdk.trial.results import Trial, TriedRun

_KERNEL = "the kernel's wall: a cell opens no file and no connection, and starts nothing"


def head(bench: Bench) -> Iterator[str]:
    yield f"source        {output.clean(redacted(bench.uri))}"
    yield f"capabilities  {', '.join(bench.capabilities)}"
    yield ""


def line(label: str, run: TriedRun) -> str:
    """One run, as soon as it has ended."""
    took = "-" if run.took is None else span(run.took)
    return f"{label:<7}  {took:>7}  {output.clean(_said(run))}"


def _said(run: TriedRun) -> str:
    match run.outcome:
        case "event":
            return output.fields(run.event)
        case "failed":
            return f"{'denied' if run.denied else 'failed'}  {run.sentence.partition(chr(10))[0]}"
        case "nothing":
            return "no event"
    return run.outcome


def rest(trial: Trial) -> Iterator[str]:
    """What is known at the end: each different failure in full, and what the source said."""
    if trial.next_run is not None:
        yield from ("", f"it wants to run next at {clock(trial.next_run)}, {until(trial.next_run)}")
    yield from _failures("denied by the walls", trial.denied)
    yield from _failures("failed", [run for run in trial.failures if not run.denied])
    yield from reached(trial.uri, trial.reach)
    yield from _section("to grant it for a trial", _options(trial.reach))
    yield from _section("log", output.grid((entry.level, entry.message) for entry in trial.log))


def _options(reach: ReachState) -> list[str]:
    """Of `cocaine try`."""
    return [f"--grant {shlex.quote(output.clean(f'{kind}={what}'))}" for kind, what in missing(reach)]


def _failures(title: str, runs: Iterable[TriedRun]) -> Iterator[str]:
    sentences = dict.fromkeys(_in_full(run) for run in runs)
    yield from _section(title, [text for sentence in sentences for text in output.lines(sentence)])


def _in_full(run: TriedRun) -> str:
    by_kernel = run.denied and run.code == failure.SOURCE_ERROR
    return f"{run.sentence}\n{_KERNEL}" if by_kernel else run.sentence


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from ("", title, *(f"  {text}" for text in lines))
