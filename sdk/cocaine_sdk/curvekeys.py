"""Keys of CURVE as text (protocol.md, Encryption): 40 characters of Z85, and in a file a word before them, so that a
secret key is never taken for a public one. Nothing here needs libzmq."""

from __future__ import annotations

import re
from string import ascii_lowercase, ascii_uppercase, digits

from cocaine_sdk.errors import BadKey

SECRET, PUBLIC = "curve-secret", "curve-public"
"""The words."""

_DIGITS = digits + ascii_lowercase + ascii_uppercase + ".-:+=^!/*?&<>()[]{}@%$#"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_KEY = re.compile(rf"(?:({SECRET}|{PUBLIC}) )?([{re.escape(_DIGITS)}]{{40}})\s*\Z")
_LONGEST = 256


def public_key(text: bytes) -> str:
    """A public key, of its 40 characters or of what its file holds. Raises `BadKey`."""
    word, key = _read(text)
    if word == SECRET:
        raise BadKey(
            "this is a secret CURVE key, which stays with whoever made it; give the public one, FILE.pub"
        )
    return key


def secret_key(text: bytes) -> str:
    """A secret key, of what its file holds. Raises `BadKey`."""
    word, key = _read(text)
    if word != SECRET:
        raise BadKey("a secret CURVE key is wanted, as cocaine keys generate --curve FILE writes it")
    return key


def is_curve(text: bytes) -> bool:
    """Whether a file with this in it is one of CURVE's."""
    return text.startswith((SECRET.encode(), PUBLIC.encode()))


def is_encrypted(endpoint: str) -> bool:
    """Whether CURVE applies to an endpoint: to tcp, and not to ipc and inproc, which do not leave the machine."""
    return endpoint.startswith("tcp://")


def _read(text: bytes) -> tuple[str, str]:
    """The word before a key, or nothing, and the key."""
    found = _KEY.match(text[:_LONGEST].decode("ascii", "replace"))
    if found is None or not _is_z85(found[2]):
        raise BadKey("this is no CURVE key, which has 40 characters of Z85")
    return found[1] or "", found[2]


def _is_z85(key: str) -> bool:
    """Whether each five digits stand for four bytes: not all do, and libzmq would fail on them."""
    return all(_number(key[start : start + 5]) < 1 << 32 for start in range(0, len(key), 5))


def _number(group: str) -> int:
    number = 0
    for digit in group:
        number = number * len(_DIGITS) + _VALUES[digit]
    return number
