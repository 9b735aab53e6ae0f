"""What one source asks of the world outside of its cell: checked here, and carried out by the processes that reach out.

This is the wall. Whoever is in the cell can ask for anything at all; neither the cell nor the host opens any of it.
"""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Callable
from typing import NamedTuple, Protocol

from cocaine_sdk.errors import Forbidden, Unreachable
from cocaine_sdk.redaction import Scrub
from cocained.cells.outside import (
    MAX_BODY,
    MAX_HEADERS,
    MAX_URL,
    Agreed,
    Connect,
    Fetched,
    FetchUrl,
    Opened,
    OpenFile,
    ReachAnswer,
    ReachCall,
    ReadEnv,
    Unreached,
    Want,
)
from cocained.cells.reachable import Outside
from cocained.core.grants import elements
from cocained.core.grants.elements import Place
from cocained.core.grants.reach import Kind, Reach
from cocained.outreach import orders
from cocained.outreach.urls import BadUrl, Url

log = logging.getLogger(__name__)

LEAST = 0.001
"""Seconds that anything has."""
MARGIN, MOST_MARGIN = 0.1, 0.25
"""Part of a call's time, and seconds, that are left for its source to hear that something took too long."""
LONGEST_WAIT = 60.0
"""Seconds that one thing may take, however long the call has."""
LONGEST = 300
"""Characters of what a source asks for that it is told again."""


class Answered(NamedTuple):
    frame: ReachAnswer
    descriptor: int | None = None
    """What goes along with it."""


class Witness(Protocol):
    """Who hears of what was denied."""

    def denied(self, kind: Kind, what: str, element: str) -> None:
        """`element`: what of a `[[grant]]` would give it; empty where nothing would."""


