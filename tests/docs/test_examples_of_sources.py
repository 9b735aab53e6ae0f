"""The sources that docs/sources.md shows are sources."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sources.md"
BLOCK = re.compile(r"^```python\n# (\w+\.py)\n(.*?)^```", re.MULTILINE | re.DOTALL)
GRANT = re.compile(r"^```toml\n(\[\[grant\]\]\n.*?)^```", re.MULTILINE | re.DOTALL)
URI = re.compile(r"`(python:///[^`\s]+)`")


def test_every_source_of_the_page_runs_as_it_is_written_with_the_grants_of_the_page(make_daemon: Any) -> None:
    page = PAGE.read_text()
    files = dict(BLOCK.findall(page))
    uris = URI.findall(page)
    daemon = make_daemon()
    for name, text in files.items():
        daemon.source(name, text)
    granted = daemon.folder / "cocained.toml"
    granted.write_text("\n".join(GRANT.findall(page)))
    daemon.start("--config", str(granted))
    failed = {uri: result for uri in uris if "code" in (result := daemon.once(uri))}
    assert failed == {}
    assert {uri.split("/")[3] for uri in uris} == set(files)
