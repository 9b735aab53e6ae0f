"""The configuration, read again while the daemon runs: what changes at once, and what needs a restart."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Any

import msgspec

from cocaine_sdk.errors import BadConfiguration
from cocained import descriptors, exposure, logs, service
from cocained.admitting import rules
from cocained.cells.supervisor import Supervisor
from cocained.config import Config, ConfigError, Origin
from cocained.config.settings import Settings
from cocained.confinement import limits
from cocained.core.authority.admission import Admission
from cocained.core.engines import Engines
from cocained.core.events import Events
from cocained.core.granting import Granting
from cocained.core.handlers import Handlers
from cocained.outreach.outreach import Outreach

log = logging.getLogger(__name__)

NO_FILE = "no --config file was given: there is nothing to read again"


class Outcome(msgspec.Struct, frozen=True):
    """What came of a reload."""

    changed: dict[str, tuple[Any, Any]] = {}
    """Key → the value before, and the value now. These are in force."""
    needs_restart: list[str] = []
    """Keys that changed too, and keep their value until the daemon is started anew."""
    note: str = ""

    def sentence(self) -> str:
        """For the log."""
        said = [f"{key} {_shown(before)} → {_shown(now)}" for key, (before, now) in self.changed.items()]
        said += [f"{key} needs a restart" for key in self.needs_restart]
        return "; ".join(said) or self.note or "nothing changed"

    def as_reply(self) -> dict[str, Any]:
        changed = msgspec.to_builtins(self.changed, enc_hook=str)  # paths
        reply = {"changed": changed, "needs_restart": self.needs_restart, "status": "success"}
        return reply | {"note": self.note} if self.note else reply


@dataclass(frozen=True)
class Owners:
    """Who must be told of a new value."""

    supervisor: Supervisor
    events: Events
    engines: Engines
    handlers: Handlers
    admission: Admission
    outreach: Outreach
    granting: Granting

    def take(self, key: str, new: Config) -> bool:
        """Put one key's value in force; False where that needs a restart."""
        match key:
            case "history_depth":
                self.events.depth = new.history_depth
            case "idle_timeout":
                self.engines.idle_timeout = new.idle_timeout
            case "verbose":
                logs.set_verbose(new.verbose)
            case "limits.cells":
                self.supervisor.most = descriptors.most_cells(new.limits.cells)
            case "limits.store" | "limit":
                self._limit_sources(new)
            case "limits.targets":
                self.handlers.targets.most = new.limits.targets
            case "limits.memory" | "limits.descriptors" | "limits.output" | "limits.shared_memory":
                self.supervisor.limit(limits(new))
                self._limit_sources(new)
            case "auth.mode" | "auth.digests" | "auth.replay_window":
                self.admission.rules = rules(new)
            case "remote.origins" | "remote.private" | "remote.refresh" | "remote.timeout" | "remote.signers":
                self.supervisor.remote.configure(new.remote)
                self.supervisor.outside.private = new.remote.private
            case "grant":
                self.granting.take(new.grant)
                self.supervisor.outside.look()
            case "remote.authorities":
                self.outreach.trust(new.remote.authorities)
            case _:
                return False
        return True

    def _limit_sources(self, new: Config) -> None:
        self.engines.allowances.replace(new.limits.memory, new.limits.store, new.limit)
        self.engines.limits_changed()


class Reloading:
    """One reload at a time, and one more that waits: whoever asks meanwhile shares that, which reads what is there by
    then."""

    def __init__(self, origin: Origin, config: Config, owners: Owners) -> None:
        self._origin = origin
        self._in_force = Settings.of(config)
        self._owners = owners
        self._turn = asyncio.Lock()
        self._waiting: asyncio.Future[Outcome] | None = None
        self._going: asyncio.Future[Outcome] | None = None
        self._closed = False

    async def reload(self) -> dict[str, Any]:
        """What came of it. Raises `BadConfiguration`; then nothing has changed."""
        return (await asyncio.shield(self._ask())).as_reply()

    def hang_up(self) -> None:
        """The same for SIGHUP: what came of it is in the log."""
        if not self._closed:
            self._ask().add_done_callback(_note_fault)

    def close(self) -> None:
        """Read nothing more."""
        self._closed = True
        for future in (self._going, self._waiting):
            if future is not None:
                future.cancel()

    def _ask(self) -> asyncio.Future[Outcome]:
        if self._waiting is None:
            self._waiting = asyncio.ensure_future(self._take_turn())
        return self._waiting

    async def _take_turn(self) -> Outcome:
        async with self._turn:
            self._going, self._waiting = self._waiting, None
            service.notify("RELOADING=1")
            try:
                outcome = await self._read()
            except ConfigError as error:
                log.error("the configuration stays as it was: %s", "; ".join(str(error).splitlines()))
                raise BadConfiguration(str(error)) from None
            finally:
                service.notify("READY=1")
            log.info("configuration read again: %s", outcome.sentence())
            return outcome

    async def _read(self) -> Outcome:
        """All of the file is read and checked before anything is put in force."""
        if self._origin.file is None:
            return Outcome(note=NO_FILE)
        new = await asyncio.to_thread(self._origin.read)  # a file may be far away
        differing = self._in_force.compare(Settings.of(new))
        changed = {key: values for key, values in differing.items() if self._owners.take(key, new)}
        self._in_force |= Settings({key: now for key, (_, now) in changed.items()})
        if any(key.startswith("auth.") for key in changed):
            exposure.warn(self._in_force.build(Config))
        return Outcome(changed, [key for key in differing if key not in changed])


def _shown(value: Any) -> Any:
    """Tables by their number: one of them may be a page."""
    tables = isinstance(value, tuple) and any(isinstance(row, msgspec.Struct) for row in value)
    return f"({len(value)} tables)" if tables else value


def _note_fault(done: asyncio.Future[Outcome]) -> None:
    fault = None if done.cancelled() else done.exception()
    if fault is not None and not isinstance(fault, BadConfiguration):
        log.error("the configuration could not be read again", exc_info=fault)
