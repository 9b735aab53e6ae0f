"""`cocained doctor`: looks at every subject, prints what was found, and says by its exit status how it is."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping, Sequence
from importlib.metadata import version

from cocained.config import Config, Origin
from cocained.doctor import (
    identity,
    plugins,
    ports,
    printing,
    processes,
    resources,
    store,
    trial,
    trust,
    walls,
)
from cocained.doctor.findings import Report

USAGE = """\
usage: cocained doctor [--json] [OPTION …]

Says which walls this machine gives cells, what is left of daemons that are gone, and how the endpoints, the store and
the plugins are. It changes nothing, and may be asked while the daemon runs. Give it the options that the daemon is
started with: cocained --help.

exit status: 0 all is well, or nothing worse than a warning; 1 something is missing or broken; 2 wrong usage
"""


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """The exit status. `arguments`: those behind `doctor`. Raises `ConfigError`."""
    if {"-h", "--help"} & set(arguments):
        print(USAGE, end="")
        return 0
    origin = Origin.of([word for word in arguments if word != "--json"], environment)
    report = examine(origin.read())
    print(printing.document(report) if "--json" in arguments else printing.text(report))
    return report.status


def examine(config: Config) -> Report:
    daemon = processes.daemon(config)
    return Report(
        version("cocained"),
        _user(),
        _machine(),
        daemon,
        {
            "walls": [*walls.examine(config), *trial.examine(config)],
            "cells": [*identity.examine(config, daemon), *resources.examine(config, daemon)],
            "processes": processes.examine(config, daemon),
            "ports": ports.examine(config, daemon),
            "trust": trust.examine(config),
            "store": store.examine(config, daemon),
            "plugins": plugins.examine(config),
        },
    )


def _user() -> str:
    number = os.geteuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _machine() -> str:
    found = os.uname()
    return f"{found.sysname} {found.release} {found.machine}"
