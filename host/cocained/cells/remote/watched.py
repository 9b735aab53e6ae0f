"""One file on another host: the copy of it that is good, looked at anew now and then for whoever runs it.

a look finds …            then …
the same, or another      that is what runs; owners of another hear of it
that it is gone (404)     as where a local file is deleted: who runs it runs on, nobody begins with it
anything else, or nothing the copy runs on, and `note` says since when, and why
"""

from __future__ import annotations

import asyncio
import logging
import math
import random
from collections.abc import Callable
from datetime import UTC, datetime

from cocaine_sdk import failure
from cocaine_sdk.clock import Clock
from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.failure import Failure
from cocained.cells.remote.copies import Copies, Copy
from cocained.cells.remote.looking import Gone, Look, Rules, Trouble
from cocained.cells.remote.signers import Signers
from cocained.cells.remote.target import Target
from cocained.core.complaints import Complaint
from cocained.core.contracts import Outreach, Owner
from cocained.core.timers import Timer, Timers

log = logging.getLogger(__name__)

PATIENCE = 2.0
"""Seconds that who has a copy waits for something newer."""
PAUSE = 1.0
"""Seconds after a look that came to nothing before there is another, where there is no copy."""
SPREAD = 0.2
"""Part of the interval by which looks are earlier or later, so that a thousand daemons do not ask at one moment."""

_ENDED = Failure(code=failure.UNREACHABLE, message="the daemon is shutting down")


