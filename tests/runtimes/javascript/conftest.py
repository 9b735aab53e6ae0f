"""A store and a log that a test can look into, and a load in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

import pytest

from cocaine_javascript import JavaScript
from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.plugin import Code, Walls
from cocaine_sdk.source import Source


class MemoryStore:
    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def get(self, key: str, default: Any = None) -> Any:
        return self.values.get(key, default)

    def set(self, key: str, value: Any) -> None:
        self.values[key] = value

    def delete(self, key: str) -> bool:
        return self.values.pop(key, None) is not None

    def incr(self, key: str, by: int = 1) -> int:
        self.values[key] = self.values.get(key, 0) + by
        return int(self.values[key])

    def compare_and_set(self, key: str, expected: Any, new: Any) -> bool:
        same = bool(self.values.get(key) == expected)
        if same:
            self.values[key] = new
        return same


class Lines:
    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []

    def __call__(self, level: str, message: str) -> None:
        self.lines.append((level, message))


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def lines() -> Lines:
    return Lines()


Load = Callable[..., Source]


@pytest.fixture
def load(store: MemoryStore, lines: Lines) -> Iterator[Load]:
    """`load(text, "Name?query")` gives the source; its engine ends with the test."""
    made: list[Source] = []

    def load_text(
        text: str | bytes, name: str, *, file: str = "file.js", walls: Walls | None = None
    ) -> Source:
        path, _, query = name.partition("?")
        code = Code(
            uri=f"javascript:///{file}/{name}",
            file=file,
            text=text if isinstance(text, bytes) else text.encode(),
            name=path,
            arguments=dict(parse_qsl(query, keep_blank_values=True)),
        )
        made.append(JavaScript().load(code, store, lines, walls or Walls()))
        made[-1].timeout = 30.0
        return made[-1]

    yield load_text
    for source in made:
        with suppress(SourceFailed):
            source.close()
