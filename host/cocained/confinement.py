"""How the cells of this machine are held: decided once, at the start, and said aloud (architecture.md, Walls)."""

from __future__ import annotations

import logging
import os
import pwd

from cocaine_sdk.errors import CocaineError
from cocaine_sdk.plugin import Walls
from cocained.cells.frames import Confinement, Limits
from cocained.cells.inside import lock
from cocained.config import Config

log = logging.getLogger(__name__)


class CannotConfine(CocaineError):
    """This machine cannot hold untrusted code as the configuration asks; raised at start."""

    code = "cannot_confine"


def confinement(config: Config) -> Confinement:
    """Raises `CannotConfine`, with what is missing and the way out."""
    walls = Walls(language=config.sandbox != "kernel-only", kernel=config.sandbox != "language-only")
    if walls.kernel:
        _look_at_the_kernel()
    if config.sandbox != "full":
        log.warning("sources run behind one wall only: --sandbox=%s", config.sandbox)
    return Confinement(walls, limits(config), unprivileged(config.user), hardened=config.hardened)


def limits(config: Config) -> Limits:
    """What one cell may hold, and what a process that sources share."""
    wanted = config.limits
    return Limits(wanted.memory, wanted.descriptors, wanted.output, wanted.shared_memory)


def _look_at_the_kernel() -> None:
    layers = lock.layers()
    if not layers.lockable:
        raise CannotConfine(
            "this machine cannot hold untrusted code: " + "; ".join(layers.missing()) + ". "
            "To run it behind the language's wall alone, say so by name: --sandbox=language-only"
        )
    for sentence in layers.missing():
        log.warning("a layer of the wall is thinner here: %s", sentence)


def unprivileged(user: str) -> int | None:
    """Whom cells become: a name or a number, where the daemon is root. Raises `CannotConfine`."""
    if os.geteuid() != 0:
        return None
    try:
        return int(user) if user.isdigit() else pwd.getpwnam(user).pw_uid
    except KeyError:
        raise CannotConfine(
            f"there is no user {user!r} for the cells to become; name another: --user"
        ) from None
