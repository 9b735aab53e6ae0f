"""What is kept of a token, in the collection `keys` by the token: its public keys, and what it may do.

`cocained keys` writes this, whether a daemon runs or not; the daemon reads it.
"""

from __future__ import annotations

import re
from typing import Annotated

import msgspec
from msgspec import Meta

from cocaine_sdk.curvekeys import public_key
from cocaine_sdk.errors import BadKey
from cocaine_sdk.protocol import ACTIONS
from cocained.core.patterns import Pattern

GENERATION = ""
"""The key beside the tokens, none of which is empty: its value is another one after every change of any of them."""
MOST_TOKENS = 10_000
MOST_KEYS = 4
"""Public keys of one token: an old one, a new one, and some for good measure. Each is tried on a wrong signature."""
MOST_PATTERNS = 32
LONGEST_TOKEN = 256
"""Characters."""
FASTEST = 1e6
"""Requests a second."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")


class StoredKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pem: str
    added: float
    """Unix time."""


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a token may do. What is None, or empty, limits nothing."""

    allow: tuple[str, ...] | None = None
    """Actions."""
    uris: tuple[str, ...] | None = None
    """Patterns of the source URIs that it may reach."""
    rate: Annotated[float, Meta(gt=0, le=FASTEST)] | None = None
    """Requests a second."""
    curve: str = ""
    """The public CURVE key, in Z85, that its connections must have."""


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field that this version does not know may be a limit: a record with one is not read at all."""

    keys: tuple[StoredKey, ...]
    terms: Terms = Terms()


_decoder = msgspec.json.Decoder(Record)
encode = msgspec.json.encode


def decode(data: bytes) -> Record:
    """Raises `ValueError` for what this version cannot read."""
    try:
        return _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ValueError(str(error)) from None


def check_token(token: str) -> None:
    """Raises `ValueError` for a token that no keys can be kept for."""
    if not 1 <= len(token) <= LONGEST_TOKEN or _CONTROL.search(token):
        raise ValueError(f"a token is 1 to {LONGEST_TOKEN} characters, none of them a control character")


def check_terms(terms: Terms) -> None:
    """Raises `ValueError` with what is wrong."""
    for action in terms.allow or ():
        if action not in ACTIONS:
            raise ValueError(f"unknown action {action[:80]!r}; known are {', '.join(ACTIONS)}")
    if terms.uris is not None and len(terms.uris) > MOST_PATTERNS:
        raise ValueError(f"{len(terms.uris)} patterns are given, and {MOST_PATTERNS} are the most")
    for pattern in terms.uris or ():
        try:
            Pattern(pattern)
        except ValueError as error:
            raise ValueError(f"the pattern {pattern[:200]!r} cannot be used: {error}") from None
    if terms.rate is not None and not 0 < terms.rate <= FASTEST:
        raise ValueError(f"a rate is more than 0 and at most {FASTEST:.0f} requests a second")
    if terms.curve:
        _check_curve_key(terms.curve)


def _check_curve_key(key: str) -> None:
    try:
        if public_key(key.encode()) != key:
            raise ValueError("a CURVE key is given as its 40 characters alone")
    except BadKey as error:
        raise ValueError(str(error)) from None
