"""A key that verifies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from cocaine_sdk.errors import BadKey
from cocaine_sdk.signing.pem import label
from cocaine_sdk.signing.verifying import verifies_ed25519, verifies_rsa

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

_BITS = range(2048, 8192 + 1)
_EXPONENTS = range(65537, 1 << 32, 2)
_WANTED = ("PUBLIC KEY", "RSA PUBLIC KEY")


class PublicKey:
    """Verifies what its private key has signed. It knows no token, nor what a token may do."""

    def __init__(self, key: RSAPublicKey | Ed25519PublicKey) -> None:
        """`key`: as `checked` gives it."""
        import base64
        import hashlib

        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        self._key = key
        self.pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        """The key in one block, the same however it was written."""
        der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.fingerprint = f"SHA256:{base64.b64encode(hashlib.sha256(der).digest()).decode().rstrip('=')}"
        """Of the key as DER has it."""

    @classmethod
    def parse(cls, pem: bytes) -> Self:
        """Raises `BadKey`: no PEM, a private key by mistake, another kind of key, or an RSA key that is too small, too
        big, or of an unusual exponent."""
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.serialization import load_pem_public_key

        what = label(pem)
        if what.endswith("PRIVATE KEY"):
            raise BadKey(
                "this is a private key, which stays with whoever made it; give the public one, FILE.pub"
            )
        if what not in _WANTED:
            raise BadKey(f"a public key is wanted, and this is a {what.lower()}")
        try:
            key = load_pem_public_key(pem)
        except (ValueError, UnsupportedAlgorithm):
            raise BadKey("the public key is damaged, or of a kind that is not known") from None
        return cls(checked(key))

    @property
    def kind(self) -> str:
        """Such as `ed25519` and `rsa-3072`."""
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

        return f"rsa-{self._key.key_size}" if isinstance(self._key, RSAPublicKey) else "ed25519"

    def verify(self, signature: bytes, data: bytes, digests: Sequence[str]) -> bool:
        """Whether the private key signed exactly `data`. Raises nothing for any bytes.

        RSA: PKCS#1 v1.5, or PSS with a salt of any length and MGF1 of the same digest, over one of `digests` (of
        `sha256`, `sha384`, `sha512`, `sha1`). Ed25519 has its own digest.
        """
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

        if isinstance(self._key, RSAPublicKey):
            return verifies_rsa(self._key, signature, data, digests)
        return verifies_ed25519(self._key, signature, data)


def checked(key: object) -> RSAPublicKey | Ed25519PublicKey:
    """The key itself. Raises `BadKey` where it is of a kind or a size that is not taken."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    if isinstance(key, Ed25519PublicKey):
        return key
    if not isinstance(key, RSAPublicKey):
        raise BadKey("only Ed25519 and RSA keys are taken; cocaine keys generate makes one")
    if key.key_size not in _BITS:
        raise BadKey(f"the RSA key has {key.key_size} bits, and {_BITS[0]} to {_BITS[-1]} are taken")
    if key.public_numbers().e not in _EXPONENTS:
        raise BadKey("the RSA key has an unusual exponent; 65537 is what programs make by default")
    return key
