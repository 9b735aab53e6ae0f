"""The program `cocained`."""

from __future__ import annotations

from cocained import signals


def main() -> None:
    """Serve until told to end. Exit status: 0 ended in order, 1 could not start, 2 a wrong command line or file."""
    told = signals.Signals()
    told.heed()
    try:
        from cocained import program  # only now: to import the daemon takes longer than a signal would wait

        program.run(told)
    finally:
        signals.ignore()


if __name__ == "__main__":
    main()
