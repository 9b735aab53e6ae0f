"""Who may set a secret, and what follows: the action `secrets` (protocol.md)."""

from __future__ import annotations

import msgspec
from msgspec import Raw

from cocaine_sdk.clock import Clock
from cocaine_sdk.errors import AccessDenied, BadArgument, Overloaded, StorageError
from cocaine_sdk.protocol import SecretArguments
from cocaine_sdk.redaction import REFERENCE
from cocained.cells.frames import Close
from cocained.core.engines import Engines
from cocained.core.patterns import Pattern
from cocained.core.secrets import Secret, Secrets, names_in
from cocained.core.threads import Thread

LONGEST = 4096
"""Characters of a value."""
MOST = 1000
"""Secrets."""
MOST_PATTERNS = 32

_arguments = msgspec.json.Decoder(SecretArguments)


class Custody:
    """Sets and removes secrets for the tokens that they belong to, and has the sources that refer to them follow."""

    def __init__(self, secrets: Secrets, engines: Engines, clock: Clock) -> None:
        self._secrets = secrets
        self._engines = engines
        self._clock = clock

    async def described(self) -> list[dict[str, object]]:
        """Every secret but for its value. Raises `StorageError`."""
        return [
            {"name": name, "owner": secret.owner, "for": secret.patterns, "set": secret.set_at}
            for name, secret in (await self._secrets.all()).items()
        ]

    async def serve(self, token: str, name: str, raw: bytes | Raw) -> dict[str, str]:
        """Set or remove one. Raises `BadArgument`, `AccessDenied`, `Overloaded` or `StorageError`."""
        if not REFERENCE.fullmatch(f"{{secret:{name}}}"):
            raise BadArgument(
                "a secret's name is 1 to 64 letters, digits, dots, - and _, a letter or digit first"
            )
        arguments = _read(raw)
        before = await self._secrets.get(name)
        if before is not None and before.owner != token:
            raise AccessDenied(f"the secret {name} is {before.owner[:80]}'s")
        after = None if arguments.remove else await self._wanted(token, arguments, before)
        if before is None and after is None:
            raise BadArgument(f"no secret is named {name}")
        if not await self._secrets.change(name, before, after):
            raise StorageError(f"the secret {name} was changed by somebody else at this moment; try again")
        self._follow(name, after)
        return {"status": "success"}

    async def _wanted(self, token: str, arguments: SecretArguments, before: Secret | None) -> Secret:
        value, patterns = arguments.value, arguments.patterns
        if before is None:
            if len(await self._secrets.all()) >= MOST:
                raise Overloaded(f"there are {MOST} secrets already; remove one that nobody needs")
        elif patterns is None:
            patterns = before.patterns
        return Secret(token, _checked(value), _checked_patterns(patterns or ()), round(self._clock.time(), 3))

    def _follow(self, name: str, secret: Secret | None) -> None:
        """Sources with the secret in them begin anew with its value, or end where it is not for them any more."""
        for uri, engine in list(self._engines.engines.items()):
            if name in _named_in(uri):
                for thread in list(engine.threads.values()):
                    if secret is not None and secret.is_for(uri):
                        thread.renewal.renew()
                    else:
                        _revoke(thread)


def _revoke(thread: Thread) -> None:
    """What runs ends, and its next start is refused: so the source is degraded, until it may have the secret again."""
    if thread.is_over:
        return
    thread.renewal.close()
    if thread.cell is None:
        thread.renewal.renew()
    else:
        thread.cell.end(Close())


def _named_in(uri: str) -> frozenset[str]:
    try:
        return names_in(uri)
    except BadArgument:
        return frozenset()


def _read(raw: bytes | Raw) -> SecretArguments:
    try:
        arguments = _arguments.decode(raw)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise BadArgument(f"bad argument: {error}") from None
    if arguments.remove and (arguments.value is not None or arguments.patterns is not None):
        raise BadArgument("a secret that is removed takes neither value nor patterns")
    return arguments


def _checked(value: str | None) -> str:
    if value is None:
        raise BadArgument("a secret needs a value, or remove: true")
    if not 1 <= len(value) <= LONGEST:
        raise BadArgument(f"a secret's value has 1 to {LONGEST} characters")
    if any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in value):
        raise BadArgument(
            "a secret's value holds no control characters; a newline at its end may be the cause"
        )
    return value


def _checked_patterns(patterns: tuple[str, ...]) -> tuple[str, ...]:
    if not 1 <= len(patterns) <= MOST_PATTERNS:
        raise BadArgument(
            f"say by 1 to {MOST_PATTERNS} patterns which URIs a secret is for, such as mysql://*@db.example.com*"
        )
    for pattern in patterns:
        try:
            Pattern(pattern)
        except ValueError as error:
            raise BadArgument(f"the pattern {pattern[:200]!r} cannot be used: {error}") from None
    return patterns
