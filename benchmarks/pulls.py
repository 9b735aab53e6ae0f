"""The driver zeromq: how quick it is, and what it holds back."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import overloading, pulling
from benchmarks.figures import Figure


def figures() -> Iterator[Figure]:
    for part in (pulling, overloading):
        yield from part.figures()
