"""Keys that sign requests, and those that verify them (protocol.md, Signatures): RSA and Ed25519, in PEM.

`cryptography`, and what goes with it, is imported where a key is used, not before: it costs as much as the rest of the
sdk.
"""

from cocaine_sdk.signing.private import KINDS, Kind, PrivateKey
from cocaine_sdk.signing.public import PublicKey

__all__ = ["KINDS", "Kind", "PrivateKey", "PublicKey"]
