"""A URL that the daemon fetches for a source or for code: whoever checks it and whoever asks for it mean the same."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from ipaddress import IPv6Address
from urllib.parse import unquote, urlsplit

from yarl import URL

from cocained.outreach.urls import LONGEST, BadUrl, Url, is_allowed

WORDS = (
    "http://", "https://", "//", "/../", "/./", "%2e%2e", "%252e", "%2f", "%5c", "\\", "@", ":443", ":80", ":",
    "[::1]", "[::ffff:127.0.0.1]", "127.1", "0x7f.1", "2130706433", "api.example.com", "?", "#", ";", "\t", "\u3002",
    "\uff0e", "\u212a", "xn--", "%00", "%", " ", "é",
)  # fmt: skip
SEPARATOR = "\n"
"""Between a URL and what it is redirected to."""
ALLOWED = ("https://api.example.com/v1/", "http://127.0.0.1:8080/code")
_URLS = (
    "https://api.example.com/v1/x?y=1#z", "HTTPS://API.example.com.:443/v1/%7Ea/", "http://127.0.0.1:8080/code/a.py",
    "http://[::1]:8080/", "https://bücher.example/v1/ß?q=é", "https://api.example.com/v1/%E2%82%AC;a=1/b",
    "https://api.example.com:65535?a/b",
)  # fmt: skip
_REFERENCES = ("/v2/x", "../x", "//evil.example/x", "?a=b", "https://evil.example/", "x/./y", "#only")


def seeds() -> Iterable[bytes]:
    yield from (url.encode() for url in _URLS)
    yield from (f"{url}{SEPARATOR}{reference}".encode() for url in _URLS for reference in _REFERENCES)


def law(data: bytes) -> None:
    text, _, reference = data.decode("utf-8", "surrogateescape").partition(SEPARATOR)
    try:
        url = Url.of(text)
    except BadUrl:
        return
    it_means_one_thing(url)
    with contextlib.suppress(BadUrl):
        it_means_one_thing(url.joined(reference))


def it_means_one_thing(url: Url) -> None:
    """To the one who checks, to the one who asks, and to urllib."""
    assert url.text.isascii()
    assert url.text.isprintable()
    assert " " not in url.text
    assert len(url.text) <= 3 * LONGEST + len("https://")
    assert Url.of(url.text) == url
    asked, third = URL(url.text, encoded=True), urlsplit(url.text)
    assert (asked.scheme, asked.port) == (url.scheme, url.port)
    assert _same_host(asked.raw_host, url.host)
    assert _same_host(third.hostname, url.host)
    assert asked.raw_path == third.path == url.path
    assert asked.user is None
    assert not _climbs(url.path)
    assert is_allowed(url, (url._replace(query="").text,))
    if is_allowed(url, ALLOWED):
        assert url.text.startswith(ALLOWED)


def _same_host(host: str | None, other: str) -> bool:
    if host is not None and ":" in host:
        return IPv6Address(host) == IPv6Address(other)
    return host == other


def _climbs(path: str) -> bool:
    """Also where it is decoded once more than it should be."""
    return any(
        part.partition(";")[0] in ("..", ".")
        for text in (path, unquote(path), unquote(unquote(path)))
        for part in text.replace("\\", "/").split("/")
    )
