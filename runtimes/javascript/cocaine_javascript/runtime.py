"""The runtime: what the entry point `javascript` names (cocaine_sdk.plugin)."""

from __future__ import annotations

from typing import Any, ClassVar

from cocaine_javascript.engines import choosing
from cocaine_javascript.engines.contract import Engine, heap_of
from cocaine_javascript.loading import load
from cocaine_sdk.plugin import Code, Demands, Runtime, Walls
from cocaine_sdk.source import Log, Source, Store

SAMPLE = Code(
    uri="javascript:///sample.js",
    file="sample.js",
    name="Sample",
    arguments={"start": "1"},
    text=b"""
'use strict';
class Sample {
  #n;
  constructor({ start }) { this.#n = Number(start); }
  async next() {
    const when = new Date(0).toString() + new Intl.DateTimeFormat('de', { dateStyle: 'full' }).format(0);
    const text = 'a'.localeCompare('b') + 'x'.normalize('NFC') + new Intl.NumberFormat('ru').format(1e6);
    return { n: this.#n++, when, text };
  }
}
""",
)
"""Our own code, to go the whole way of a source once: what V8 makes and opens for the first time is then shared."""


class JavaScript(Runtime):
    """User JavaScript from `javascript.d`, one isolate in each cell."""

    folder: ClassVar[str] = "javascript.d"
    spare: ClassVar[bool] = True

    def __init__(self) -> None:
        self._engine: Engine | None = None

    @property
    def demands(self) -> Demands:
        """V8 runs in a thread of its own, maps a terabyte, and makes machine code unless it is hardened."""
        return Demands(threads=True, compiles=not self.hardened, reserves=True, heap=heap_of(self.memory))

    def preload(self) -> None:
        choosing.prepare(hardened=self.hardened)
        unused: Any = None
        source = load(choosing.engine(), SAMPLE, unused, lambda _level, _message: None, Walls(), self.reach)
        source.next()
        source.close()

    def start(self) -> None:
        self._engine = choosing.engine()

    def load(self, code: Code, store: Store, log: Log, walls: Walls) -> Source:
        choosing.prepare(hardened=self.hardened)
        engine, self._engine = self._engine or choosing.engine(), None
        return load(engine, code, store, log, walls, self.reach, heap_of(self.memory))
