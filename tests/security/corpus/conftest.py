"""One campaign for each file of tests: all attacks that pytest has chosen of it, behind one set of walls."""

from __future__ import annotations

import pytest

from tests.security.corpus import campaign
from tests.security.corpus.attack import Attack
from tests.security.corpus.campaign import Report


@pytest.fixture(scope="module")
def report(request: pytest.FixtureRequest) -> Report:
    """The module says which walls: `WALL`."""
    chosen = {
        str(attack): attack
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.module is request.module
        for attack in _attacks(item)
    }
    return campaign.run([chosen[name] for name in sorted(chosen)], request.module.WALL)


def _attacks(item: pytest.Function) -> list[Attack]:
    """That of one test."""
    found = item.callspec.params.get("attack") if hasattr(item, "callspec") else None
    return [found] if isinstance(found, Attack) else []
