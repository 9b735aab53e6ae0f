"""`[remote]`: what is wrong in it is refused by name, and what changes holds at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.host.remote.conftest import MakeOrigin, configure
from tests.host.remote.origin import Origin, code
from tests.host.remote.test_remote_code import FILE, beat, push, says, source_of

if TYPE_CHECKING:
    from tests.conftest import Daemon

Serving = Callable[..., "Daemon"]


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("origins", "example.com", "does not begin with https:// or http://"),
        ("origins", "ftp://example.com/", "does not begin with https:// or http://"),
        ("origins", "https://user@example.com/", "a user or a password"),
        ("origins", "https://example.com/?q", "has no ? and no #"),
        ("origins", "https://example.com/../x", "climbs"),
        ("private", "10.0.0.1/8", "host bits set"),
        ("private", "localhost", "is no network"),
    ],
)
def test_a_value_that_is_none_is_refused_with_the_reason(
    tmp_path: Path, key: str, value: str, why: str
) -> None:
    file = tmp_path / "cocained.toml"
    file.write_text(f'[remote]\n{key} = ["{value}"]\n')
    found = subprocess.run(
        [sys.executable, "-m", "cocained", "check-config", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 2
    assert f"remote.{key}: {value!r} is n" in found.stderr
    assert why in found.stderr


def test_a_reload_with_a_wrong_value_changes_nothing(
    serving: Serving, origin: Origin, authorities: Path
) -> None:
    origin.files[FILE] = code(1)
    daemon = serving(origin)
    configure(daemon, authorities, origin, origins=["https://"], private=[])
    assert "remote.origins" in daemon.ask("reload")["error"]
    assert daemon.once(beat(origin)) == {"beat": 1}


def test_origins_hold_at_once(serving: Serving, make_origin: MakeOrigin, authorities: Path) -> None:
    first, second = make_origin(), make_origin()
    first.files[FILE], second.files[FILE] = code(1), code(2)
    daemon = serving(first)
    key = push(daemon, beat(first))
    says(daemon, key, 1)
    configure(daemon, authorities, second, refresh=1.0)
    reply = daemon.ask("reload")
    assert ({"remote.origins", "remote.refresh"} <= set(reply["changed"]), reply["needs_restart"]) == (
        True,
        [],
    )
    assert daemon.once(beat(second)) == {"beat": 2}
    assert daemon.once(beat(first, "?some_arg=1"))["code"] == "forbidden"
    daemon.eventually(lambda: "not among what may be fetched" in source_of(daemon, key)["note"])
    says(daemon, key, 1)  # what runs, runs on


def test_private_networks_and_authorities_hold_at_once(
    serving: Serving, origin: Origin, authorities: Path, tmp_path: Path
) -> None:
    origin.files[FILE] = code(1)
    (tmp_path / "other.pem").write_bytes(trustme.CA().cert_pem.bytes())
    daemon = serving(origin, private=[], authorities=str(tmp_path / "other.pem"))
    assert daemon.once(beat(origin))["code"] == "forbidden"
    configure(daemon, authorities, origin, authorities=str(tmp_path / "other.pem"))
    daemon.ask("reload")
    said = daemon.eventually(lambda: _unless(daemon.once(beat(origin)), "forbidden"))
    assert "certificate is not to be trusted" in said["error"]
    configure(daemon, authorities, origin)
    daemon.ask("reload")
    assert daemon.eventually(lambda: _unless(daemon.once(beat(origin)), "unreachable")) == {"beat": 1}


def _unless(said: dict[str, object], wire: str) -> dict[str, object]:
    """Nothing, as long as it is what was said before: that is said again for a second."""
    return {} if said.get("code") == wire else said
