"""Whose signature remote code must have: the public keys of `[remote] signers`."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Iterator
from pathlib import Path

from cocaine_sdk import failure
from cocaine_sdk.errors import BadKey, SourceFailed
from cocaine_sdk.failure import Failure
from cocaine_sdk.keyfiles import read_public
from cocaine_sdk.signing import PublicKey

MOST = 1 << 14
"""Bytes of a file with a signature."""
_DIGESTS = ("sha256", "sha384", "sha512")


class Signers:
    """None: then code needs no signature. Their files are read when they are first needed."""

    def __init__(self, paths: tuple[Path, ...]) -> None:
        self._paths = paths
        self._keys: list[PublicKey] = []

    def __bool__(self) -> bool:
        return bool(self._paths)

    async def accept(self, text: bytes, signature: bytes) -> bool:
        """Whether one of them has signed exactly this text. `signature`: as it is, or in base64.

        Raises `SourceFailed` where a key cannot be used: then no code can.
        """
        return await asyncio.to_thread(self._accept, text, signature)

    def _accept(self, text: bytes, signature: bytes) -> bool:
        """In a thread: a file may be far away, and a large text takes milliseconds for each key."""
        if len(self._keys) != len(self._paths):
            self._keys = [_key(path) for path in self._paths]
        forms = tuple(_forms(signature))
        return any(key.verify(form, text, _DIGESTS) for key in self._keys for form in forms)


def _key(path: Path) -> PublicKey:
    try:
        return PublicKey.parse(read_public(path))
    except BadKey as error:
        why = f"no remote code runs: [remote] signers names {path}, which cannot be used: {error}"
        raise SourceFailed(Failure(code=failure.UNTRUSTED, message=why)) from None


def _forms(signature: bytes) -> Iterator[bytes]:
    yield signature
    try:
        yield base64.b64decode(b"".join(signature.split()), validate=True)
    except binascii.Error:
        return
