"""The pytest plugin of whoever writes sources, plugins or drivers: fixtures, each made when a test asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cocaine_sdk.testing import FakeClock, FakeStore, RunSource


@pytest.fixture
def fake_clock() -> FakeClock:
    """A clock that stands still until the test lets time pass."""
    from cocaine_sdk.testing import FakeClock

    return FakeClock()


@pytest.fixture
def fake_store() -> FakeStore:
    """A source's store, empty, in memory."""
    from cocaine_sdk.testing import FakeStore

    return FakeStore()


@pytest.fixture(scope="session")
def run_source() -> Iterator[RunSource]:
    """Runs a source in its real cell: `run_source("python:///hello.py/Hello?name=x", n=2).events`."""
    from cocaine_sdk.testing import Benches

    with Benches() as benches:
        yield benches.run_source
