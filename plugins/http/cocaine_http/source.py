"""A source of the schemes `http` and `https`: each run is one check of its URI."""

from __future__ import annotations

from typing import Any

from cocaine_http.checking import Check
from cocaine_http.options import parse_options
from cocaine_http.session import Sessions
from cocaine_http.target import parse_source
from cocaine_sdk.plugin import Isolation


class Http:
    """Made from a URI, whose fragment has the options. Raises `MalformedUri` or `BadArgument`.

    An outage of whatever kind is an event. `next` raises `OSError` only where this process itself is short of
    something, such as descriptors: then nothing is known of the server.
    """

    isolation = Isolation.SHARED

    def __init__(self, uri: str) -> None:
        self._target, fragment = parse_source(uri)
        self._options = parse_options(fragment)
        self._sessions: Sessions | None = None

    async def next(self) -> dict[str, Any]:
        """Check once. The fields are those of the README."""
        if self._sessions is None:
            self._sessions = Sessions.join()
        return await Check(self._target, self._options, self._sessions).run()

    async def close(self) -> None:
        """The last source of a loop closes what they shared."""
        if self._sessions is not None:
            sessions, self._sessions = self._sessions, None
            await sessions.leave()
