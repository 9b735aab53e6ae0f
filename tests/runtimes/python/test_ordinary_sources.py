"""Ordinary code must just run (sources.md §1): what sixty and more authors might send, each a file in `ordinary/`.

The head of a file says what is asked for and what must come: `# uri:` the name and the query, `# expect:` the first
events (fields, `None`, or `StopIteration`), `# process:` data that is handled instead of runs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocaine_sdk.plugin import Walls
from cocaine_sdk.source import Source

FILES = sorted((Path(__file__).parent / "ordinary").glob("*.py"))


def head(text: str, key: str) -> str:
    found = re.search(rf"^# {key}: (.*)$", text, re.MULTILINE)
    return found.group(1) if found else ""


def event_of(call: Callable[[], Any]) -> Any:
    """An event as the cell would send it: `{result: …}` around what is no mapping."""
    try:
        value = call()
    except StopIteration:
        return StopIteration
    fields = value if value is None or hasattr(value, "keys") else {"result": value}
    return json.loads(json.dumps(fields))


def first_events(source: Source, text: str, count: int) -> list[Any]:
    if data := head(text, "process"):
        return [event_of(lambda: source.process(eval(data)))]  # noqa: S307  a literal of this folder
    return [event_of(source.next) for _ in range(count)]


@pytest.mark.filterwarnings(
    "ignore::DeprecationWarning"
)  # the interpreter advising the author: no matter of ours
@pytest.mark.parametrize("language", [True, False], ids=["walled", "kernel-only"])
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_ordinary_source_gives_its_events(file: Path, language: bool, load: Callable[..., Source]) -> None:
    text = file.read_text()
    expected = eval(head(text, "expect"))  # noqa: S307  a literal of this folder
    source = load(text, head(text, "uri"), file=file.name, walls=Walls(language=language))
    assert first_events(source, text, len(expected)) == expected
    source.close()


def test_there_are_sixty_of_them() -> None:
    assert len(FILES) >= 60
