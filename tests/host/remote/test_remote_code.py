"""Code from another host: it is fetched, kept, renewed, and what made an event is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.host.remote.origin import Origin, code

if TYPE_CHECKING:
    from tests.conftest import Daemon

Serving = Callable[..., "Daemon"]
FILE = "/code/file.py"


def beat(origin: Origin, more: str = "") -> str:
    return f"python://{origin.authority}{FILE}/Beat{more}"


def test_code_of_another_host_runs_with_the_arguments_of_its_uri(serving: Serving, origin: Origin) -> None:
    origin.files[FILE] = code(1)
    daemon = serving(origin)
    assert daemon.once(beat(origin, "?some_arg=5")) == {"beat": 6}
    assert [(a.method, a.path) for a in origin.asked] == [("GET", FILE)]
