"""Whether a signature is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey


def verifies_ed25519(key: Ed25519PublicKey, signature: bytes, data: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def verifies_rsa(key: RSAPublicKey, signature: bytes, data: bytes, digests: Sequence[str]) -> bool:
    """By one of the digests, and either padding. The data is hashed once for both: it may have a megabyte."""
    import hashlib

    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
    from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA384, SHA512

    if len(signature) != (key.key_size + 7) // 8:
        return False
    known = {"sha256": SHA256(), "sha384": SHA384(), "sha512": SHA512(), "sha1": SHA1()}
    for name in digests:
        digest = known[name]
        hashed = hashlib.new(name, data).digest()
        for padding in (PKCS1v15(), PSS(MGF1(digest), PSS.AUTO)):
            try:
                key.verify(signature, hashed, padding, Prehashed(digest))
            except (InvalidSignature, UnsupportedAlgorithm, ValueError):
                continue
            return True
    return False
