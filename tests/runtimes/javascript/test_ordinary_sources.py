"""Ordinary code must just run (sources.md §2): what forty authors might send, each a file in `ordinary/`.

The head of a file says what is asked for and what must come: `// uri:` the name and the query, `// expect:` the first
events as JSON (fields, null, or "END"), `// process:` data that is handled instead of runs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocaine_sdk import failure
from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.plugin import Walls
from cocaine_sdk.source import Source

FILES = sorted((Path(__file__).parent / "ordinary").glob("*.js"))


def head(text: str, key: str) -> str:
    found = re.search(rf"^// {key}: ?(.*)$", text, re.MULTILINE)
    return found.group(1) if found else ""


def run(source: Source) -> Any:
    try:
        return source.next()
    except StopIteration:
        return "END"


@pytest.mark.parametrize("language", [True, False], ids=["walled", "kernel-only"])
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_ordinary_source_gives_its_events(file: Path, language: bool, load: Callable[..., Source]) -> None:
    text = file.read_text()
    expected = json.loads(head(text, "expect"))
    source = load(text, head(text, "uri"), file=file.name, walls=Walls(language=language))
    if data := head(text, "process"):
        assert [source.process(data.encode())] == expected
    else:
        assert [run(source) for _ in expected] == expected


def test_there_are_more_than_thirty_of_them() -> None:
    assert len(FILES) > 30


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_that_is_cut_off_anywhere_loads_or_says_why(file: Path, load: Callable[..., Source]) -> None:
    """As an editor leaves it for a moment, which saves in pieces."""
    text = file.read_text()
    for part in range(1, 8):
        try:
            source = load(text[: len(text) * part // 8], head(text, "uri"), file=file.name)
        except SourceFailed as error:
            said = error.failure
            assert said.code in failure.CELL_CODES
            assert said.line <= text.count("\n") + 1
        else:
            assert source.capabilities
