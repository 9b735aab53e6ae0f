"""Files: one that is written, 10,000 at once, and a source's own code that is saved."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import dropping, noticing, saving
from benchmarks.figures import Figure


def figures() -> Iterator[Figure]:
    for part in (noticing, dropping, saving):
        yield from part.figures()
