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

    async def read(self) -> None:
        """Before `accept`. Raises `SourceFailed` where a key cannot be used: then no code can."""
        if len(self._keys) != len(self._paths):
            self._keys = [await asyncio.to_thread(_key, path) for path in self._paths]

    def accept(self, text: bytes, signature: bytes) -> bool:
        """Whether one of them has signed exactly this text. `signature`: as it is, or in base64."""
        forms = tuple(_forms(signature))
        return any(key.verify(form, text, _DIGESTS) for key in self._keys for form in forms)


def _key(path: Path) -> PublicKey:
    try:
        return PublicKey.parse(path.read_bytes())
    except OSError as error:
        why = error.strerror or str(error)
    except BadKey as error:
        why = str(error)
    raise SourceFailed(
        Failure(
            code=failure.UNTRUSTED,
            message=f"no remote code runs: [remote] signers names {path}, which cannot be used: {why}",
        )
    )


def _forms(signature: bytes) -> Iterator[bytes]:
    yield signature
    try:
        yield base64.b64decode(b"".join(signature.split()), validate=True)
    except binascii.Error:
        return
