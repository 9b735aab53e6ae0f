"""What the options of keys name: which key signs, and what encrypts."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cocaine_sdk.cli.settings import Settings
from cocaine_sdk.errors import BadKey, LockedKey

if TYPE_CHECKING:
    from cocaine_sdk.curve import Curve
    from cocaine_sdk.signing import PrivateKey


def signing_key(settings: Settings) -> PrivateKey | None:
    """None where requests are not signed. Raises `BadKey`."""
    return None if settings.key is None else unlocked(settings.key)


@cache
def unlocked(path: Path) -> PrivateKey:
    """The private key in a file; somebody at a terminal is asked for its password, once. Raises `BadKey`."""
    from cocaine_sdk.signing import PrivateKey

    try:
        return PrivateKey.load(path)
    except LockedKey:
        if not sys.stdin.isatty():
            raise
    password: str = click.prompt(f"Password of {path}", hide_input=True, err=True)
    return PrivateKey.load(path, password.encode())


def curve(settings: Settings) -> Curve | None:
    """None where nothing is encrypted. Raises `BadKey`, and `click.UsageError` for half of what it takes."""
    if settings.server_key is None:
        if settings.curve_key is not None:
            raise click.UsageError("--curve-key needs the daemon's public CURVE key beside it: --server-key")
        return None
    from cocaine_sdk.curve import Curve, CurvePair

    own = CurvePair.generate() if settings.curve_key is None else CurvePair.load(settings.curve_key)
    return Curve(_server_key(settings.server_key), own)


def _server_key(given: str) -> str:
    """Of the key itself, or of a file. What may be either is refused: whoever can put a file here shall not choose the
    daemon that we trust."""
    from cocaine_sdk.curvekeys import public_key
    from cocaine_sdk.keyfiles import read_public

    is_file = os.path.lexists(given)
    try:
        key = public_key(given.encode(errors="replace"))
    except BadKey:
        if not is_file:
            raise BadKey(f"{given[:80]!r} is neither a CURVE key of 40 characters nor a file") from None
        try:
            return public_key(read_public(Path(given)))
        except BadKey as error:
            raise error.of(Path(given)) from None
    if is_file:
        raise BadKey(f"{given} may be a CURVE key, and is a file, too; write the file as ./{given}")
    return key
