"""The process that atheris works in: `python -m fuzz.instrumented TARGET [libFuzzer's arguments]`."""

from __future__ import annotations

import sys
from importlib import import_module

import atheris


def main() -> None:
    target, *arguments = sys.argv[1:]
    with atheris.instrument_imports(include=["cocaine_sdk", "cocained"]):
        law = import_module(f"fuzz.targets.{target}").law
    atheris.Setup([sys.argv[0], *arguments], law)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
