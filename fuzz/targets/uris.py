"""A source's URI and a pattern of URIs: any text is taken apart or refused, and no host is taken for another one."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from urllib.parse import quote, urlencode, urlsplit

from yarl import URL

from cocaine_sdk.errors import MalformedUri
from cocaine_sdk.redaction import HIDDEN, REFERENCE, Scrub, is_redacted, redacted, redacted_within
from cocaine_sdk.uri import MAX_LENGTH, SourceUri, parse, scheme_of
from cocained.core.patterns import Pattern

WORDS = (
    "://", "@", ":", "%2f", "%40", "%00", "%2e%2e", "..", "?a=b", "&", "#sha256=", "{secret:db}", "*", "[::1]", "\\",
    "python", "mysql", "http", "db.example.com", "evil", "***", ":@{secret:db}@",
)  # fmt: skip
SEPARATOR = "\n"
"""Between a URI and a pattern."""
_URIS = (
    "python:///file.py/MyClass?some_arg=5&another_arg=abc",
    "python://code.example.com/a/file.py/Class#sha256=00ff",
    "mysql://user:pass@db.example.com:3306/shop",
    "mysql://app:{secret:db}@db.example.com/",
    "http://u:p@[::1]:80/x#proxy=http%3A%2F%2Fu%3Ap%40proxy",
    "javascript:///counter.js/Counter?start=5",
)
_PATTERNS = (
    "mysql://*@db.example.com*",
    "mysql://app:*@*.example.com/*",
    "http://api.example.com/*#*",
    "python:///f.py/*",
)


def seeds() -> Iterable[bytes]:
    yield from (uri.encode() for uri in _URIS)
    yield from (f"{uri}{SEPARATOR}{pattern}".encode() for uri in _URIS for pattern in _PATTERNS)


def law(data: bytes) -> None:
    uri, _, pattern = data.decode("utf-8", "surrogateescape").partition(SEPARATOR)
    a_uri_is_taken_apart_or_refused(uri)
    a_password_is_hidden(uri)
    a_pattern_lets_in_no_other_host(pattern, uri)


def a_uri_is_taken_apart_or_refused(uri: str) -> None:
    try:
        found = parse(uri)
    except MalformedUri:
        return
    assert len(uri) <= MAX_LENGTH
    assert found.uri == uri
    assert found.scheme == scheme_of(uri)
    assert not any(segment in ("", ".", "..") or set(segment) & {"/", "\0"} for segment in found.segments)
    again = parse(_written(found))
    assert (again.scheme, again.host, again.segments) == (found.scheme, found.host, found.segments)
    assert (again.arguments, again.fragment) == (found.arguments, found.fragment)


def _written(found: SourceUri) -> str:
    """A URI of the same parts."""
    path = "".join("/" + quote(segment, safe="", errors="surrogatepass") for segment in found.segments)
    query = "?" + urlencode(found.arguments) if found.arguments else ""
    return f"{found.scheme}://{found.host}{path}{query}" + (f"#{found.fragment}" if found.fragment else "")


def a_password_is_hidden(uri: str) -> None:
    shown = redacted(uri)
    assert redacted(shown) == shown
    assert isinstance(is_redacted(uri), bool)
    redacted_within(f"at {uri}: no")
    scrub = Scrub.of(uri)
    if scrub is not None:
        scrub.text(uri)
    password = _password(uri)
    if password and HIDDEN not in password and not REFERENCE.search(uri):  # which is shown, with its colon
        assert f":{password}@" not in shown


def _password(uri: str) -> str | None:
    try:
        return urlsplit(uri).password
    except ValueError:
        return None


def a_pattern_lets_in_no_other_host(text: str, uri: str) -> None:
    """Whoever takes the URI apart: the one that sources are made by, and the one that talks HTTP."""
    try:
        pattern = Pattern(text)
    except ValueError:
        return
    if not pattern.matches(uri):
        return
    assert uri.partition("://")[0] == text.partition("://")[0]
    meant = _host_of_pattern(text)
    for host in _hosts(uri):
        assert re.fullmatch(meant, host, re.IGNORECASE), (text, uri, host)


def _host_of_pattern(text: str) -> str:
    """A regular expression, made by other means than those that are tested."""
    rest = text.partition("://")[2]
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    name, port = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(:.*)?", authority.rpartition("@")[2]).groups()  # type: ignore[union-attr]
    is_open = name.endswith("*") and port is None and authority == rest
    if is_open and name[-2:-1] not in ("", "."):
        name = name[:-1]
    return "".join("[A-Za-z0-9._*-]*" if letter == "*" else re.escape(letter) for letter in name.strip("[]"))


def _hosts(uri: str) -> Iterable[str]:
    with contextlib.suppress(ValueError):
        yield urlsplit(uri).hostname or ""
    with contextlib.suppress(
        ValueError, IndexError
    ):  # which yarl raises for brackets before an @ without a host
        yield URL(uri).raw_host or ""
