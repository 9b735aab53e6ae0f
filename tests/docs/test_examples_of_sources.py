"""The sources that docs/sources.md shows are sources."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "sources.md"
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


def test_the_example_that_reads_what_the_kernel_tells_has_its_grant_beside_it(make_daemon: Any) -> None:
    daemon = make_daemon()
    daemon.source("machine.py", (ROOT / "examples" / "python.d" / "machine.py").read_text())
    daemon.start("--config", str(ROOT / "examples" / "cocained.toml"))
    found = daemon.once("python:///machine.py/Machine", timeout=30_000)
    assert found["load"] >= 0
    assert 0 < found["available"] <= 1
