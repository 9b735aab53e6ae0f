"""URLs of the web, read strictly: whoever checks one and whoever asks for it must mean the same.

What two readers could read differently is refused, and the rest is brought into one form: lower-case scheme and host, a
host of ASCII without the last dot, the port where it is not the scheme's own, percent-encoding only where it is needed.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import NamedTuple, Self
from urllib.parse import quote, unquote, urljoin

import idna

LONGEST = 8192
"""Characters of a URL."""
PORTS = {"http": 80, "https": 443}

_URL = re.compile(r"(https?)://([^/?#]*)(/[^?#]*)?(?:\?([^#]*))?(#.*)?", re.IGNORECASE)
_BAD = re.compile(r"[\x00-\x20\x7f-\x9f\\\ud800-\udfff]")
"""What some readers strip, and others take for a slash."""
_AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]@%]+)(?::([0-9]{1,5}))?", re.IGNORECASE)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""The last label of what some readers take for an IPv4 address."""
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT = "!$&'()*+,;=:@%/?[]~"
"""What may stand in a path or a query as it is, beside letters, digits, `-`, `.` and `_`."""
_CLIMBING = re.compile(r"(?:\A|[/\\])\.{1,2}(?=[;/\\]|\Z)")
"""`..` and `.`, also with what some servers cut off behind a semicolon."""
_LAYERS = 3
"""Layers of percent-encoding that are looked through."""


class BadUrl(ValueError):
    """Its text says what is wrong."""


class Url(NamedTuple):
    scheme: str
    host: str
    """A name, or an address; of IPv6 without brackets."""
    port: int
    path: str
    query: str
    """Without the `?`; empty where there is none."""

    @classmethod
    def of(cls, text: str) -> Self:
        """A fragment is left out. Raises `BadUrl`."""
        if len(text) > LONGEST:
            raise BadUrl(f"it is longer than {LONGEST} characters")
        if _BAD.search(text):
            raise BadUrl("it has a space, a backslash or a control character in it; percent-encode it")
        found = _URL.fullmatch(text)
        if found is None:
            raise BadUrl("it does not begin with https:// or http://")
        scheme = found[1].lower()
        host, port = _authority(found[2], PORTS[scheme])
        return cls(scheme, host, port, _path(found[3] or "/"), _quoted(found[4] or ""))

    @classmethod
    def beginning(cls, text: str) -> Self:
        """What URLs may begin with. Raises `BadUrl`."""
        if "?" in text or "#" in text:
            raise BadUrl("the beginning of URLs has no ? and no #")
        return cls.of(text)

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def text(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}{'?' if self.query else ''}{self.query}"

    def joined(self, reference: str) -> Self:
        """Where a redirect leads to. Raises `BadUrl`."""
        if _BAD.search(reference):
            raise BadUrl("it has a space, a backslash or a control character in it")
        try:
            return type(self).of(urljoin(self.text, reference))
        except ValueError as error:
            raise BadUrl(str(error)) from None

    def begins_with(self, beginning: Url) -> bool:
        """By whole segments of the path: `/code` is a beginning of `/code` and `/code/x`, `/code/` of the latter."""
        if self.origin != beginning.origin:
            return False
        mine, theirs = self.path.split("/"), beginning.path.split("/")
        if len(mine) < len(theirs):
            return False
        whole = theirs if theirs[-1] else theirs[:-1]
        return mine[: len(whole)] == whole


def is_allowed(url: Url, beginnings: Iterable[str]) -> bool:
    """Whether it has one of these. Those that cannot be read allow nothing."""
    for beginning in beginnings:
        try:
            if url.begins_with(Url.beginning(beginning)):
                return True
        except BadUrl:
            continue
    return False


def _authority(text: str, default: int) -> tuple[str, int]:
    if "@" in text:
        raise BadUrl("it has a user or a password in it")
    found = _AUTHORITY.fullmatch(text)
    if found is None:
        raise BadUrl("it names no host")
    port = int(found[2]) if found[2] else default
    if not 0 < port < 1 << 16:
        raise BadUrl(f"there is no port {port}")
    host = found[1]
    return (_address_of_six(host[1:-1]) if host.startswith("[") else _host(host)), port


def _address_of_six(text: str) -> str:
    try:
        return str(ipaddress.IPv6Address(text))
    except ValueError:
        raise BadUrl("its host is no IPv6 address") from None


def _host(text: str) -> str:
    name = _in_ascii(text).lower().removesuffix(".")
    labels = name.split(".")
    if len(name) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise BadUrl("its host is no name")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError:
            raise BadUrl("its host is no IPv4 address of four numbers") from None
    return name


def _in_ascii(text: str) -> str:
    if text.isascii():
        return text
    try:
        return idna.encode(text.lower(), strict=True).decode()
    except (idna.IDNAError, UnicodeError):
        raise BadUrl("its host is no name") from None


def _path(text: str) -> str:
    path = plain = _quoted(text)
    if "//" in path:
        raise BadUrl("its path has two slashes together")
    for _ in range(_LAYERS):
        if _CLIMBING.search(plain):
            raise BadUrl("its path climbs")
        if "%" not in plain:
            break
        plain = unquote(plain, errors="replace")
    return path


def _quoted(text: str) -> str:
    """In the one form that it has."""
    return _ENCODED.sub(_one_form, quote(text, safe=_KEPT))


def _one_form(found: re.Match[str]) -> str:
    if found[1] is None:
        raise BadUrl("it has a % that encodes nothing")
    character = chr(int(found[1], 16))
    if ord(character) < 0x20 or character == "\x7f":
        raise BadUrl("it has an encoded control character in it")
    return character if character in _UNRESERVED else found[0].upper()
