"""What a `mysql://` URI says. Whatever is wrong with it is said here, at the push, and never by quoting it:
wherever something is wrong, a part of the password may stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from ipaddress import IPv6Address
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from cocaine_sdk.errors import BadArgument, MalformedUri
from cocaine_sdk.uri import MAX_LENGTH

SHOWN = "mysql://…"
"""All that an error quotes of a URI."""
PORT = 3306
TIMEOUT = 4.0
"""Seconds: below the 5 s after which a task's run is given up, so that a server that hangs is an event."""
SHORTEST, LONGEST = 0.001, 600.0
LONGEST_PATH = 107
"""Bytes of a socket's path: the kernel's own bound."""
READING = ("SELECT", "WITH", "VALUES", "TABLE", "SHOW", "DESCRIBE", "EXPLAIN")
"""What a query begins with. This names a mistake at the push; the wall is the server's (`queries.py`)."""

_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)(ms|s|m)?")
_SECONDS = {None: 0.001, "ms": 0.001, "s": 1.0, "m": 60.0}
_FIRST_WORD = re.compile(r"[\s(]*([A-Za-z]+)\b")
_HOST = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?", re.ASCII)


class Tls(StrEnum):
    OFF = "off"
    PREFERRED = "preferred"
    """Encrypted where the server can, with whatever certificate it has."""
    REQUIRED = "required"
    """Encrypted, with whatever certificate."""
    VERIFY = "verify"
    """Encrypted, with a certificate for this host from an authority that the system trusts."""


@dataclass(frozen=True, slots=True)
class Options:
    """A server, whom to be there, and what to look at."""

    user: str
    password: str = field(repr=False)
    host: str = "localhost"
    port: int = PORT
    socket: str = ""
    """The path of a socket, instead of host and port."""
    database: str = ""
    tls: Tls = Tls.PREFERRED
    timeout: float = TIMEOUT
    """Seconds, for all of a run."""
    query: str = ""

    @property
    def place(self) -> str:
        """How people know the server."""
        if self.socket:
            return self.socket
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse(uri: str) -> Options:
    """Raises `MalformedUri`, and `BadArgument` where an option is unknown or out of bounds."""
    parts = _split(uri)
    account, at, server = parts.netloc.rpartition("@")
    if not at:
        raise _malformed(
            "no user is named: write mysql://user:password@host/, and percent-encode / ? and @ in user and password"
        )
    user, _, password = account.partition(":")
    if not user:
        raise _malformed("no user is named before the @")
    if "@" in account:
        raise _malformed("in user and password, percent-encode @ as %40")
    host, port = _server(server)
    arguments = _arguments(parts.query)
    options = Options(
        user=_decoded("user", user),
        password=_decoded("password", password),
        host=host or "localhost",
        port=port,
        database=_database(parts.path),
    )
    return replace(options, **_checked(arguments, host))


def _malformed(why: str) -> MalformedUri:
    return MalformedUri(SHOWN, why)


def _split(uri: str) -> SplitResult:
    if len(uri) > MAX_LENGTH:
        raise _malformed(f"it is longer than {MAX_LENGTH} characters")
    if not uri.startswith("mysql://"):
        raise _malformed("expected mysql://user:password@host:3306/database?option=value")
    if any(ord(c) < 0x21 or ord(c) == 0x7F for c in uri):
        raise _malformed("it contains a space or a control character; percent-encode it")
    if "#" in uri:
        raise _malformed("it contains a #; percent-encode it as %23")
    if re.search(r"%(?![0-9A-Fa-f]{2})", uri):
        raise _malformed("a % is not followed by two hexadecimal digits; percent-encode it as %25")
    try:
        return urlsplit(uri)
    except ValueError:  # its sentence would quote the part before the path
        raise _malformed("the part before the path is no user:password@host:port") from None


