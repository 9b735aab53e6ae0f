"""The sources that docs/sources.md shows are sources."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sources.md"
BLOCK = re.compile(r"^```python\n# (\w+\.py)\n(.*?)^```", re.MULTILINE | re.DOTALL)
URI = re.compile(r"`(python:///[^`\s]+)`")


def test_every_source_of_the_page_runs_as_it_is_written(daemon: Any) -> None:
    page = PAGE.read_text()
    files = dict(BLOCK.findall(page))
    uris = URI.findall(page)
    for name, text in files.items():
        daemon.source(name, text)
    failed = {uri: result for uri in uris if "code" in (result := daemon.once(uri))}
    assert failed == {}
    assert {uri.split("/")[3] for uri in uris} == set(files)
