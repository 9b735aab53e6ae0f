"""The options of a check: `name=value` between `&`, in the URI's fragment, which no server ever sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from cocaine_http.patterns import Pattern
from cocaine_http.target import BadTarget, Target, parse
from cocaine_sdk.errors import BadArgument

METHODS = ("GET", "HEAD", "OPTIONS")
LONGEST_TIMEOUT = 600.0
MOST_REDIRECTS = 20
LARGEST_BODY = 16 * 1024 * 1024
MOST_HEADERS = 16

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)(ms|s|m)?")
_SECONDS = {None: 0.001, "ms": 0.001, "s": 1.0, "m": 60.0}
_SIZE = re.compile(r"(\d{1,9})(KiB|MiB)?")
_BYTES = {None: 1, "KiB": 1024, "MiB": 1024 * 1024}
_STATUSES = re.compile(r"[1-9]\d\d(?:-[1-9]\d\d)?(?:,[1-9]\d\d(?:-[1-9]\d\d)?)*")
_OPTION_NAME = re.compile(r"[a-z_]{1,40}")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")


@dataclass(frozen=True, slots=True)
class Statuses:
    """Codes; `text` is how they were written."""

    text: str
    ranges: tuple[range, ...]

    def __contains__(self, code: int) -> bool:
        return any(code in codes for codes in self.ranges)


@dataclass(frozen=True, slots=True)
class Header:
    """A header that is to be there; with a value that the pattern matches, where there is one."""

    name: str
    pattern: Pattern | None


@dataclass(frozen=True, slots=True)
class Options:
    """Times are seconds."""

    status: Statuses | None = None
    header: tuple[Header, ...] = ()
    body: Pattern | None = None
    body_limit: int = 1024 * 1024
    """Bytes that are read at most."""
    method: str = "GET"
    redirects: int = 5
    timeout: float = 4.0
    connect_timeout: float | None = None
    proxy: Target | None = None
    verify: bool = True
    keepalive: bool = False


def parse_options(fragment: str) -> Options:
    """Raises `BadArgument`, which names the option."""
    given: dict[str, Any] = {}
    for written in fragment.split("&") if fragment else ():
        name, value = _option(written)
        if name == "header":
            given[name] = (*given.get(name, ()), _read(name, value))
        elif name in given:
            raise BadArgument(f"the option {name} is given twice")
        else:
            given[name] = _read(name, value)
    return _consistent(Options(**given))


def _option(written: str) -> tuple[str, str]:
    name, separator, value = written.partition("=")
    if name not in _READERS:
        shown = repr(name) if _OPTION_NAME.fullmatch(name) else "in the fragment"  # it may be half a password
        raise BadArgument(f"unknown option {shown}; known are {', '.join(_READERS)}")
    if not separator:
        raise BadArgument(f"the option {name} has no value; write {name}=…")
    try:
        return name, unquote(value, errors="strict")
    except UnicodeDecodeError:
        raise BadArgument(f"the option {name} is no UTF-8, percent-encoded") from None


def _read(name: str, value: str) -> Any:
    try:
        return _READERS[name](value)
    except ValueError as error:
        shown = "" if name == "proxy" else f" {value[:80]!r}"
        raise BadArgument(f"the option {name}{shown} cannot be used: {error}") from None


def _consistent(options: Options) -> Options:
    if options.method == "HEAD" and options.body is not None:
        raise BadArgument("the option body cannot be used with method=HEAD, whose responses have no body")
    if options.connect_timeout is not None and options.connect_timeout >= options.timeout:
        raise BadArgument(f"connect_timeout must be less than timeout, which is {options.timeout:g} s")
    if len(options.header) > MOST_HEADERS:
        raise BadArgument(f"the option header is given more than {MOST_HEADERS} times")
    return options


# --- what the values mean; each raises `ValueError` with a reason


def _statuses(text: str) -> Statuses:
    if not _STATUSES.fullmatch(text):
        raise ValueError("write codes and ranges between commas, as 200,301-308")
    ends = [part.split("-") for part in text.split(",")]
    ranges = tuple(range(int(both[0]), int(both[-1]) + 1) for both in ends)
    if not all(ranges):
        raise ValueError("a range ends before it begins")
    return Statuses(text, ranges)


def _header(text: str) -> Header:
    name, separator, pattern = text.partition(":")
    if not _HEADER_NAME.fullmatch(name):
        raise ValueError("write Name, or Name:pattern")
    return Header(name, Pattern(pattern) if separator else None)


def _method(text: str) -> str:
    if text not in METHODS:
        raise ValueError(f"there are {', '.join(METHODS)}")
    return text


def _redirects(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) > MOST_REDIRECTS:
        raise ValueError(f"write a number from 0 to {MOST_REDIRECTS}")
    return int(text)


def _duration(text: str) -> float:
    match = _DURATION.fullmatch(text)
    seconds = float(match[1]) * _SECONDS[match[2]] if match else 0.0
    if not 0.001 <= seconds <= LONGEST_TIMEOUT:
        raise ValueError("write 3s, 500ms, or milliseconds as 500; from 1ms to 10m")
    return seconds


def _size(text: str) -> int:
    match = _SIZE.fullmatch(text)
    size = int(match[1]) * _BYTES[match[2]] if match else -1
    if not 0 <= size <= LARGEST_BODY:
        raise ValueError("write 64KiB, 2MiB, or bytes; at most 16MiB")
    return size


def _proxy(text: str) -> Target:
    try:
        target, fragment = parse(text)
    except BadTarget as error:
        raise ValueError(str(error)) from None
    if target.url.scheme != "http" or target.url.raw_path_qs != "/" or fragment:
        raise ValueError("write http://host:port, or http://user:password@host:port")
    return target


def _yes_or_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError("write yes or no")
    return text == "yes"


_READERS: dict[str, Callable[[str], object]] = {
    "status": _statuses,
    "header": _header,
    "body": Pattern,
    "body_limit": _size,
    "method": _method,
    "redirects": _redirects,
    "timeout": _duration,
    "connect_timeout": _duration,
    "proxy": _proxy,
    "verify": _yes_or_no,
    "keepalive": _yes_or_no,
}
