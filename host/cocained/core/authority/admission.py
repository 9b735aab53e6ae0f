"""The one way in: whether a request is whom it says it is from, is not a repeated one, and may be served at all."""

from __future__ import annotations

import logging
from functools import partial
from typing import NamedTuple

from cocaine_sdk.clock import Clock
from cocaine_sdk.errors import (
    AccessDenied,
    InvalidSignature,
    Refused,
    SignatureMissing,
    SignatureRequired,
    UnauthorizedUser,
)
from cocaine_sdk.protocol import AnyRequest
from cocained.core.authority.keys import Holder, Keys
from cocained.core.authority.nonces import Nonces
from cocained.core.authority.origin import Origin
from cocained.core.authority.permits import Permit
from cocained.core.authority.tally import Tally
from cocained.core.authority.turns import Turns

log = logging.getLogger(__name__)

LONGEST_SIGNATURE = 1024
"""Bytes: that of an RSA key of 8192 bits."""


class Rules(NamedTuple):
    """What the operator has decided (`[auth]`)."""

    required: bool
    """Unsigned requests are refused."""
    digests: tuple[str, ...]
    """What RSA signatures may be made over."""
    replay_window: float
    """Seconds; 0: replays are not looked for."""


class Signed(NamedTuple):
    """A request as it came, of version 3."""

    request: AnyRequest
    data: bytes
    """The very bytes that are signed."""
    origin: Origin


class Admission:
    """Admits requests: each gets the permit of its token, or None where the token has no keys, and so no limits."""

    def __init__(self, keys: Keys, nonces: Nonces, tally: Tally, clock: Clock, rules: Rules) -> None:
        self.keys = keys
        self._nonces = nonces
        self._tally = tally
        self._clock = clock
        self._rules = rules
        self._turns = Turns()

    async def open(self) -> None:
        """Raises `StorageError`."""
        await self.keys.open()
        await self._nonces.open()
        if self._rules.required and not len(self.keys):
            log.warning(
                "requests must be signed, and no key is kept: nobody is served before cocained keys add has added one"
            )

    def close(self) -> None:
        self.keys.close()
        self._nonces.close()

    @property
    def rules(self) -> Rules:
        return self._rules

    @rules.setter
    def rules(self, rules: Rules) -> None:
        """In force for requests that come from now on."""
        if rules.replay_window != self._rules.replay_window:
            self._nonces.window = rules.replay_window
        self._rules = rules

    @property
    def refused(self) -> dict[str, int]:
        """How many requests were refused so far, by reason."""
        return self._tally.counts

    def deny(self, error: Refused | AccessDenied, token: str) -> None:
        """Count, and tell the log of, a request or a target that was refused."""
        self._tally.refused(error, token if self.keys.get(token) is not None else "")

    def check_holds(self, permit: Permit, token: str) -> None:
        """Whether the permit still is the one of its token. Raises `AccessDenied`."""
        holder = self.keys.get(token)
        if holder is None or holder.permit is not permit:
            raise AccessDenied(
                f"what the token {token[:80]!r} may was changed while its request was served; send what is left again"
            )

    # --- unsigned -------------------------------------------------------------------------------------------

    def unsigned(self, request: AnyRequest, origin: Origin) -> Permit | None:
        """Without waiting for anything. What limits its token limits it too, though nobody has proven to be it. Raises
        `Refused` or `AccessDenied`."""
        try:
            if self._rules.required:
                raise SignatureRequired
            holder = self.keys.get(request.token)
            if holder is None:
                return None
            holder.permit.check_connection(origin)
            holder.permit.check_action(_action(request))
            holder.permit.spend_unsigned(self._clock.monotonic())
            return holder.permit
        except (Refused, AccessDenied) as error:
            self.deny(error, request.token)
            raise

    # --- signed ---------------------------------------------------------------------------------------------

    async def signed(self, signed: Signed) -> Permit:
        """When this returns it is known, durably, that it was served. Raises `Refused`, `AccessDenied` or
        `StorageError`."""
        try:
            return await self._proven(signed)
        except (Refused, AccessDenied) as error:
            self.deny(error, signed.request.token)
            raise

    async def _proven(self, signed: Signed) -> Permit:
        request = signed.request
        if signed.origin.signature is None:
            raise SignatureMissing
        await self.keys.fresh()
        holder = self.keys.get(request.token)
        if holder is None or not holder.keys:
            raise UnauthorizedUser
        holder.permit.check_connection(signed.origin)
        await self._verify(holder, signed, signed.origin.signature)
        freshness = self._nonces.read(request.timestamp, request.nonce)
        holder.permit.check_action(_action(request))
        holder.permit.check_rate(self._clock.monotonic())
        if freshness is not None:
            await self._nonces.use(request.token, freshness)
        else:
            await self._nonces.note(request.timestamp)
        holder.permit.spend(
            self._clock.monotonic()
        )  # only now: who repeats others' requests spends nothing of theirs
        return holder.permit

    async def _verify(self, holder: Holder, signed: Signed, signature: bytes) -> None:
        """Raises `InvalidSignature`, or `RateLimited` where too many of the token's wait for it."""
        digests = self._rules.digests
        if not 1 <= len(signature) <= LONGEST_SIGNATURE:
            raise InvalidSignature
        work = partial(_verifies, holder, signature, signed.data, digests)
        if not await self._turns.take(signed.request.token, work, len(signed.data)):
            raise InvalidSignature


def _action(request: AnyRequest) -> str:
    return str(request.__struct_config__.tag)


def _verifies(holder: Holder, signature: bytes, data: bytes, digests: tuple[str, ...]) -> bool:
    return any(key.verify(signature, data, digests) for key in holder.keys)
