"""Source URIs: `scheme://…` taken apart, strictly (seed; sources.md)."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from cocaine_sdk.errors import MalformedUri
from cocaine_sdk.redaction import redacted as redacted  # of this module too, for whoever deals with URIs

MAX_LENGTH = 4096
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*\Z")
_BAD = re.compile(r"[\x00-\x20\x7f\ud800-\udfff]")


class SourceUri(msgspec.Struct, frozen=True):
    """A source URI. `uri` is as it was written, and is the identifier of the source."""

    uri: str
    scheme: str
    host: str
    segments: tuple[str, ...]
    """The path, split at `/` and percent-decoded; never empty parts."""
    arguments: dict[str, str]
    """The query, decoded as forms are: percent and `+`."""
    fragment: str


def scheme_of(uri: str) -> str:
    """The scheme alone: all that the daemon itself needs of a URI. Raises `MalformedUri`."""
    if len(uri) > MAX_LENGTH:
        raise MalformedUri(uri, f"it is longer than {MAX_LENGTH} characters")
    scheme, separator, _ = uri.partition("://")
    if not separator:
        raise MalformedUri(uri, "expected scheme://…, such as python:///file.py/MyClass")
    if not _SCHEME.match(scheme):
        raise MalformedUri(uri, "a scheme is lower-case letters, digits, + . and -")
    if (bad := _BAD.search(uri)) is not None:
        what = "half a surrogate pair" if bad[0] >= "\ud800" else "a space or a control character"
        raise MalformedUri(uri, f"it contains {what}; percent-encode it")
    return scheme


def parse(uri: str) -> SourceUri:
    """Take a URI apart. Raises `MalformedUri`."""
    scheme = scheme_of(uri)
    try:
        parts = urlsplit(uri)
        query = parse_qsl(
            parts.query, keep_blank_values=True, strict_parsing=bool(parts.query), errors="strict"
        )
        segments = tuple(unquote(s, errors="strict") for s in parts.path.split("/") if s)
    except ValueError as error:
        raise MalformedUri(uri, str(error)) from None
    arguments = dict(query)
    if len(arguments) != len(query):
        raise MalformedUri(uri, "a query argument is given twice")
    if any("/" in s or "\0" in s or s in (".", "..") for s in segments):
        raise MalformedUri(uri, "the path climbs or contains an encoded slash")
    return SourceUri(uri, scheme, parts.netloc, segments, arguments, parts.fragment)