class Watched:
    """One target, for all who run it. Made → `join`, `current`, `leave` → `close` when nobody is left."""

    def __init__(
        self,
        target: Target,
        outreach: Outreach,
        copies: Copies,
        rules: Callable[[], Rules],
        timers: Timers,
        clock: Clock,
    ) -> None:
        self.target = target
        self._outreach = outreach
        self._copies = copies
        self._rules = rules
        self._timers = timers
        self._clock = clock
        self._owners: dict[Owner, str | None] = {}
        """The digest of what each has, or was told of; empty where it has none, None while it asks."""
        self._copy: Copy | None = None
        self._accepted_by: Signers | None = None
        """Those whose signature the copy is known to have, where one is needed."""
        self._loading = asyncio.Lock()
        self._is_loaded = False
        self._failure: Failure | None = None
        """Why the last look came to nothing."""
        self._since = 0.0
        """Unix time since which they have."""
        self._complaint = Complaint(target.url)
        self._due = -math.inf
        """The monotonic time from which on a copy is not believed without a look."""
        self._timer: Timer | None = None
        self._looking: asyncio.Task[None] | None = None

    # --- owners ---------------------------------------------------------------------------------------------

    def join(self, owner: Owner) -> None:
        """It is about to ask."""
        self._owners[owner] = None

    def leave(self, owner: Owner) -> bool:
        """Whether somebody is left."""
        self._owners.pop(owner, None)
        return bool(self._owners)

    def _give(self, owner: Owner, digest: str) -> None:
        if owner in self._owners:  # it may have left meanwhile
            self._owners[owner] = digest

    def _tell(self, digest: str) -> None:
        for owner, has in list(self._owners.items()):
            if has is not None and has != digest:
                self._owners[owner] = digest
                try:
                    owner.saved(digest)
                except Exception:  # it must not keep the others from hearing of theirs
                    log.exception("a source could not be told that its code has changed")

    # --- the copy -------------------------------------------------------------------------------------------

    async def current(self, owner: Owner) -> Copy:
        """What is to run now. Raises `SourceFailed`."""
        await self._load()
        copy = await self._usable()
        if self._looking is None and self._wants_look(copy):
            self._look()
        if self._looking is not None:
            await asyncio.wait((self._looking,), timeout=PATIENCE if copy else None)
            copy = await self._usable()
        self._give(owner, copy.digest if copy else "")
        if copy is None:
            raise SourceFailed(self._failure or _ENDED)
        return copy

    async def _load(self) -> None:
        async with self._loading:
            if not self._is_loaded:
                copy = await self._copies.get(self.target.key)
                if copy is not None and self.target.pin in ("", copy.digest):
                    self._copy = copy
                self._is_loaded = True

    async def _usable(self) -> Copy | None:
        """The copy, where it may run by the rules of the moment."""
        copy, signers = self._copy, self._rules().signers
        if copy is not None and not self._is_good:
            try:
                if not await self._a_look().accepts(copy):
                    return None
            except Trouble as trouble:
                self._note_trouble(trouble)
                return None
            if self._copy is copy:  # a look may have taken another one meanwhile
                self._accepted_by = signers
        return copy

    @property
    def _is_good(self) -> bool:
        """Whether there is a copy that is known to be usable."""
        return self._copy is not None and self._accepted_by is self._rules().signers

    def _wants_look(self, copy: Copy | None) -> bool:
        if copy is not None and self.target.pin:
            return False  # there is nothing newer
        return self._timers.now() >= self._due

    # --- looks ----------------------------------------------------------------------------------------------

    def rules_changed(self) -> None:
        """The next who asks has a look taken, and so has the timer; none at the origin where a pinned copy may run."""
        self._due = -math.inf
        self._plan(self._interval())

    def _interval(self) -> float:
        return self._rules().config.refresh * random.uniform(1 - SPREAD, 1 + SPREAD)

    def _plan(self, interval: float) -> None:
        """The next look, for whoever runs it."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._timers.later(interval, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._looking is None:
            self._look()

    def _look(self) -> None:
        self._looking = asyncio.create_task(self._look_once())
        self._looking.add_done_callback(self._looked)

    def _a_look(self) -> Look:
        return Look(self._outreach, self._rules(), self.target, self._clock.time())

    async def _look_once(self) -> None:
        rules = self._rules()
        try:
            if self.target.pin and await self._usable() is not None:
                return
            await self._take(await self._a_look().at_origin(self._copy), rules.signers)
        except Gone as trouble:
            self._note_trouble(trouble)
            self._copy = None
            await self._copies.forget(self.target.key)
            self._tell("")
        except Trouble as trouble:
            self._note_trouble(trouble)
        except Exception as error:  # else who waits for it would be left without a reason
            log.exception("%s could not be looked at", self.target.url)
            why = f"it could not be looked at: {type(error).__name__}"
            self._note_trouble(Trouble(Failure(code=failure.UNREACHABLE, message=why, file=self.target.url)))

    async def _take(self, found: Copy, signers: Signers) -> None:
        if self._failure is not None:
            log.info("%s: its origin answers again", self.target.url)
        self._failure = None
        self._complaint.well()
        before, self._copy, self._accepted_by = self._copy, found, signers
        if found is not before:
            await self._copies.put(self.target.key, found)
        else:
            self._copy = await self._copies.note_use(self.target.key, found)
        self._tell(found.digest)

    def _note_trouble(self, trouble: Trouble) -> None:
        if self._failure is None:
            self._since = self._clock.time()
        self._failure = trouble.failure
        self._complaint.failed(trouble.failure.message, self._timers.now())

    def _looked(self, look: asyncio.Task[None]) -> None:
        self._looking = None
        if look.cancelled():
            return
        interval = self._interval()
        self._due = self._timers.now() + (interval if self._is_good else PAUSE)
        if not (self.target.pin and self._is_good):
            self._plan(interval)

    @property
    def note(self) -> str:
        """What is to be known of the copy that runs; empty where it is what its origin has."""
        if self._failure is None or self._copy is None:
            return ""
        return (
            f"the copy of {_utc(self._copy.fetched)} runs: since {_utc(self._since)} nothing newer"
            f" can be had from {self.target.url}: {self._failure.message}"
        )

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._looking is not None:
            self._looking.cancel()


def _utc(unix: float) -> str:
    return datetime.fromtimestamp(unix, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
