"""A key that signs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self, TypeAlias, get_args

from cocaine_sdk.errors import BadKey, LockedKey
from cocaine_sdk.keyfiles import read_private
from cocaine_sdk.signing.pem import label
from cocaine_sdk.signing.public import PublicKey, checked

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

Kind: TypeAlias = Literal["ed25519", "rsa-3072", "rsa-4096"]
"""What is made anew. RSA keys of other sizes are read."""
KINDS: tuple[Kind, ...] = get_args(Kind)


class PrivateKey:
    """Signs. Leaves the process by `pem` only: `repr` shows nothing of it."""

    def __init__(self, key: RSAPrivateKey | Ed25519PrivateKey) -> None:
        """`key`: of a kind and a size that `parse` takes."""
        self._key = key

    @classmethod
    def parse(cls, pem: bytes, password: bytes | None = None) -> Self:
        """Raises `BadKey`, and `LockedKey` where the password is missing or wrong."""
        what = label(pem)
        if not what.endswith("PRIVATE KEY") or what.startswith("OPENSSH"):
            raise BadKey(
                f"a private key in PKCS8 is wanted, and this is a {what.lower()}; cocaine keys generate makes one"
            )
        key = _loaded(pem, password)
        checked(key.public_key())
        return cls(key)  # type: ignore[arg-type]  # a key is of the kind of its public half, which was checked

    @classmethod
    def load(cls, path: Path, password: bytes | None = None) -> Self:
        """As `parse`, from a file. Raises `BadKey` for one that others than its owner may read, too."""
        try:
            return cls.parse(read_private(path), password)
        except BadKey as error:
            raise error.of(path) from None

    @classmethod
    def generate(cls, kind: Kind) -> Self:
        """A new one. RSA takes a second or several."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

        if kind == "ed25519":
            return cls(Ed25519PrivateKey.generate())
        return cls(generate_private_key(65537, int(kind.removeprefix("rsa-"))))

    @property
    def pem(self) -> bytes:
        """PKCS8, without a password."""
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def public(self) -> PublicKey:
        return PublicKey(self._key.public_key())

    def sign(self, data: bytes) -> bytes:
        """A signature over exactly these bytes. RSA: PKCS#1 v1.5 over SHA-256, as clients of the seed do over SHA-1."""
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.hashes import SHA256

        if isinstance(self._key, RSAPrivateKey):
            return self._key.sign(data, PKCS1v15(), SHA256())
        return self._key.sign(data)


def _loaded(pem: bytes, password: bytes | None) -> PrivateKeyTypes:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return load_pem_private_key(pem, password)
    except TypeError:  # a password is missing, or one too many was given
        if password is not None:
            return _loaded(pem, None)
        raise LockedKey("the key is encrypted; give its password") from None
    except (ValueError, UnsupportedAlgorithm):
        if password is not None:
            raise LockedKey("the password is wrong, or the key is damaged") from None
        raise BadKey("the private key is damaged, or of a kind that is not known") from None
