"""From a source URI to the file on another host that it names (sources.md, Remote code).

`python://host/code/file.py/MyClass?some_arg=5#sha256=…`: the file ends with the last part of the path that has a dot
in it, what follows is the name in the file; where no part has one the last part is the file. Scheme, host and path are
all that the origin is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import quote

from cocaine_sdk import failure
from cocaine_sdk.errors import MalformedUri, SourceFailed
from cocaine_sdk.failure import Failure
from cocaine_sdk.uri import SourceUri
from cocained.outreach.urls import BadUrl, Url, is_allowed

_PIN = re.compile(r"sha256=([0-9a-fA-F]{64})")
_SECRET = "{secret:"


class Target(NamedTuple):
    """One file on another host, and what of it is wanted."""

    url: str
    pin: str
    """The SHA-256 that it must have, as hex digits; empty for whatever it has."""

    @property
    def key(self) -> str:
        """By which a copy is kept: pinned code is another matter than the latest of the same URL."""
        return f"{self.url}#sha256={self.pin}" if self.pin else self.url


def target(uri: SourceUri, origins: Sequence[str]) -> tuple[Target, str]:
    """The file, and the name in it. By https, where an origin of that allows it, else by http.

    Raises `MalformedUri`, or `SourceFailed` where no origin allows it.
    """
    pin = _pin(uri)
    segments, name = _split(uri)
    path = "/".join(quote(segment, safe="") for segment in segments)
    try:
        urls = [Url.of(f"{scheme}://{uri.host}/{path}") for scheme in ("https", "http")]
    except BadUrl as error:
        raise MalformedUri(uri.uri, str(error)) from None
    for url in urls:
        if is_allowed(url, origins):
            return Target(url.text, pin), name
    raise SourceFailed(_forbidden(urls[0], origins))


def _pin(uri: SourceUri) -> str:
    found = _PIN.fullmatch(uri.fragment)
    if found:
        return found[1].lower()
    if "#" in uri.uri:  # else what is meant as a pin, and is none, would have any code run
        raise MalformedUri(
            uri.uri, "behind the # of remote code stands its hash alone, as #sha256= and 64 hex digits"
        )
    return ""


def _split(uri: SourceUri) -> tuple[tuple[str, ...], str]:
    """The file's path, and the name in it."""
    segments = uri.segments
    if any(_SECRET in part for part in (uri.host, *segments)):
        raise MalformedUri(
            uri.uri, "remote code is asked for without secrets: they stand in its arguments only"
        )
    end = _last_with_dot(segments) or len(segments)
    if not segments or len(segments) - end > 1:
        raise MalformedUri(
            uri.uri, f"it names no file; write it as {uri.scheme}://host/folder/file.extension/Name"
        )
    return segments[:end], "".join(segments[end:])


def _last_with_dot(segments: Iterable[str]) -> int:
    return max((number for number, segment in enumerate(segments, 1) if "." in segment), default=0)


def _forbidden(url: Url, origins: Sequence[str]) -> Failure:
    folder = url._replace(path=url.path.rpartition("/")[0] + "/")
    among = f"it is not below {' or '.join(origins[:5])}" if origins else "no origin is allowed"
    return Failure(
        code=failure.FORBIDDEN,
        message=f"code may not be fetched from {url.text}: {among}",
        hint=f'an operator allows it by [remote] origins = ["{folder.text}"]; a local file has three slashes,'
        " as python:///file.py/Name",
    )
