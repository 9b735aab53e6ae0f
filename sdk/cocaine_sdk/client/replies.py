"""Replies, as a client reads them (protocol.md, Requests)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from cocaine_sdk.errors import BadReply, ClientError, CocaineError, RemoteError, SourceFailed
from cocaine_sdk.redaction import redacted

Reply = dict[str, Any]

_decoder = msgspec.json.Decoder(Reply)
_ERROR = {"error", "code"}


def decode(frame: bytes) -> Reply | None:
    """A reply; None where the frame is none."""
    try:
        return _decoder.decode(frame)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def check(reply: Reply) -> Reply:
    """The reply itself. Raises what it says where the request failed as a whole."""
    sentence, code = reply.get("error"), reply.get("code")
    if isinstance(sentence, str) and isinstance(code, str):
        raise error_from(sentence, code)
    return reply


def result_of(reply: Reply, target: str) -> Any:
    """What the reply has for one target. Raises what it says where the target failed."""
    if target not in reply:
        raise BadReply(f"the reply says nothing about {redacted(target)}")
    result = reply[target]
    if is_error(result):
        raise error_from(result["error"], result["code"])
    return result


def is_error(result: object) -> bool:
    """Exactly `error` and `code`, both strings: an event may well have fields of these names, and others."""
    return (
        isinstance(result, dict) and result.keys() == _ERROR and all(type(v) is str for v in result.values())
    )


def error_from(sentence: str, code: str) -> CocaineError:
    """The error that a reply carries: of the class with its `code`, or else a `RemoteError`."""
    kind = _by_code.get(code)
    if kind is None:
        return RemoteError(sentence, code)
    error = kind.__new__(kind)  # not called: its sentence is written already
    Exception.__init__(error, sentence)
    return error


def _kinds(root: type[CocaineError]) -> Iterator[type[CocaineError]]:
    for kind in root.__subclasses__():
        if not issubclass(kind, ClientError | SourceFailed | RemoteError):
            yield kind
            yield from _kinds(kind)


_by_code = {kind.code: kind for kind in _kinds(CocaineError) if "code" in vars(kind)}
