"""The order `Fetch`: a request to a web server, and those to wherever it redirects to, each checked anew."""

from __future__ import annotations

import re
import ssl
from typing import NamedTuple

import aiohttp
from aiohttp import ClientResponse, ClientSession
from aiohttp.client_exceptions import ClientConnectorCertificateError
from yarl import URL

from cocained.outreach.addresses import networks
from cocained.outreach.inside import asking, bodies
from cocained.outreach.inside.asking import Headers
from cocained.outreach.inside.journey import session
from cocained.outreach.inside.means import Means
from cocained.outreach.inside.refusing import Refused, forbidden
from cocained.outreach.naming import EVERYWHERE, is_private_by_name
from cocained.outreach.orders import Fetch, Fetched
from cocained.outreach.urls import BadUrl, Url, is_allowed

MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_AS_GET = {301: ("POST",), 302: ("POST",), 303: ("POST", "PUT", "PATCH", "DELETE", "OPTIONS")}
"""Methods of requests that are followed by a GET, as browsers do it."""
_TEXT = re.compile(r"[\t\x20-\x7e\xa0-\ud7ff\ue000-\U0010ffff]*")


class Request(NamedTuple):
    url: Url
    method: str
    headers: Headers
    body: bytes | None


async def fetch(order: Fetch, means: Means) -> Fetched:
    """Raises `Refused`."""
    asking.check(order)
    try:
        request = Request(Url.of(order.url), order.method, order.headers, order.body)
        private = networks(order.private)
    except (BadUrl, ValueError) as error:
        raise forbidden(f"{order.url[:200]}: {error}") from None
    for _ in range(MOST_REDIRECTS + 1):
        as_named = order.as_named and is_private_by_name(request.url.host)
        async with session(means, EVERYWHERE if as_named else private, order.most) as client:
            answer = await _ask(client, request, order)
        if isinstance(answer, Fetched):
            return answer
        request = answer
    raise Refused(f"{order.url[:200]} redirects more than {MOST_REDIRECTS} times")


async def _ask(client: ClientSession, request: Request, order: Fetch) -> Fetched | Request:
    """What came, or where to ask instead."""
    if not is_allowed(request.url, order.allowed):
        raise forbidden(f"{request.url.text[:200]} is not among what may be fetched")
    where = request.url.authority
    try:
        async with client.request(
            request.method,
            URL(request.url.text, encoded=True),
            headers=request.headers,
            data=request.body,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=None),  # the order has its own
        ) as response:
            location = response.headers.get("Location")
            if response.status in _REDIRECTS and location is not None:
                return _redirected(request, response.status, location)
            body = b"" if request.method == "HEAD" else await bodies.read(response, order.most)
            return Fetched(response.status, request.url.text, _headers(response), body)
    except (aiohttp.ClientError, ValueError, OSError) as error:
        raise Refused(f"{where}: {_why(error)}") from None
    except Refused as error:
        raise Refused(f"{where}: {error}", error.forbidden) from None


def _redirected(request: Request, status: int, location: str) -> Request:
    try:
        url = request.url.joined(location)
    except BadUrl as error:
        raise forbidden(f"it redirects to {location[:200]!r}: {error}") from None
    headers = request.headers if url.origin == request.url.origin else asking.for_stranger(request.headers)
    if request.method in _AS_GET.get(status, ()):
        bodiless = tuple(header for header in headers if not header[0].lower().startswith("content-"))
        return Request(url, "GET", bodiless, None)
    return Request(url, request.method, headers, request.body)


def _headers(response: ClientResponse) -> Headers:
    """What cannot be said in text is left out."""
    return tuple(
        (name.lower(), value)
        for name, value in response.headers.items()
        if _TEXT.fullmatch(name) and _TEXT.fullmatch(value)
    )


def _why(error: Exception) -> str:
    if isinstance(error, ClientConnectorCertificateError):
        found = error.certificate_error
        words = found.verify_message if isinstance(found, ssl.SSLCertVerificationError) else str(found)
        return f"its certificate is not to be trusted: {words}"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"it cannot be reached: {error.os_error.strerror or error.os_error}"
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "it hung up"
    if isinstance(error, aiohttp.ClientResponseError):
        return f"its response is no HTTP: {error.message[:200]}"
    if isinstance(error, aiohttp.ClientPayloadError):
        return "its response broke off"
    return f"{type(error).__name__}: {str(error)[:200]}"
