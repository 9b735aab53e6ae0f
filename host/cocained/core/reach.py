"""Which sources the targets of a request are, and whether whoever asks may reach them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec import Raw

from cocaine_sdk.errors import AccessDenied
from cocaine_sdk.protocol import Past, Push, Request, Secrets
from cocained.core.authority.admission import Admission
from cocained.core.authority.permits import Permit
from cocained.core.engines import Engines
from cocained.core.events import Events

Serve = Callable[[str, bytes | Raw], Awaitable[object]]
"""Serves one target."""


class Reach:
    """Holds permits that are limited to some sources to these, whatever a target names them by."""

    def __init__(self, engines: Engines, events: Events, admission: Admission) -> None:
        self._engines = engines
        self._events = events
        self._admission = admission

    def check(self, permit: Permit | None, request: Request) -> None:
        """Raises `AccessDenied` for a request whose targets say nothing of the sources that it is about."""
        if permit is not None and not permit.is_everywhere and isinstance(request, Secrets):
            error = permit.denied("may not deal with secrets, which other sources may get")
            self._admission.deny(error, request.token)
            raise error

    def within(self, permit: Permit | None, request: Request, serve: Serve) -> Serve:
        """The same for the targets that the permit covers, as long as it holds; `AccessDenied` for the others, each for
        itself."""
        if permit is None:
            return serve
        limited = permit

        async def serve_covered(target: str, raw: bytes | Raw) -> object:
            return await serve(self._covered(limited, request, target), raw)

        return serve_covered

    def _covered(self, permit: Permit, request: Request, target: str) -> str:
        """The target, by the very name that was checked."""
        try:
            self._admission.check_holds(permit, request.token)  # targets before this one may have taken long
            if permit.is_everywhere:
                return target
            if "://" not in target:
                uri = self._events.uri_of(target)
                permit.check_source(uri or "")  # what is nobody's yet may be another source's a moment later
                return target
            uri = self._meant(request, target)
            permit.check_source(uri)
            return uri
        except AccessDenied as error:
            self._admission.deny(error, request.token)
            raise

    def _meant(self, request: Request, target: str) -> str:
        match request:
            case Push():  # which is of a URI as it stands there, never of one that is shown like it
                return target
            case Past():
                return self._events.meant(target)
            case _:
                return self._engines.meant(target)
