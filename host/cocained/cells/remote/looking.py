"""One look at an origin: has the file changed, is it what was meant, who has signed it? All that comes is hostile."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

import msgspec

from cocaine_sdk import failure
from cocaine_sdk.errors import Forbidden, SourceFailed, Unreachable
from cocaine_sdk.failure import Failure
from cocained.cells.code import MAX_CODE
from cocained.cells.remote import signers
from cocained.cells.remote.copies import Copy
from cocained.cells.remote.signers import Signers
from cocained.cells.remote.target import Target
from cocained.config import RemoteConfig
from cocained.core.contracts import Outreach
from cocained.outreach.orders import Fetch, Fetched

SIGNATURE = ".sig"
"""What follows the file's URL in that of its signature."""
_VALIDATOR = re.compile(r"[\x20-\x7e]{1,256}")
"""What an origin may have us send back to it."""
_GONE = (404, 410)
_OK, _UNCHANGED = 200, 304


class Rules(NamedTuple):
    """What `[remote]` asks for."""

    config: RemoteConfig
    signers: Signers


class Trouble(Exception):
    """Nothing that could run was had from the origin. `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        super().__init__(failure.message)


class Gone(Trouble):
    """The origin says that there is no such file."""


class Look:
    """At one target, by the rules of the moment."""

    def __init__(self, outreach: Outreach, rules: Rules, target: Target, now: float) -> None:
        """`now`: unix time."""
        self._outreach = outreach
        self._rules = rules
        self._target = target
        self._now = now

    async def at_origin(self, copy: Copy | None) -> Copy:
        """What is there: the very copy where it has not changed. Raises `Trouble`."""
        answer = await self._fetch(self._target.url, MAX_CODE, _conditions(copy))
        if answer.status in _GONE:
            why = f"there is no such file: the origin answers {answer.status}"
            raise Gone(self._failure(failure.MISSING_FILE, why))
        if answer.status == _UNCHANGED and copy is not None:
            return await self.signed(copy)
        if answer.status != _OK:
            raise self._trouble(failure.UNREACHABLE, f"the origin answers {answer.status}")
        return await self._received(answer)

    async def signed(self, copy: Copy) -> Copy:
        """The copy, with a signature where one is needed. Raises `Trouble`."""
        if await self.accepts(copy):
            return copy
        url = self._target.url + SIGNATURE
        answer = await self._fetch(url, signers.MOST, (), (url,))
        if answer.status != _OK:
            raise self._unsigned(f"{url} answers {answer.status}")
        copy = msgspec.structs.replace(copy, signature=answer.body)
        if not await self.accepts(copy):
            raise self._unsigned(f"{url} is of another text or key")
        return copy

    async def accepts(self, copy: Copy) -> bool:
        """Whether it may run as it is, without asking. Raises `Trouble` where that cannot be told."""
        if not self._rules.signers:
            return True
        try:
            return await self._rules.signers.accept(copy.text, copy.signature)
        except SourceFailed as error:
            raise Trouble(error.failure) from None

    async def _received(self, answer: Fetched) -> Copy:
        found = hashlib.sha256(answer.body).hexdigest()
        if self._target.pin and found != self._target.pin:
            raise self._trouble(
                failure.UNTRUSTED,
                f"it is not the code that is asked for: its SHA-256 is {found}, and the URI says {self._target.pin}",
            )
        headers = dict(answer.headers)
        return await self.signed(
            Copy(
                text=answer.body,
                digest=found,
                etag=_validator(headers.get("etag", "")),
                modified=_validator(headers.get("last-modified", "")),
                fetched=self._now,
                used=self._now,
            )
        )

    async def _fetch(
        self, url: str, most: int, headers: tuple[tuple[str, str], ...], also: tuple[str, ...] = ()
    ) -> Fetched:
        config = self._rules.config
        order = Fetch(
            url=url,
            headers=headers,
            allowed=(*config.origins, *also),
            private=config.private,
            most=most,
            timeout=config.timeout,
        )
        try:
            return await self._outreach.fetch(order, own=True)
        except Forbidden as error:
            raise self._trouble(failure.FORBIDDEN, str(error)) from None
        except Unreachable as error:
            raise self._trouble(failure.UNREACHABLE, str(error)) from None

    def _unsigned(self, why: str) -> Trouble:
        return self._trouble(failure.UNTRUSTED, f"no key of [remote] signers has signed it: {why}")

    def _trouble(self, code: str, why: str) -> Trouble:
        return Trouble(self._failure(code, why))

    def _failure(self, code: str, why: str) -> Failure:
        return Failure(code=code, message=why, file=self._target.url)


def _conditions(copy: Copy | None) -> tuple[tuple[str, str], ...]:
    if copy is None:
        return ()
    if copy.etag:
        return (("If-None-Match", copy.etag),)
    return (("If-Modified-Since", copy.modified),) if copy.modified else ()


def _validator(said: str) -> str:
    return said if _VALIDATOR.fullmatch(said) else ""
