"""What there is outside of all cells, and by whom it is reached, for every source."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from cocained.cells.outside import MAX_ENV
from cocained.cells.shares import Shares
from cocained.core.contracts import Outreach
from cocained.core.grants.grants import Grants
from cocained.core.grants.reach import Reach

log = logging.getLogger(__name__)


class Outside:
    """What there is outside of all cells, and how it is reached."""

    def __init__(
        self,
        grants: Grants,
        files: Outreach,
        network: Outreach,
        environment: Mapping[str, str],
        private: tuple[str, ...],
    ) -> None:
        """`private`: networks that names may lead to, though they are not public."""
        self.grants = grants
        self.files = files
        self.network = network
        self.private = private
        self.shares = Shares()
        self.counts = {"files": 0, "connections": 0, "fetches": 0, "denied": 0}
        self._environment = environment

    def look(self) -> None:
        """Say what of the granted variables is past all measure: once for these grants, not for each source."""
        reach = self.grants.everything
        given = self.env(reach)
        beyond = [name for name in reach.env if name not in given]
        if beyond:
            log.warning(
                "env: a source gets at most %d bytes of variables; one that is granted all of them does not get %s",
                MAX_ENV,
                ", ".join(beyond),
            )

    def env(self, reach: Reach) -> dict[str, str | None]:
        """The granted variables, None where one is not set. What is past all measure is left out."""
        found: dict[str, str | None] = {}
        left = MAX_ENV
        for name in reach.env:
            value = self._environment.get(name)
            left -= len(name) + len((value or "").encode(errors="replace"))
            if left < 0:
                break
            found[name] = None if value is None else value.encode(errors="replace").decode()
        return found
