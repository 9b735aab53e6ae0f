"""Two sources of one file, and one source after another: nothing of one is seen by another, in a real daemon."""

# ruff: noqa: E501  JavaScript in strings is not broken

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon

FILE = """
let shared = 0;
class Polluter {
  constructor() {
    Object.prototype.polluted = 'yes';
    Array.prototype.map = () => ['mine'];
    JSON.stringify = () => '{"forged": true}';
    Promise.prototype.then = function () { return this; };
    globalThis.left = 'behind';
    shared++;
  }
  next() { return { mine: ({}).polluted, shared: ++shared }; }
}
class Clean {
  next() { return { polluted: String(({}).polluted), mapped: [1].map((x) => x + 1), left: typeof left, text: JSON.stringify({ a: 1 }), shared }; }
}
"""


def once(daemon: Daemon, uri: str) -> dict[str, Any]:
    """Patiently: where the machine is busy, a source may take longer to load than it has."""
    found: dict[str, Any] = daemon.eventually(
        lambda: (result := daemon.once(uri, timeout=30_000)).get("code") != "timeout" and result
    )
    return found


@pytest.fixture
def two(daemon: Daemon) -> Daemon:
    folder = daemon.plugins / "javascript.d"
    folder.mkdir()
    (folder / "two.js").write_text(FILE)
    return daemon


def test_what_one_source_does_to_the_language_no_other_sees(two: Daemon) -> None:
    polluted, clean = "javascript:///two.js/Polluter", "javascript:///two.js/Clean"
    untouched = {"polluted": "undefined", "mapped": [2], "left": "undefined", "text": '{"a":1}', "shared": 0}
    assert once(two, clean) == untouched
    assert once(two, polluted)["shared"] == 2
    assert once(two, clean) == untouched
    assert once(two, f"{clean}?other=1") == untouched


def test_a_source_that_replaces_the_language_still_gives_its_own_events(two: Daemon) -> None:
    uri = "javascript:///two.js/Polluter"
    assert once(two, uri) == {"mine": "yes", "shared": 2}
    assert once(two, uri) == {"mine": "yes", "shared": 3}
