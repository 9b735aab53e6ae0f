"""`cocained keys add`, `list` and `remove`: from the command line to the exit status."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from cocaine_sdk.errors import BadKey, CocaineError, StorageUnusable
from cocaine_sdk.keyfiles import read_public
from cocaine_sdk.redaction import redacted
from cocaine_sdk.signing import PublicKey
from cocaine_sdk.storage import STORAGES, Storage
from cocained import extensions
from cocained.config import Origin
from cocained.core.authority.records import Record
from cocained.keyring import options, showing
from cocained.keyring.keyring import Keyring, Listed
from cocained.logs import neutral

DONE, FAILED = 0, 1
_STDIN = "-"
_LONGEST = 1 << 16
"""Bytes of a key."""


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """The exit status. `arguments`: those behind `keys`. Raises `ConfigError`, and `SystemExit` after `--help`."""
    given = options.parse(arguments)
    changed = options.terms(given) if given.command == "add" else {}
    url = Origin.of(options.of_the_daemon(given), environment).read().storage
    try:
        key = _key(given.file) if given.command == "add" and given.file is not None else None
        asyncio.run(_work(given, url, key, changed))
    except CocaineError as error:
        _complain(given, error)
        return FAILED
    return DONE


async def _work(
    given: argparse.Namespace, url: str, key: PublicKey | None, changed: dict[str, object]
) -> None:
    storage = await _visit(url)
    try:
        keyring = Keyring(storage, time.time)
        match given.command:
            case "add":
                record = await keyring.add(given.token, key, changed)
                _say(given, showing.described(Listed(given.token, record)), showing.line(given.token, record))
                _hint(given, f"kept in {redacted(url)}")
            case "remove":
                left = await keyring.remove(given.token, given.fingerprint)
                _say_left(given, left)
            case "list":
                listed = await keyring.all()
                _say(given, {"keys": [showing.described(one) for one in listed]}, showing.table(listed))
                _hint(given, f"kept in {redacted(url)}")
    finally:
        await storage.close()


async def _visit(url: str) -> Storage:
    """Raises `StorageUnusable` or `ExtensionError`."""
    storage: Storage = extensions.load(STORAGES, url.partition(":")[0])(url)
    if not storage.durable:
        raise StorageUnusable(
            f"the storage {redacted(url)} forgets all keys with its daemon; name one by --storage that lasts"
        )
    await storage.visit()
    return storage


def _key(file: str) -> PublicKey:
    """Raises `BadKey`."""
    if file == _STDIN:
        return PublicKey.parse(sys.stdin.buffer.read(_LONGEST))
    path = Path(file)
    try:
        return PublicKey.parse(read_public(path))
    except BadKey as error:
        raise error.of(path) from None


def _say(given: argparse.Namespace, document: dict[str, object], text: str) -> None:
    print(json.dumps(document) if given.json else text)


def _say_left(given: argparse.Namespace, left: Record | None) -> None:
    if left is not None:
        listed = Listed(given.token, left)
        _say(given, showing.described(listed), showing.table([listed]))
    elif given.json:
        print(json.dumps({"token": given.token, "keys": []}))
    else:
        _hint(
            given,
            "nothing is kept of it any more; where unsigned requests are served, nothing limits its own",
        )


def _hint(given: argparse.Namespace, words: str) -> None:
    """What is of use to people only."""
    if not given.json:
        print(words, file=sys.stderr)


def _complain(given: argparse.Namespace, error: CocaineError) -> None:
    if given.json:
        print(json.dumps(error.as_reply()))
    else:
        print(f"cocained: {neutral(str(error))}", file=sys.stderr)
