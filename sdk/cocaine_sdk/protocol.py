"""The wire, as structs: what a request and its arguments may hold (protocol.md).

A request is one JSON object. Its targets stay raw here, each is decoded by itself, so that one target of the wrong
shape costs only itself.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, Raw, UnsetType

from cocaine_sdk import errors

VERSION = 2
SIGNED = 3
"""The version of requests that have a signature in the frame after the JSON."""
MAX_REQUEST = 1 << 20
"""Bytes of a request."""
DEFAULT_TIMEOUT = 5000.0
"""Milliseconds that one run may take."""

Targets = dict[str, Raw]


class Request(msgspec.Struct, kw_only=True, tag_field="action"):
    """What every request has. `id` is echoed in the reply.

    `timestamp` and `nonce` are those of a signed request, and are looked at nowhere else: so they may be anything here.
    """

    version: int = 1
    token: str = ""
    id: str | int | float | None = None
    timestamp: Any = None
    """Unix time in seconds at which it was signed."""
    nonce: Any = None
    """A string that no other request of the token has."""


class Targeted(Request, kw_only=True):
    targets: Targets | None = None


class Push(Targeted, kw_only=True, tag="push"):
    """Start or join tasks: source URI → arguments, or a list of arguments."""


class Drop(Targeted, kw_only=True, tag="drop"):
    """Leave tasks: source URI → the arguments of the push, or subscription key → anything."""


class Past(Targeted, kw_only=True, tag="past"):
    """Ask for history: subscription key → `PastArguments`."""


class Stats(Request, kw_only=True, tag="stats"):
    """Ask for the daemon's figures."""


class List(Request, kw_only=True, tag="list"):
    """Ask for every task. `uri`: only for those of this source, by its URI or by what is shown of that."""

    uri: str | None = None


class Explain(Targeted, kw_only=True, tag="explain"):
    """Ask why tasks did or did not run: subscription key → anything; the result is an `Explanation`."""


class Quarantine(Targeted, kw_only=True, tag="quarantine"):
    """Keep tasks from running: subscription key or source URI → anything."""


class Resume(Targeted, kw_only=True, tag="resume"):
    """Let quarantined tasks run again: subscription key or source URI → anything."""


class Reload(Request, kw_only=True, tag="reload"):
    """Have the configuration read again."""


class Plugins(Request, kw_only=True, tag="plugins"):
    """Ask for every scheme, and how its plugin is. `load`: start those that have not been wanted yet, and wait."""

    load: bool = False


class Secrets(Targeted, kw_only=True, tag="secrets"):
    """Set and remove secrets: name → `SecretArguments`; without targets, ask for those there are."""


AnyRequest = Push | Drop | Past | Stats | List | Explain | Quarantine | Resume | Reload | Plugins | Secrets


class TaskArguments(msgspec.Struct, kw_only=True, frozen=True):
    """The arguments of a push that belong to no driver."""

    driver: str = "auto"
    isolated: bool = False
    thread: str | None = None
    transient: bool = False
    timeout: float = DEFAULT_TIMEOUT


class SecretArguments(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """With a value, set it; where it was set before, `patterns` may be left out, and stay what they were."""

    value: str | None = None
    patterns: tuple[str, ...] | None = msgspec.field(default=None, name="for")
    """Of the URIs that it may be put into (`cocained.core.patterns`)."""
    remove: bool = False


class PastArguments(msgspec.Struct, kw_only=True, frozen=True):
    depth: int | None = None
    since: int | None = None


class PastEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    seq: int
    timestamp: float
    event: Raw
    code: str = ""
    """SHA-256 of the user code that made it, as hex digits; empty, and left out, where a plugin did."""


class _Header(msgspec.Struct):
    version: int = 1
    token: Any = ""
    action: str = "push"


class _Identified(msgspec.Struct):
    id: str | int | float | None = None


_request: msgspec.json.Decoder[AnyRequest] = msgspec.json.Decoder(AnyRequest)
_each: dict[str, msgspec.json.Decoder[AnyRequest]] = {
    "push": msgspec.json.Decoder(Push),
    "drop": msgspec.json.Decoder(Drop),
    "past": msgspec.json.Decoder(Past),
    "stats": msgspec.json.Decoder(Stats),
    "list": msgspec.json.Decoder(List),
    "explain": msgspec.json.Decoder(Explain),
    "quarantine": msgspec.json.Decoder(Quarantine),
    "resume": msgspec.json.Decoder(Resume),
    "reload": msgspec.json.Decoder(Reload),
    "plugins": msgspec.json.Decoder(Plugins),
    "secrets": msgspec.json.Decoder(Secrets),
}
_header = msgspec.json.Decoder(_Header)
_identified = msgspec.json.Decoder(_Identified)
ACTIONS = sorted(_each)
VERSIONS = (VERSION, SIGNED)


def decode_request(data: bytes) -> AnyRequest:
    """A request, checked as far as `version` and `token`. Raises `RequestError`."""
    if len(data) > MAX_REQUEST:
        raise errors.RequestTooLarge(len(data), MAX_REQUEST)
    try:
        request = _request.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        request = _without_action(data)
    if request.version in VERSIONS and request.token:
        return request
    raise _wrong_header(request.version)


def _without_action(data: bytes) -> AnyRequest:
    """The rarer path: `action` is left out, which means push, or something is wrong and is named in its order."""
    try:
        header = _header.decode(data)
        token = header.token if isinstance(header.token, str) else ""
        if header.version not in VERSIONS or not token:
            raise _wrong_header(header.version)
        if header.action not in ACTIONS:
            raise errors.UnknownAction(header.action, ACTIONS)
        return _each[header.action].decode(data)
    except msgspec.ValidationError as error:
        raise errors.MalformedRequest(f"malformed request: {error}") from None
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise errors.MalformedRequest(f"the request is not JSON: {error}") from None
    except RecursionError:
        raise errors.MalformedRequest("the request is nested too deeply") from None


def _wrong_header(version: int) -> errors.RequestError:
    if version < VERSION:
        return errors.OutdatedVersion()
    return errors.UsernameExpected() if version in VERSIONS else errors.UnsupportedVersion(version, SIGNED)


def request_id(data: bytes) -> str | int | float | None:
    """The `id` of a request that could not be decoded, where it can be had."""
    try:
        return _identified.decode(data).id if len(data) <= MAX_REQUEST else None
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


class Stamp(NamedTuple):
    """What makes a signed request one of a kind, so that it cannot be sent again by somebody else."""

    timestamp: int
    """Unix time, seconds."""
    nonce: str


def encode_request(
    action: str,
    token: str,
    targets: dict[str, Any] | UnsetType = UNSET,
    stamp: Stamp | None = None,
    **more: Any,
) -> bytes:
    """A request as a client sends it: in version 2, or, with a stamp, in version 3, to be signed."""
    version = VERSION if stamp is None else SIGNED
    body: dict[str, Any] = {"version": version, "token": token, "action": action, **more}
    if stamp is not None:
        body |= stamp._asdict()
    if targets is not UNSET:
        body["targets"] = targets
    return msgspec.json.encode(body)