def _decoded(what: str, text: str) -> str:
    try:
        decoded = unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise _malformed(f"the {what}, percent-decoded, is not UTF-8") from None
    if "\0" in decoded:
        raise _malformed(f"the {what} contains a NUL")
    return decoded


def _server(text: str) -> tuple[str, int]:
    match = re.fullmatch(r"(?:\[(?P<six>[^\[\]]*)\]|(?P<name>[^:\[\]]*))(?P<port>:.*)?", text)
    if match is None:
        raise _malformed("after the @ belongs host:port; an IPv6 address stands in brackets")
    port = match["port"]
    if match["six"] is not None:
        return _ipv6(match["six"]), _port(port)
    return _name(match["name"]), _port(port)


def _ipv6(text: str) -> str:
    try:
        return str(IPv6Address(_decoded("host", text)))
    except ValueError:
        raise _malformed("what stands in brackets is no IPv6 address") from None


def _name(text: str) -> str:
    """A name of ASCII letters, or nothing."""
    if not text:
        return ""
    try:
        name = text.encode("idna").decode()
    except UnicodeError:
        name = ""
    if not _HOST.fullmatch(name) or len(name) > 253:
        raise _malformed("the host is neither a name nor an address")
    return name


def _port(text: str | None) -> int:
    if text is None:
        return PORT
    if not re.fullmatch(r":[0-9]{1,5}", text) or not 1 <= int(text[1:]) <= 65535:
        raise _malformed("the port must be a number from 1 to 65535")
    return int(text[1:])


def _database(path: str) -> str:
    name = path.removeprefix("/")
    if "/" in name:
        raise _malformed("the path is one database: host/database; percent-encode a / in its name as %2F")
    return _decoded("database", name)


def _arguments(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), errors="strict")
    except ValueError:  # UnicodeDecodeError among them
        raise _malformed("the query is not option=value&option=value in percent-encoded UTF-8") from None
    known = ("query", "socket", "timeout", "tls")
    for name, _ in pairs:
        if name not in known:
            raise BadArgument(f"unknown option {name[:40]!r} of a mysql URI; known are {', '.join(known)}")
    if len(dict(pairs)) != len(pairs):
        raise _malformed("an option is given twice")
    return dict(pairs)


def _checked(arguments: dict[str, str], host: str) -> dict[str, Any]:
    """The options of the query, each in its type."""
    checks = {"query": _query, "socket": _socket, "timeout": _timeout, "tls": _tls}
    options = {name: checks[name](value) for name, value in arguments.items()}
    if "socket" not in options:
        if not host:
            raise _malformed("no host is named after the @, and no socket= in the query")
        return options
    if host not in ("", "localhost"):
        raise BadArgument("socket= takes the place of the host: leave the host out")
    if options.get("tls") in (Tls.REQUIRED, Tls.VERIFY):
        raise BadArgument("tls= is for the network: a socket does not leave the machine")
    return options | {"tls": Tls.OFF}


def _query(text: str) -> str:
    word = _FIRST_WORD.match(text)
    if word is None or word[1].upper() not in READING:
        raise BadArgument(f"query= must be one statement that reads: {', '.join(READING)}")
    if "\0" in text:
        raise BadArgument("query= contains a NUL")
    return text


def _socket(text: str) -> str:
    if not text.startswith("/") or "\0" in text or len(text.encode()) > LONGEST_PATH:
        raise BadArgument(f"socket= must be an absolute path of at most {LONGEST_PATH} bytes")
    return text


def _timeout(text: str) -> float:
    match = _DURATION.fullmatch(text)
    seconds = float(match[1]) * _SECONDS[match[2]] if match else 0.0
    if not SHORTEST <= seconds <= LONGEST:
        raise BadArgument(
            "timeout= must be a length of time from 1ms to 10m: 2.5s, 500ms, or milliseconds as 500"
        )
    return seconds


def _tls(text: str) -> Tls:
    if text not in list(Tls):
        raise BadArgument(f"tls= must be one of {', '.join(Tls)}")
    return Tls(text)
