"""One check: a request, its redirects, and what was expected of the response."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from aiohttp import ClientResponse, ClientSession, ClientTimeout, hdrs
from yarl import URL

from cocaine_http import tls
from cocaine_http.body import read_body, text_of
from cocaine_http.faults import EXPECTED, outage_of
from cocaine_http.journey import Journey, Phase, underway
from cocaine_http.options import Options
from cocaine_http.outcome import Outcome
from cocaine_http.patterns import Pattern, TooSlow
from cocaine_http.reasons import Outage, Reason
from cocaine_http.session import Dropped, Sessions
from cocaine_http.target import BadTarget, Target, redirected

REDIRECTS = (301, 302, 303, 307, 308)
BUSY = 0.25
"""Seconds that a busy process is late to notice a deadline, from which on it owns up to it."""
_NEVER = 1e9
"""aiohttp rounds timeouts above this up to whole seconds."""


class Check:
    """Made anew for each run. It closes all that it opens, also when it is cancelled."""

    def __init__(self, target: Target, options: Options, sessions: Sessions) -> None:
        self._target = target
        self._options = options
        self._sessions = sessions
        self._journey = Journey()
        self._outcome = Outcome()

    async def run(self) -> dict[str, Any]:
        """The event's fields. Raises `OSError` where the daemon's own side is at fault."""
        token = underway.set(self._journey)
        try:
            async with asyncio.timeout(self._options.timeout) as deadline:
                await self._run()
        except TimeoutError:
            if not deadline.expired():
                raise
            if self._outcome.outage is None:
                self._outcome.outage = self._too_late(deadline)
        finally:
            underway.reset(token)
        return self._outcome.fields(self._journey)

    async def _run(self) -> None:
        try:
            await self._follow()
        except Outage as outage:
            self._outcome.outage = Outage(outage.reason, str(outage))  # its traceback would hold this check
            if outage.reason in (Reason.CERTIFICATE, Reason.CERTIFICATE_EXPIRED):
                await self._look_at_certificate()

    def _too_late(self, deadline: asyncio.Timeout) -> Outage:
        """It says so where this process has too much to do: then it may be its own fault."""
        sentence = f"not done within {self._options.timeout:g} s; it was still {self._journey.doing}"
        lag = asyncio.get_running_loop().time() - (deadline.when() or 0.0)
        return Outage(
            Reason.TIMEOUT, sentence + (f"; this process is {lag:.1f} s behind" if lag > BUSY else "")
        )

    async def _follow(self) -> None:
        """From redirect to redirect. No cookie is kept: whoever sends us back where we were does so for ever."""
        method, seen = self._options.method, set[tuple[str, URL]]()
        while (method, self._target.url) not in seen:
            seen.add((method, self._target.url))
            with contextlib.closing(await self._ask(method)) as response:
                location = self._location(response)
                if location is None:
                    return await self._judge(response, method)
            if response.status == 303 and method != hdrs.METH_HEAD:
                method = hdrs.METH_GET
            self._go_to(location)
        raise Outage(Reason.REDIRECT_LOOP, f"redirected in a loop, after {self._outcome.redirects} redirects")

    def _location(self, response: ClientResponse) -> str | None:
        """Where to go on, if that is what is to be done."""
        follows = response.status in REDIRECTS and self._options.redirects
        if not follows or (self._options.status and response.status in self._options.status):
            return None
        return response.headers.get(hdrs.LOCATION)

    def _go_to(self, location: str) -> None:
        if self._outcome.redirects == self._options.redirects:
            raise Outage(Reason.REDIRECT, f"redirected more than {self._options.redirects} times")
        try:
            next_one = redirected(self._target, location)
        except BadTarget as error:
            raise Outage(Reason.REDIRECT, f"a redirect that cannot be followed: {error}") from None
        if next_one.origin == self._target.origin:
            next_one = Target(next_one.url, self._target.credentials)
        self._target = next_one
        self._outcome.redirects += 1
        self._outcome.url = str(next_one.url)

    # --- one request

    async def _ask(self, method: str) -> ClientResponse:
        """The head of the response. Raises `Outage`."""
        try:
            response = await self._send(method)
        except EXPECTED as error:
            raise outage_of(error, self._target, self._options.proxy, self._journey) from error
        self._journey.enter(Phase.BODY)
        self._outcome.code = response.status
        return response

    async def _send(self, method: str) -> ClientResponse:
        """A connection that was used before may be closed by now: that is no outage, and is tried on a fresh one."""
        if not self._options.keepalive:
            return await self._request(self._sessions.fresh, method)
        try:
            return await self._request(self._sessions.kept, method)
        except Dropped:
            if not self._journey.reused:
                raise
            return await self._request(self._sessions.fresh, method)

    async def _request(self, session: ClientSession, method: str) -> ClientResponse:
        headers, proxy_headers = self._headers()
        proxy = self._options.proxy
        peer = proxy or self._target
        self._journey.reused, self._journey.not_after = False, None
        self._journey.enter(Phase.RESOLVE if peer.is_name else Phase.CONNECT)
        return await session.request(
            method,
            self._target.url,
            headers=headers,
            allow_redirects=False,
            proxy=proxy.url if proxy else None,
            proxy_headers=proxy_headers,
            ssl=tls.VERIFIED if self._options.verify else tls.UNVERIFIED,
            timeout=ClientTimeout(total=None, connect=self._options.connect_timeout, ceil_threshold=_NEVER),
        )

    def _headers(self) -> tuple[dict[str, str], dict[str, str] | None]:
        """For the server, and for the proxy: who gets its own with CONNECT, but of a plain request among the others."""
        headers: dict[str, str] = {}
        if self._target.credentials:
            headers[hdrs.AUTHORIZATION] = self._target.credentials
        proxy = self._options.proxy
        if proxy is None or proxy.credentials is None:
            return headers, None
        for_proxy: dict[str, str] = {hdrs.PROXY_AUTHORIZATION: proxy.credentials}
        return (headers, for_proxy) if self._target.url.scheme == "https" else (headers | for_proxy, None)

    async def _look_at_certificate(self) -> None:
        """Its end is worth a second connection; through a proxy there is none."""
        if self._options.proxy is not None:
            return
        with contextlib.suppress(OSError):
            addresses = await self._sessions.resolver.addresses(self._target.host)
            await tls.look_at(addresses[0][1], self._target.host, self._target.port)

    # --- what was expected

    async def _judge(self, response: ClientResponse, method: str) -> None:
        self._judge_status(response)
        self._judge_headers(response)
        if method == hdrs.METH_HEAD:
            return
        try:
            body = await read_body(response.content, self._options.body_limit)
        except EXPECTED as error:
            raise outage_of(error, self._target, self._options.proxy, self._journey) from error
        self._outcome.body = body
        if self._options.body is not None:
            _expect(self._options.body, text_of(body, response), Reason.BODY, "the body")

    def _judge_status(self, response: ClientResponse) -> None:
        expected = self._options.status
        if expected is None and response.status not in range(200, 300):
            raise Outage(Reason.STATUS, f"the code is {response.status}, and a 2xx was expected")
        if expected is not None and response.status not in expected:
            raise Outage(Reason.STATUS, f"the code is {response.status}, and {expected.text} was expected")

    def _judge_headers(self, response: ClientResponse) -> None:
        for header in self._options.header:
            values = response.headers.getall(header.name, None)
            if values is None:
                raise Outage(Reason.HEADER, f"the response has no header {header.name}")
            if header.pattern is not None:
                _expect(header.pattern, ", ".join(values), Reason.HEADER, f"the header {header.name}")


def _expect(pattern: Pattern, text: str, reason: Reason, what: str) -> None:
    try:
        found = pattern.found_in(text)
    except TooSlow:
        raise Outage(
            reason, f"{what} is too much for the pattern {pattern.text!r}, which rests now"
        ) from None
    if not found:
        raise Outage(reason, f"{what} does not match {pattern.text!r}")
