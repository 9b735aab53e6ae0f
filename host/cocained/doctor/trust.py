"""Who may do what: what the configuration lays open, and whether the keys that it counts on are there."""

from __future__ import annotations

import contextlib
import sqlite3

from cocaine_sdk.curvekeys import secret_key
from cocaine_sdk.errors import BadKey
from cocaine_sdk.keyfiles import read_private, read_public
from cocaine_sdk.storage import KEYS
from cocained import exposure
from cocained.config import Config
from cocained.doctor.findings import Finding, broken, ok, warning
from cocained.doctor.storefile import reading, store_file


def examine(config: Config) -> list[Finding]:
    return [*_exposure(config), *_signatures(config), *_curve(config), *_remote(config)]


def _exposure(config: Config) -> list[Finding]:
    """What the daemon says at every start as well."""
    sentences = exposure.sentences(config)
    if sentences:
        return [warning("exposure", sentence) for sentence in sentences]
    if any(map(exposure.reaches_beyond, (*config.endpoints, *config.export))):
        return [ok("exposure", "from other machines come signed requests alone, and all of it is encrypted")]
    return [ok("exposure", "no endpoint can be reached from other machines")]


def _signatures(config: Config) -> list[Finding]:
    if config.auth.mode != "required":
        return [
            ok(
                "signatures",
                "optional: who reaches an endpoint may act in the name of any token without keys",
            )
        ]
    tokens = _tokens(config)
    if tokens == 0:
        says = "required, and no token has a key: nobody is served"
        return [warning("signatures", says, "cocained keys add TOKEN FILE", tokens=0)]
    if tokens is None:
        return [ok("signatures", "required; the tokens that have keys could not be counted")]
    return [ok("signatures", f"required, of {tokens} tokens that have keys", tokens=tokens)]


def _tokens(config: Config) -> int | None:
    """Those that have keys; None where the store, which has findings of its own, cannot be read."""
    path = store_file(config.storage)
    if path is None:
        return None
    try:
        if path.stat().st_size == 0:
            return 0
    except OSError as error:
        return 0 if isinstance(error, FileNotFoundError) else None
    with contextlib.suppress(sqlite3.Error), contextlib.closing(reading(path)) as connection:
        (count,) = connection.execute(
            "SELECT count(*) FROM item WHERE collection = ? AND key <> ''", (KEYS,)
        ).fetchone()
        return int(count)
    return None


def _curve(config: Config) -> list[Finding]:
    path = config.curve.secret_key
    if path is None:
        return []
    try:
        secret_key(read_private(path))
    except BadKey as error:
        says = f"[curve] secret_key {path}: {error}, and the daemon will not start"
        return [broken("curve key", says, f"cocaine keys generate --curve {path}")]
    return [ok("curve key", f"{path} is a secret key, and its owner's alone")]


def _remote(config: Config) -> list[Finding]:
    """Files without which no code from elsewhere is taken."""
    named = [("[remote] signers", path) for path in config.remote.signers]
    if config.remote.authorities is not None:
        named.append(("[remote] authorities", config.remote.authorities))
    findings = []
    for key, path in named:
        try:
            read_public(path)
        except BadKey as error:
            findings.append(
                broken(key, f"{path}: {error}: no code from other hosts is taken", "let it be read")
            )
    return findings
