"""What a source asks of the world outside of its cell, and what it is answered: frames as those of `frames.py`.

From the host's side each question is hostile, whatever the walls within the cell: `reaching.py` checks it.
"""

from __future__ import annotations

import msgspec

MAX_BODY = (1 << 20) - (1 << 16)
"""Bytes of a body, whichever way it goes: what a frame holds, less room for URL and headers."""
MAX_HEADERS = 16 << 10
"""Bytes of all headers, names and values."""
MAX_URL = 2048
"""Characters of a URL that a source asks for, or wants."""
MAX_WANTS = 64
"""Elements of each kind that a source may want."""
MAX_WANTED = 16 << 10
"""Characters of all that it wants."""
MAX_ENV = 16 << 10
"""Bytes of all variables of one source, names and values."""

# --- cell → host ---------------------------------------------------------------------------------------------


class OpenFile(msgspec.Struct, frozen=True, tag="open_file"):
    """Open a file, to be read."""

    path: str


class Connect(msgspec.Struct, frozen=True, tag="connect"):
    """Open a TCP connection."""

    host: str
    port: int
    timeout: float
    """Seconds. None of these goes on beyond the deadline of the call in which it is asked for."""


class FetchUrl(msgspec.Struct, frozen=True, tag="fetch_url"):
    """Ask a web server."""

    url: str
    method: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    timeout: float


class ReadEnv(msgspec.Struct, frozen=True, tag="read_env"):
    """Ask for a variable that did not come with the `Load`: so it is known that the source wanted it."""

    name: str


class Want(msgspec.Struct, frozen=True, tag="want"):
    """Told once, while the source is loaded: it is to reach no more than this of what it is granted."""

    read: tuple[str, ...] = ()
    connect: tuple[str, ...] = ()
    fetch: tuple[str, ...] = ()
    env: tuple[str, ...] = ()

    @property
    def excess(self) -> str:
        """What is more than a source may want, in a sentence; empty where nothing is. Nothing of it is parsed."""
        kinds = (self.read, self.connect, self.fetch, self.env)
        if max(map(len, kinds)) > MAX_WANTS:
            return f"wants has more than {MAX_WANTS} elements of a kind"
        if any(len(url) > MAX_URL for url in self.fetch):
            return f"wants has a URL of more than {MAX_URL} characters"
        if sum(len(text) for kind in kinds for text in kind) > MAX_WANTED:
            return f"wants has more than {MAX_WANTED} characters"
        return ""


# --- host → cell ---------------------------------------------------------------------------------------------


class Opened(msgspec.Struct, frozen=True, tag="opened"):
    """The answer to `OpenFile` and `Connect`: the descriptor comes along."""


class Fetched(msgspec.Struct, frozen=True, tag="fetched"):
    """The answer to `FetchUrl`, whatever its status."""

    status: int
    url: str
    """That of the last redirect."""
    headers: tuple[tuple[str, str], ...]
    """Names in lower case."""
    body: bytes


class Agreed(msgspec.Struct, frozen=True, tag="agreed"):
    """The answer to `Want`, and to `ReadEnv` of a variable that is granted by now."""


class Unreached(msgspec.Struct, frozen=True, tag="unreached"):
    """It was not done."""

    why: str
    denied: bool = False
    """Whether it is not granted."""
    errno: int = 0
    """What the kernel calls it; 0 where it has no number for it."""


ReachCall = OpenFile | Connect | FetchUrl | ReadEnv | Want
ReachAnswer = Opened | Fetched | Agreed | Unreached
