"""`python -m fuzz [--seconds N] [TARGET …]`: each target for so long; exit status 1 where something was found.

`--replay FILE TARGET` tries one input again, without atheris: for the regression test that each finding becomes.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from fuzz.running import Outcome, fuzz
from fuzz.targets import NAMES

_ROW = "{:9} {:>7} {:>10} {:>6} {:>6}  {}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m fuzz", allow_abbrev=False)
    parser.add_argument(
        "targets",
        nargs="*",
        metavar="TARGET",
        help=f"of {', '.join(NAMES)}; all of them, where none is named",
    )
    parser.add_argument("--seconds", type=int, default=60, metavar="N", help="how long each is tried (60)")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="try this input again")
    given = parser.parse_args()
    if unknown := set(given.targets) - {*NAMES}:
        parser.error(f"no target {' '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    if given.replay is not None:
        _replay(given.replay, given.targets)
    elif find_spec("atheris") is None:
        sys.exit("fuzz: atheris is not here; `make fuzz` brings it")
    else:
        sys.exit(int(not _fuzz(given.targets or NAMES, given.seconds)))


def _replay(file: Path, targets: list[str]) -> None:
    for target in targets or NAMES:
        import_module(f"fuzz.targets.{target}").law(file.read_bytes())
        print(f"{target}: it holds")


def _fuzz(targets: list[str] | tuple[str, ...], seconds: int) -> bool:
    """Whether nothing was found."""
    print(_ROW.format("TARGET", "SECONDS", "RUNS", "EDGES", "CORPUS", "FOUND"), flush=True)
    outcomes = [_one(target, seconds) for target in targets]
    for outcome in outcomes:
        for finding in outcome.findings:
            print(f"\n{outcome.target}: {finding}; again: python -m fuzz --replay {finding} {outcome.target}")
        if outcome.said:
            print(outcome.said)
    return all(outcome.is_good for outcome in outcomes)


def _one(target: str, seconds: int) -> Outcome:
    outcome = fuzz(target, seconds)
    found = "something" if not outcome.is_good else "nothing"
    print(
        _ROW.format(target, f"{outcome.seconds:.0f}", outcome.runs, outcome.edges, outcome.corpus, found),
        flush=True,
    )
    return outcome


if __name__ == "__main__":
    main()
