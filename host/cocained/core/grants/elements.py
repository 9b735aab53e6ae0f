"""The elements of a grant: paths, places and names, checked when they are read, and brought into one spelling."""

from __future__ import annotations

import ipaddress
import posixpath
import re
from typing import NamedTuple, Self

MAX_PATH = 4096
"""Characters of a path: the kernel takes no more bytes."""
MAX_NAME = 256
"""Characters of a variable's name."""

_WHOEVER_LOOKS = ("/proc/self", "/proc/thread-self")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLACE = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\[\]:/@\s]+)):([0-9]{1,5})")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\Z")


def path(text: str) -> str:
    """An absolute path as the kernel would walk it. Raises `ValueError`, with what is wrong."""
    if not text.startswith("/"):
        raise ValueError("a path begins with /")
    if _CONTROL.search(text):
        raise ValueError("a path holds no control characters")
    if len(text) > MAX_PATH:
        raise ValueError(f"a path has at most {MAX_PATH} characters")
    if ".." in text.split("/"):
        raise ValueError("a path does not climb: write it without ..")
    return "/" + posixpath.normpath(text).lstrip("/")


def root(text: str) -> str:
    """The same of what is granted. Raises `ValueError`, with what is wrong."""
    granted = path(text)
    if any(covers(own, granted) for own in _WHOEVER_LOOKS):
        raise ValueError(
            "that is the folder of whoever looks, not of the source: grant what is meant by its own path"
        )
    return granted


def covers(root: str, wanted: str) -> bool:
    """Whether one path is the other, or a folder above it. Both as `path` gives them."""
    return wanted == root or wanted.startswith(root if root == "/" else f"{root}/")


class Place(NamedTuple):
    """Where a TCP connection goes."""

    host: str
    """A name in lower case without the dot at its end, or an address as the standard library writes it."""
    port: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Of HOST:PORT, or [ADDRESS]:PORT. Raises `ValueError`, with what is wrong."""
        if "://" in text:
            raise ValueError("write HOST:PORT; a URL stands in `fetch`")
        found = _PLACE.fullmatch(text)
        if found is None or (found[1] and ":" not in found[1]):
            raise ValueError("write HOST:PORT, such as 127.0.0.1:3306, db.example.com:5432 or [::1]:6379")
        return cls.of(found[1] or found[2], int(found[3]))

    @classmethod
    def of(cls, host: str, port: int) -> Self:
        """Raises `ValueError`, with what is wrong."""
        if not 1 <= port <= 65535:
            raise ValueError("a port is a number from 1 to 65535")
        return cls(_host(host), port)

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def _host(text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return _name(text.lower().removesuffix("."))
    if address.version == 6 and address.scope_id is not None:
        raise ValueError("an address has no zone")
    return str(address)


def _name(text: str) -> str:
    """A name that no resolver takes for a number, as some do with 127.1 and 0x7f000001."""
    if not _HOST.fullmatch(text):
        raise ValueError("a host is a name of letters, digits, - and dots (xn--… for others), or an address")
    if _NUMBER.match(text.rpartition(".")[2]):
        raise ValueError("an address is written with all its parts: 127.0.0.1")
    return text


def variable(text: str) -> str:
    """The name of an environment variable. Raises `ValueError`, with what is wrong."""
    if not _VARIABLE.fullmatch(text) or len(text) > MAX_NAME:
        raise ValueError("a variable's name is letters, digits and _, no digit first")
    return text
