"""The command line `cocaine` (cli.md)."""

from __future__ import annotations


def main() -> None:
    """The program. Exit status: 0 done, 1 the task or source failed, 2 usage, 3 no daemon."""
    from cocaine_sdk.cli.program import cocaine

    cocaine(prog_name="cocaine")
