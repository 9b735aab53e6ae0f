"""A request: any bytes get one reply, which is JSON, and neither the bytes nor the reply harm whoever comes next."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from cocaine_sdk.protocol import ACTIONS, SIGNED, VERSION
from fuzz.loop import run
from fuzz.stage import SCHEME, SIGNER, Stage, signer

NEXT = b"\n\0\n"
"""Between two requests."""
SIGNATURE = b"\0sig\0"
"""Between a request and its signature."""
MOST = 8
"""Requests of one input."""
URI = f"{SCHEME}:///file/Name?a=1"
_NOW = 1_700_000_000.0
_ARGUMENTS: tuple[dict[str, Any], ...] = (
    {"driver": "once"}, {"interval": 1000, "align": True, "jitter": 5}, {"driver": "manual"},
    {"driver": "cron", "expression": "*/5 * * * *", "timezone": "UTC"}, {"driver": "fs", "path": "/tmp", "settle": 5},
    {"driver": "zeromq", "endpoint": "tcp://127.0.0.1:1"}, {"driver": "once", "isolated": True}, {"thread": "a"},
    {"interval": 1, "missed": "all", "overlap": "queue", "timeout": 5, "transient": True},
)  # fmt: skip
WORDS = (
    *ACTIONS, "version", "token", "action", "targets", "driver", "interval", "isolated", "transient", "timeout", "path",
    "endpoint", "expression", "timezone", "thread", "depth", "since", "value", "for", "remove", "load", "uri", "id",
    "timestamp", "nonce", SIGNER, URI, "echo://", "{secret:", "null", "true", "1e400", "-0", "\\ud800", "auto:",
)  # fmt: skip


def seeds() -> Iterable[bytes]:
    yield from (body(targets={URI: arguments}) for arguments in _ARGUMENTS)
    yield body(targets={URI: list(_ARGUMENTS)})
    yield from (
        body(action=action, targets={URI: {}, "auto:0": {"depth": 5, "since": 0}}) for action in ACTIONS
    )
    yield body(
        action="secrets", targets={"db": {"value": "hunter2", "for": ["echo:///*"]}, "old": {"remove": True}}
    )
    yield NEXT.join(
        (body(targets={URI: _ARGUMENTS[1]}), body(action="list"), body(action="explain", targets={"x": 1}))
    )
    yield NEXT.join(
        (body(targets={URI: {}}), body(action="quarantine", targets={URI: {}}), body(action="stats"))
    )
    yield b'{"version": 1}'
    yield b'{"version": 2, "token": "", "id": 7}'
    request = body(
        version=SIGNED, token=SIGNER, timestamp=_NOW, nonce="n1", targets={URI: {"driver": "once"}}
    )
    yield request + SIGNATURE + signer().sign(request)
    yield NEXT.join([request + SIGNATURE + signer().sign(request)] * 2)
    yield body(token=SIGNER, action="drop", targets={URI: {}})


def body(**fields: Any) -> bytes:
    return json.dumps({"version": VERSION, "token": "t", "id": 1, **fields}).encode()


def law(data: bytes) -> None:
    asked = data.split(NEXT)[:MOST]
    with _Complaints() as complaints:
        run(_each_gets_its_reply_and_the_next_one_too(asked))
    assert not complaints, complaints


async def _each_gets_its_reply_and_the_next_one_too(asked: list[bytes]) -> None:
    async with Stage() as stage:
        for one in asked:
            request, found, signature = one.partition(SIGNATURE)
            reply = await stage.ask(request, signature if found else None)
            _is_a_reply(request, reply)
            stage.clock.advance(0.01)
        served = await stage.ask(body(token="another", targets={f"{SCHEME}:///a/B": {"driver": "once"}}))
        assert json.loads(served) == {f"{SCHEME}:///a/B": {"value": 1}, "hostname": "here", "id": 1}


def _is_a_reply(request: bytes, reply: bytes) -> None:
    found = json.loads(reply.decode(), parse_constant=_no_json)
    assert isinstance(found, dict)
    assert found["hostname"] == "here"
    assert all(part.get("code") != "internal_error" for part in _objects(found)), found
    assert all(isinstance(part["error"], str) and part.get("code") for part in _errors(found)), found
    with contextlib.suppress(
        ValueError, msgspec.MsgspecError
    ):  # its head may be good where the rest of it is not
        asked = json.loads(request, parse_constant=_no_json)
        echoed = found.get("id")
        assert (
            echoed is None or isinstance(echoed, dict | list) or echoed == asked["id"]
        )  # a target may have that name


def _errors(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The whole of a reply that is one, and the results of targets that are; not what is named by a client."""
    if isinstance(found.get("code"), str):  # else a target has that name
        yield found
    yield from (
        part for part in found.values() if isinstance(part, dict) and "error" in part and "code" in part
    )


def _objects(found: object) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict):
        yield found
        for inner in found.values():
            yield from _objects(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from _objects(inner)


def _no_json(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


class _Complaints(logging.Handler):
    """What the daemon would write into its log as a fault of its own."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(self.format(record))

    def __enter__(self) -> list[str]:
        self._log = logging.getLogger("cocained")
        self._log.addHandler(self)
        self._propagated, self._log.propagate = self._log.propagate, False
        return self._records

    def __exit__(self, *_: object) -> None:
        self._log.removeHandler(self)
        self._log.propagate = self._propagated
