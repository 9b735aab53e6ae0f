"""When a task's source runs, as options: the arguments of the drivers (protocol.md, push)."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

from cocaine_sdk.cli.grouping import Option
from cocaine_sdk.cli.values import duration, has_unit

Command = Callable[..., Any]

_FOLLOWS = {"path": "fs", "endpoint": "zeromq", "expression": "cron", "interval": "auto"}
"""Arguments that tell which driver is meant, and that it cannot do without."""
_KNOWN_BY = {
    "interval": ("auto",),
    "align": ("auto",),
    "expression": ("cron",),
    "timezone": ("cron",),
    "path": ("fs",),
    "recursive": ("fs",),
    "settle": ("fs",),
    "polling": ("fs",),
    "endpoint": ("zeromq",),
    "jitter": ("auto", "cron"),
    "missed": ("auto", "cron"),
    "overlap": ("auto", "cron", "fs"),
}
"""Argument → the drivers that it is of. One of another driver would be ignored by the daemon."""
_TAKEN = f"{__name__}.taken"
_OWN = ("auto", "cron", "fs", "manual", "zeromq")
"""Drivers of which no others are needed: what a package's driver takes is not known here."""


def _absolute(_: click.Context, __: click.Parameter, path: str | None) -> str | None:
    """As it is meant where it is written: the daemon has a current folder of its own."""
    if path is None:
        return None
    if not path:
        raise click.BadParameter("it is empty; the current folder is --path .")
    try:
        path.encode()
    except UnicodeEncodeError:
        raise click.BadParameter("the name is no UTF-8, and a request holds nothing else") from None
    return path if os.path.isabs(path) else os.path.abspath(path)


def _interval(ctx: click.Context, _: click.Parameter, text: str | None) -> float | None:
    if text is None:
        return None
    milliseconds = duration(text)
    if not has_unit(text):
        ctx.meta[_TAKEN] = f"every {milliseconds:g} ms"
    return milliseconds


def _option(chapter: str, *names: str, **settings: Any) -> Callable[[Command], Command]:
    return click.option(*names, cls=Option, chapter=chapter, **settings)


_DURATION: dict[str, Any] = {"type": duration, "metavar": "DURATION"}
_AUTO = "auto, every so often"
_CRON = "cron, at times of the calendar"
_FS = "fs, when files change"
_ZEROMQ = "zeromq, when data comes"
_SEVERAL = "More of when"

_SCHEDULE = [
    _option(
        "When it runs",
        "--driver",
        metavar="NAME",
        help="auto, cron, fs, zeromq, manual (the source says when), or a package's.  "
        "[default: the one with --path, --endpoint or --expression, else auto]",
    ),
    _option(
        _AUTO,
        "--interval",
        callback=_interval,
        metavar="DURATION",
        help="5s, 500ms, 1h, or so many milliseconds.",
    ),
    _option(_AUTO, "--align", is_flag=True, help="On multiples of the interval since the epoch."),
    _option(_CRON, "--expression", metavar="CRON", help="Such as '*/5 * * * *'."),
    _option(_CRON, "--timezone", metavar="ZONE", help="Such as Europe/Moscow.  [default: UTC]"),
    _option(
        _FS, "--path", callback=_absolute, metavar="PATH", help="A file or folder, on the daemon's machine."
    ),
    _option(_FS, "--recursive", is_flag=True, help="Sub-folders too."),
    _option(_FS, "--settle", **_DURATION, help="Quiet that ends a burst of changes.  [default: 50ms]"),
    _option(_FS, "--polling", **_DURATION, help="Look every so often, where the kernel tells of no changes."),
    _option(_ZEROMQ, "--endpoint", metavar="ENDPOINT", help="The daemon binds a PULL socket there."),
    _option(_SEVERAL, "--jitter", **_DURATION, help="auto, cron: later by up to this, always by the same."),
    _option(
        _SEVERAL,
        "--missed",
        type=click.Choice(["skip", "once", "all"]),
        help="auto, cron: runs that were due while the daemon was down.  [default: skip]",
    ),
    _option(
        _SEVERAL,
        "--overlap",
        type=click.Choice(["skip", "queue", "replace"]),
        help="auto, cron, fs: a run that is due while the last is still going.  [default: skip; of fs, queue]",
    ),
]


def schedule_options(command: Command) -> Command:
    for option in reversed(_SCHEDULE):
        command = option(command)
    return command


def taken(ctx: click.Context) -> str:
    """How often it runs, in words, where that was typed without a unit; else nothing."""
    words: str = ctx.meta.get(_TAKEN, "")
    return words


def driver_of(named: str | None, arguments: dict[str, Any]) -> str:
    """The driver that is named, or that its arguments mean. Raises `click.UsageError` where they mean several, or
    where some are of another."""
    meant = {name: driver for name, driver in _FOLLOWS.items() if name in arguments}
    if named is None and len(meant) > 1:
        options = " and ".join(f"--{name}" for name in meant)
        raise click.UsageError(
            f"{options} are of different drivers ({', '.join(meant.values())}); push a task for each"
        )
    driver = named or next(iter(meant.values()), "auto")
    if driver == "once":
        raise click.UsageError("`cocaine once URI` runs a source now; a task needs another driver")
    for name, drivers in _KNOWN_BY.items():
        if driver in _OWN and name in arguments and driver not in drivers:
            raise click.UsageError(f"--{name} is of {' and '.join(drivers)}, not of {driver}")
    return driver


def way_out(driver: str, named: bool, arguments: dict[str, Any]) -> str:
    """What to type where a driver that was `named`, or not, lacks what it needs; nothing where that was typed."""
    needed = [name for name, one in _FOLLOWS.items() if one == driver]
    if any(name in arguments for name in needed):
        return ""
    if named:
        return "".join(f"\ngive it by --{name}" for name in needed)
    return (
        "\nsay when it runs: --interval 5s, --expression '*/5 * * * *', --path PATH, --endpoint ENDPOINT, or"
        " --driver manual"
    )