class Reaching:
    """One cell's questions, one at a time."""

    def __init__(
        self, uri: str, outside: Outside, receives: bool, witness: Witness, scrub: Scrub | None
    ) -> None:
        """`receives`: whether the cell can be handed descriptors. `scrub` hides the URI's secrets in what is noted."""
        self.wants: Reach | None = None
        """What the source has said that it wants; None where it has said nothing."""
        self._narrowed: tuple[Reach, Reach] | None = None
        """What was granted, and what `wants` leaves of that, until the grants change."""
        self._uri = uri
        self._outside = outside
        self._receives = receives
        self._witness = witness
        self._scrub = scrub
        self._answering: asyncio.Task[None] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a question has no answer yet."""
        return self._answering is not None

    def begin(self, call: ReachCall, left: float, answer: Callable[[Answered], None]) -> None:
        """Answer one question, in a call that has so many seconds left."""
        allowed = min(max(left - min(left * MARGIN, MOST_MARGIN), LEAST), LONGEST_WAIT)
        self._answering = asyncio.ensure_future(self._answer(call, allowed, answer))

    def end(self) -> None:
        """The cell has gone: what is on its way is of no use any more."""
        if self._answering is not None:
            self._answering.cancel()

    async def _answer(self, call: ReachCall, left: float, answer: Callable[[Answered], None]) -> None:
        try:
            async with asyncio.timeout(left):  # also where others' orders come first
                answered = await self._answered(call, left)
        except TimeoutError:
            answered = Answered(Unreached(f"it took longer than {left:.3g} s", errno=errno.ETIMEDOUT))
        except Exception:
            log.exception("what a source wanted to reach could not be answered")
            answered = Answered(Unreached("the daemon failed to reach it; its log says why"))
        finally:
            self._answering = None
        answer(answered)

    async def _answered(self, call: ReachCall, left: float) -> Answered:
        try:
            match call:
                case OpenFile(path=path):
                    return await self._open(path, left)
                case Connect(host=host, port=port, timeout=timeout):
                    return await self._connect(host, port, _seconds(timeout, left))
                case FetchUrl():
                    return await self._fetch(call, _seconds(call.timeout, left))
                case ReadEnv(name=name):
                    return self._variable(name)
                case Want():
                    return self._want(call)
        except Forbidden as error:
            self._note(*_named(call), "")
            return Answered(Unreached(str(error), denied=True))
        except Unreachable as error:
            return Answered(Unreached(str(error), errno=error.errno))

    # --- the kinds ------------------------------------------------------------------------------------------

    async def _open(self, text: str, left: float) -> Answered:
        try:
            path = elements.path(text)
        except ValueError as error:
            return _meaningless(f"open({_short(text)})", error)
        reach = self._reach
        if not reach.reads(path):
            return self._denied(Kind.READ, f"open({_short(path)})", path, path, self._granted.reads(path))
        if not self._receives:
            return _too_early(f"open({_short(path)})")
        order = orders.Open(path=path, roots=reach.read, timeout=left)
        async with self._outside.shares.turn(self._uri):
            descriptor = await self._outside.files.open(order)
        self._outside.counts["files"] += 1
        return Answered(Opened(), descriptor)

    async def _connect(self, host: str, port: int, left: float) -> Answered:
        try:
            place = Place.of(host, port)
        except ValueError as error:
            return _meaningless(f"connect({_short(host)}, {port})", error)
        what = str(place)
        if place not in self._reach.connect:
            called = f"connect({_short(place.host)}, {port})"
            return self._denied(Kind.CONNECT, called, what, what, place in self._granted.connect)
        if not self._receives:
            return _too_early(f"connect({_short(place.host)}, {port})")
        order = orders.Connect(host=place.host, port=port, private=self._outside.private, timeout=left)
        async with self._outside.shares.turn(self._uri):
            descriptor = await self._outside.network.connect(order)
        self._outside.counts["connections"] += 1
        return Answered(Opened(), descriptor)

    async def _fetch(self, call: FetchUrl, left: float) -> Answered:
        try:
            if len(call.url) > MAX_URL:
                raise BadUrl(f"it is longer than {MAX_URL} characters")
            url = Url.of(call.url)
        except BadUrl as error:
            return _meaningless(f"fetch({_short(call.url)})", error)
        beginnings = self._reach.fetch
        if not any(map(url.begins_with, beginnings)):
            bare = url._replace(query="").text
            granted = any(map(url.begins_with, self._granted.fetch))
            return self._denied(Kind.FETCH, f"fetch({_short(url.text)})", bare, bare, granted)
        order = orders.Fetch(
            url=url.text,
            method=call.method,
            headers=call.headers,
            body=call.body,
            allowed=tuple(beginning.text for beginning in beginnings),
            private=self._outside.private,
            as_named=True,
            most=MAX_BODY,
            timeout=left,
        )
        async with self._outside.shares.turn(self._uri):
            got = await self._outside.network.fetch(order)
        if sum(len(name.encode()) + len(value.encode()) for name, value in got.headers) > MAX_HEADERS:
            raise Unreachable(f"{url.authority}: its response has more than {MAX_HEADERS} bytes of headers")
        self._outside.counts["fetches"] += 1
        return Answered(Fetched(got.status, got.url, got.headers, got.body))

    def _variable(self, name: str) -> Answered:
        if name in self._reach.env:
            return Answered(Agreed())
        try:
            element = elements.variable(name)
        except ValueError:
            element = ""
        return self._denied(Kind.ENV, f"env {_short(name)}", name, element, name in self._granted.env)

    def _want(self, want: Want) -> Answered:
        if self.wants is not None:
            return Answered(Unreached("the source has said what it wants already"))
        if want.excess:
            return Answered(Unreached(want.excess))
        try:
            self.wants = Reach.parse(want.read, want.connect, want.fetch, want.env)
        except ValueError as error:
            return Answered(Unreached(f"wants: {error}"))
        return Answered(Agreed())

    # --- what it may ----------------------------------------------------------------------------------------

    @property
    def _granted(self) -> Reach:
        """By the grants of this moment."""
        return self._outside.grants.of(self._uri)

    @property
    def _reach(self) -> Reach:
        granted = self._granted
        if self.wants is None:
            return granted
        if self._narrowed is None or self._narrowed[0] is not granted:
            self._narrowed = granted, granted.within(self.wants)
        return self._narrowed[1]

    def _note(self, kind: Kind, what: str, element: str) -> None:
        self._outside.counts["denied"] += 1
        what = what[: elements.MAX_PATH]
        shown = what if self._scrub is None else self._scrub.text(what)
        self._witness.denied(kind, shown, element if shown == what else "")

    def _denied(self, kind: Kind, called: str, what: str, element: str, granted: bool) -> Answered:
        """`granted`: it is the source's own `wants` that lacks it."""
        self._note(kind, what, "" if granted else element)
        if granted:
            return Answered(Unreached(f"{called} is not among what the source itself `wants`", denied=True))
        return Answered(
            Unreached(
                f"{called} is not granted to this source; the operator can grant it: `cocaine explain` shows how",
                denied=True,
            )
        )


def _named(call: ReachCall) -> tuple[Kind, str]:
    """What a rule beyond the grants has refused, for people."""
    match call:
        case OpenFile(path=path):
            return Kind.READ, path
        case Connect(host=host, port=port):
            return Kind.CONNECT, f"{host}:{port}"
        case FetchUrl(url=url):
            return Kind.FETCH, url.partition("?")[0]
    raise TypeError(f"no rule refuses {call!r}")


def _seconds(wanted: float, left: float) -> float:
    """What is asked for, where that is a time at all, but never more than there is."""
    return min(max(wanted, LEAST), left) if wanted > 0 else left


def _meaningless(called: str, error: ValueError) -> Answered:
    return Answered(Unreached(f"{called}: {error}", errno=errno.EINVAL))


def _too_early(called: str) -> Answered:
    return Answered(
        Unreached(
            f"{called} is granted since this cell was started; its source is started anew", errno=errno.EAGAIN
        )
    )


def _short(text: str) -> str:
    return f"{text[:LONGEST]!r}"
