"""What to ask: an http or https URI taken apart, strictly, with its password apart from everything that is shown."""

from __future__ import annotations

import re
import string
from base64 import b64encode
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, unquote, urldefrag, urljoin

from yarl import URL

from cocaine_sdk.errors import MalformedUri
from cocaine_sdk.uri import MAX_LENGTH

_SHAPE = re.compile(r"(https?)://([^/?#]*)([^#]*)(?:#(.*))?", re.DOTALL)
_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
_NUMERIC = re.compile(r"([0-9]+|0x[0-9a-f]*)\.?")
_BLANK = re.compile(r"[\x00-\x20\x7f]")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UP_TO_USERINFO = re.compile(r"://.*@", re.DOTALL)
_PRINTABLE = string.ascii_letters + string.digits + string.punctuation
_PORTS = range(1, 65536)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LONGEST_NAME = 253


@dataclass(frozen=True, slots=True)
class Target:
    url: URL
    """As it is sent: without userinfo and fragment, its path and query untouched."""
    credentials: str | None = field(default=None, repr=False)
    """The userinfo as the value of an `Authorization` header."""

    @property
    def host(self) -> str:
        """An address (IPv6 without brackets), or a name in ASCII."""
        return self.url.raw_host or ""

    @property
    def port(self) -> int:
        return self.url.port or 0

    @property
    def is_name(self) -> bool:
        """Whether the host must be resolved."""
        return not (":" in self.host or _NUMERIC.fullmatch(self.host.rpartition(".")[2]))

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.url.scheme, self.host, self.port

    @property
    def place(self) -> str:
        """`host:port`, for sentences."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class BadTarget(ValueError):
    """No http URI; the sentence quotes nothing of it, since a password may be anywhere in it."""


def parse_source(uri: str) -> tuple[Target, str]:
    """The target and the fragment of a source's URI. Raises `MalformedUri`, without the userinfo."""
    shown = _UP_TO_USERINFO.sub("://…@", uri)
    if len(uri) > MAX_LENGTH:
        raise MalformedUri(shown, f"it is longer than {MAX_LENGTH} characters")
    try:
        return parse(uri)
    except BadTarget as error:
        raise MalformedUri(shown, str(error)) from None


def parse(uri: str) -> tuple[Target, str]:
    """The target and the fragment. Raises `BadTarget`."""
    if _BLANK.search(uri):
        raise BadTarget("it contains a space or a control character; percent-encode it")
    match = _SHAPE.fullmatch(uri)
    if match is None:
        raise BadTarget("expected http://host… or https://host…")
    scheme, authority, rest, fragment = match.groups()
    if _BARE_PERCENT.search(rest):
        raise BadTarget("a % has no two hexadecimal digits after it; write the sign itself as %25")
    return _target(scheme, authority, rest), fragment or ""


def redirected(here: Target, location: str) -> Target:
    """Where a `Location` header leads. Its userinfo is not used. Raises `BadTarget`."""
    try:
        uri = urldefrag(urljoin(str(here.url), location.strip())).url
    except ValueError:
        raise BadTarget("its Location header is no URI") from None
    match = _SHAPE.fullmatch(uri)
    if match is None:
        raise BadTarget("its Location is no http or https URI")
    scheme, authority, rest, _ = match.groups()
    return _target(scheme, authority.rpartition("@")[2], rest)


def _target(scheme: str, authority: str, rest: str) -> Target:
    userinfo, at, place = authority.rpartition("@")
    host, port = _host_and_port(place)
    try:
        path = quote(rest if rest.startswith("/") else f"/{rest}", safe=_PRINTABLE)
    except UnicodeEncodeError:
        raise BadTarget("it contains half a surrogate pair") from None
    shown_port = "" if port in (None, _DEFAULT_PORTS[scheme]) else f":{port}"
    url = URL(f"{scheme}://{host}{shown_port}{path}", encoded=True)
    return Target(url, _basic(userinfo) if at else None)


def _host_and_port(place: str) -> tuple[str, int | None]:
    host, _, port = place.partition("]") if place.startswith("[") else place.partition(":")
    if not place.startswith("["):
        if ":" in port:
            raise BadTarget("an IPv6 address is written in brackets, as http://[::1]/")
        return _name(host), _port(port) if ":" in place else None
    if port and not port.startswith(":"):
        raise BadTarget("after the ] of the address comes a port, or nothing")
    return _ipv6(host[1:], closed="]" in place), _port(port[1:]) if port else None


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:9]) in _PORTS):
        raise BadTarget("the port is no number from 1 to 65535")
    return int(text)


def _ipv6(text: str, closed: bool) -> str:
    try:
        if not closed or "%" in text:
            raise AddressValueError
        return f"[{IPv6Address(text)}]"
    except AddressValueError:
        raise BadTarget("what is in brackets is no IPv6 address") from None


def _name(text: str) -> str:
    """An IPv4 address, or a name in ASCII."""
    if not text:
        raise BadTarget("it has no host")
    name = _in_ascii(text).lower()
    if _NUMERIC.fullmatch(name.rstrip(".").rpartition(".")[2]):
        return _ipv4(name)
    if not _NAME.fullmatch(name) or len(name.rstrip(".")) > _LONGEST_NAME:
        raise BadTarget("the host is no name that could be resolved")
    return name


def _ipv4(text: str) -> str:
    """In full: the resolver would read `127.1` and `2130706433` too, and few people do."""
    try:
        return str(IPv4Address(text))
    except AddressValueError:
        raise BadTarget("the host is no name, and no IPv4 address of four numbers") from None


def _in_ascii(name: str) -> str:
    """By IDNA, where it is not."""
    if name.isascii():
        return name
    try:
        return URL.build(scheme="http", host=name).raw_host or ""
    except ValueError:
        raise BadTarget("the host is no name that could be resolved") from None


def _basic(userinfo: str) -> str:
    user, _, password = userinfo.partition(":")
    if not userinfo or ":" in unquote(user):
        raise BadTarget("before the @ comes user:password; the user is not empty, and has no colon in it")
    if _BARE_PERCENT.search(userinfo):
        raise BadTarget("a % has no two hexadecimal digits after it; write the sign itself as %25")
    try:
        pair = f"{unquote(user, errors='strict')}:{unquote(password, errors='strict')}".encode()
    except UnicodeError:
        raise BadTarget("the user or the password is no UTF-8, percent-encoded") from None
    return "Basic " + b64encode(pair).decode()


_in_ascii(
    "пример.example"
)  # IDNA's tables come with its first use: with the import, before the process is locked
