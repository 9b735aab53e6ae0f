"""What docs/javascript.md shows runs as it is written, and what it and `cocaine.d.ts` name is there."""

# ruff: noqa: E501  JavaScript in strings is not broken

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cocaine_javascript
import cocaine_sdk
from cocaine_javascript.hints import _MISSING
from cocaine_sdk.source import Source

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "javascript.md").read_text()
README = (ROOT / "runtimes" / "javascript" / "README.md").read_text()
BLOCK = re.compile(r"^```javascript\n// (?:javascript\.d/)?(\w+\.js)\n(.*?)^```", re.MULTILINE | re.DOTALL)
URI = re.compile(r"`(javascript:///[^`\s]+)`")
TYPES = (Path(cocaine_sdk.__file__).parent / "cocaine.d.ts").read_text()
PRELUDE = Path(cocaine_javascript.__file__).parent / "prelude"


def test_every_source_of_the_page_runs_as_it_is_written(daemon: Any) -> None:
    files, uris = dict(BLOCK.findall(PAGE)), URI.findall(PAGE)
    folder = daemon.plugins / "javascript.d"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    results = {uri: daemon.once(uri, timeout=60_000) for uri in uris}
    assert {uri: result for uri, result in results.items() if "code" in result} == {}
    assert {uri.split("/")[3].split("?")[0] for uri in uris} == set(files)


def test_the_source_of_the_readme_runs(load: Callable[..., Source]) -> None:
    ((name, text),) = BLOCK.findall(README)
    assert load(text, "Counter?start=5", file=name).next() == {"count": 5}


def test_what_the_page_says_is_missing_has_a_hint() -> None:
    (table,) = [part for part in PAGE.split("\n\n") if part.startswith("| name | reason |")]
    named = {name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert named - {"import", "export"} <= set(_MISSING)


def test_what_the_types_declare_is_what_the_prelude_gives() -> None:
    given = {
        name
        for part in PRELUDE.glob("*.js")
        for name in re.findall(r"^give(?:Later)?\('(\w+)'", part.read_text(), re.MULTILINE)
    }
    declared = set(re.findall(r"^declare (?:const|function|class) (\w+)", TYPES, re.MULTILINE))
    assert declared == given
    assert all(f"`{name}" in PAGE for name in given - {"log", "console", "store"})


def test_the_methods_of_what_is_given_are_declared(load: Callable[..., Source]) -> None:
    text = "const X = () => ({ store: Object.keys(store), log: Object.getOwnPropertyNames(log), console: Object.keys(console), crypto: Object.keys(crypto) })"
    for name, methods in load(text, "X").next().items():
        (body,) = re.findall(rf"^interface {name.capitalize()} {{\n(.*?)^}}", TYPES, re.MULTILINE | re.DOTALL)
        declared = set(re.findall(r"^  (\w+)[(<]", body, re.MULTILINE))
        assert declared == set(methods) - {"length", "name", "prototype"}, name
