"""How requests are admitted, as the configuration has it."""

from __future__ import annotations

from cocaine_sdk.clock import Clock
from cocaine_sdk.storage import Storage
from cocained.config import Config
from cocained.core.authority.admission import Admission, Rules
from cocained.core.authority.keys import Keys
from cocained.core.authority.nonces import Nonces
from cocained.core.authority.tally import Tally
from cocained.core.timers import Timers


def admission(config: Config, storage: Storage, timers: Timers, clock: Clock) -> Admission:
    """To be opened."""
    keys = Keys(storage, timers, clock)
    nonces = Nonces(storage, timers, clock, config.auth.replay_window)
    return Admission(keys, nonces, Tally(clock), clock, rules(config))


def rules(config: Config) -> Rules:
    auth = config.auth
    return Rules(auth.mode == "required", auth.digests, auth.replay_window)
