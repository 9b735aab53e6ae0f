"""The command line of `cocained keys`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from cocaine_sdk.curvekeys import public_key
from cocaine_sdk.errors import BadKey
from cocaine_sdk.protocol import ACTIONS
from cocained.config import ConfigError
from cocained.core.authority import records
from cocained.core.authority.records import Terms

_ABOUT = "Public keys of tokens, and what these may do. A daemon that runs follows within a second or two."
_OWN = ("config", "storage", "instance")
"""Options of the daemon that say which storage is meant."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ConfigError(f"{message}; see {self.prog} --help")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """`arguments`: those behind `keys`. Raises `ConfigError`, and `SystemExit` after `--help`."""
    parser = _Parser(prog="cocained keys", description=_ABOUT, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="add|list|remove")
    common = _common()
    add = commands.add_parser(
        "add", parents=[common], help="give a token a key, or new terms", allow_abbrev=False
    )
    add.add_argument("token", metavar="TOKEN")
    add.add_argument("file", metavar="FILE", nargs="?", help="its public key in PEM; -: standard input")
    add.add_argument(
        "--allow", action="append", metavar="ACTION", help=f"may be repeated: {', '.join(ACTIONS)}"
    )
    add.add_argument(
        "--uri", action="append", metavar="PATTERN", help="sources it may reach; may be repeated"
    )
    add.add_argument("--rate", type=float, metavar="N", help="requests a second")
    add.add_argument("--curve", metavar="KEY", help="the public CURVE key that its connections must have")
    commands.add_parser("list", parents=[common], help="show the keys of all tokens", allow_abbrev=False)
    remove = commands.add_parser(
        "remove", parents=[common], help="take a key from a token, or all of it", allow_abbrev=False
    )
    remove.add_argument("token", metavar="TOKEN")
    remove.add_argument(
        "fingerprint", metavar="FINGERPRINT", nargs="?", help="of one key; without it, all goes"
    )
    given = parser.parse_args(arguments)
    if given.command != "list":
        _check(given.token)
    return given


def _common() -> _Parser:
    common = _Parser(add_help=False)
    common.add_argument("--config", metavar="FILE", help="the daemon's own configuration")
    common.add_argument("--storage", metavar="URL", help="the daemon's storage")
    common.add_argument("--instance", metavar="NAME", help="the daemon's name")
    common.add_argument("--json", action="store_true")
    return common


def of_the_daemon(given: argparse.Namespace) -> list[str]:
    """The options that the daemon has too, as it takes them."""
    return [f"--{name}={getattr(given, name)}" for name in _OWN if getattr(given, name) is not None]


def terms(given: argparse.Namespace) -> dict[str, Any]:
    """Those terms that are given. Raises `ConfigError`."""
    found = {
        "allow": None if given.allow is None else tuple(given.allow),
        "uris": None if given.uri is None else tuple(given.uri),
        "rate": given.rate,
        "curve": None if given.curve is None else _curve_key(given.curve),
    }
    changed = {name: value for name, value in found.items() if value is not None}
    try:
        records.check_terms(Terms(**changed))
    except ValueError as error:
        raise ConfigError(str(error)) from None
    if given.file is None and not changed:
        raise ConfigError("there is nothing to add: give a FILE with a public key, or a limit")
    return changed


def _check(token: str) -> None:
    try:
        records.check_token(token)
    except ValueError as error:
        raise ConfigError(str(error)) from None


def _curve_key(text: str) -> str:
    try:
        return public_key(text.encode())
    except BadKey as error:
        raise ConfigError(str(error)) from None
