"""Every request gets a reply, also where the reply would hold what is no Unicode."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import msgspec

from cocaine_sdk.testing import FakeClock
from cocained import admitting
from cocained.config import Config
from cocained.core.actions import Served
from cocained.core.authority.origin import Origin
from cocained.core.handlers import Handlers
from cocained.core.timers import Timers
from cocained.storages.void import Void

if TYPE_CHECKING:
    from tests.conftest import Daemon


def test_a_file_whose_name_is_no_unicode_costs_no_reply(daemon: Daemon) -> None:
    folder = os.fsencode(daemon.plugins / "python.d")
    with open(folder + b"/\xff.py", "w"):
        pass
    reply = daemon.once("python:///missing.py/X")
    assert reply["code"] == "missing_file"
    assert "file.py" in reply["error"]


class Unwritable:
    """Figures that cannot be written as JSON."""

    def stats(self, *_: int) -> dict[str, Any]:
        return {"storage": "\udcff"}


async def test_a_reply_that_cannot_be_written_is_an_error_reply_with_the_same_id() -> None:
    replies: list[bytes] = []
    served = Served(None, None, Unwritable(), None, None, None, None, None)  # type: ignore[arg-type]
    clock = FakeClock()
    admission = admitting.admission(Config(), Void("void:"), Timers(clock, clock.call_later), clock)
    handlers = Handlers(served, admission, "here", 10)
    request = {"version": 2, "token": "t", "action": "stats", "id": 7}
    handlers.handle(msgspec.json.encode(request), replies.append, Origin(None, ""))
    await handlers.drained(1.0)
    (reply,) = (json.loads(reply) for reply in replies)
    assert (reply["code"], reply["id"], reply["hostname"]) == ("internal_error", 7, "here")
