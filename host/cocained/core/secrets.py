"""Secrets that source URIs refer to, as `{secret:NAME}`: their values are put in where a source is loaded, and seen
nowhere else."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

import msgspec

from cocaine_sdk.errors import BadArgument, StorageError
from cocaine_sdk.redaction import REFERENCE, Scrub
from cocaine_sdk.storage import SECRETS, Storage
from cocaine_sdk.uri import MAX_LENGTH
from cocained.core.patterns import Parts, Pattern, straightened

_MARK = "{secret:"
_encode = msgspec.json.encode


class Secret(msgspec.Struct, frozen=True):
    """One secret, as it is stored."""

    owner: str
    """The token that set it."""
    value: str
    patterns: tuple[str, ...]
    """Of the URIs that it may be put into: at least one."""
    set_at: float
    """Unix time."""

    def is_for(self, uri: str) -> bool:
        parts = Parts.of(uri)
        return parts is not None and any(Pattern(pattern).fits(parts) for pattern in self.patterns)


_decoder = msgspec.json.Decoder(Secret)


class Resolved(NamedTuple):
    """A source URI with the values in it: for the cell alone."""

    uri: str
    scrub: Scrub | None
    """Hides what nobody else should see in what comes out of the cell. None where there is nothing to hide."""


class Secrets:
    """Every secret by its name."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def resolved(self, uri: str) -> Resolved:
        """Raises `BadArgument` where the URI refers to a secret that is not there or not for it; `StorageError`."""
        names = names_in(uri)
        if not names:
            return Resolved(uri, Scrub.of(uri))
        values = {name: await self._value(name, uri) for name in names}
        whole = REFERENCE.sub(lambda found: quote(values[found[1]], safe=""), straightened(uri))
        if len(whole) > MAX_LENGTH:
            raise BadArgument(f"with its secrets the URI is longer than {MAX_LENGTH} characters")
        return Resolved(whole, Scrub.of(whole, values.values()))

    async def _value(self, name: str, uri: str) -> str:
        secret = _read(name, await self._storage.get(SECRETS, name))
        if secret is None:
            raise BadArgument(f"no secret is named {name}; set it: cocaine secrets set {name} --for PATTERN")
        if not secret.is_for(uri):
            patterns = ", ".join(secret.patterns)
            raise BadArgument(f"the secret {name} is not for this URI; it is for {patterns}")
        return secret.value

    async def change(self, name: str, before: Secret | None, after: Secret | None) -> bool:
        """Put `after` in the place of `before`, durably, where that is still there; None: none. Whether it was."""
        old, new = (None if one is None else _encode(one) for one in (before, after))
        return await self._storage.compare_and_set(SECRETS, name, old, new)

    async def get(self, name: str) -> Secret | None:
        return _read(name, await self._storage.get(SECRETS, name))

    async def all(self) -> dict[str, Secret]:
        """By name, in the order of their names."""
        found = ((name, _read(name, data)) for name, data in await self._storage.scan(SECRETS))
        return {name: secret for name, secret in found if secret is not None}


def names_in(uri: str) -> frozenset[str]:
    """The secrets that a URI refers to. Raises `BadArgument` where it tries to, and names none."""
    if _MARK not in uri:
        return frozenset()
    names = REFERENCE.findall(uri)
    if len(names) != uri.count(_MARK):
        raise BadArgument(
            "the URI refers to a secret by no name: write {secret:NAME}, with 1 to 64 letters, digits, dots, - and _"
        )
    return frozenset(names)


def _read(name: str, data: bytes | None) -> Secret | None:
    try:
        return None if data is None else _decoder.decode(data)
    except msgspec.MsgspecError:
        raise StorageError(f"the secret {name} is kept, but cannot be read by this version") from None
