"""Every request gets a reply, also where the reply would hold what is no Unicode."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import msgspec

from cocained.core.handlers import Handlers, Served

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
    handlers = Handlers(served, "here", 10)
    request = {"version": 2, "token": "t", "action": "stats", "id": 7}
    handlers.handle(msgspec.json.encode(request), replies.append)
    await handlers.drained(1.0)
    (reply,) = (json.loads(reply) for reply in replies)
    assert (reply["code"], reply["id"], reply["hostname"]) == ("internal_error", 7, "here")
