"""Every storage that is installed here, and a fresh URL for each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from cocaine_sdk.storage import Storage
from cocained.storages.sqlite import Sqlite
from cocained.storages.void import Void

Make = Callable[[], Storage]
"""Makes one more storage at the same URL."""


def _sqlite(folder: Path) -> Storage:
    return Sqlite(f"sqlite://{folder}/store.db")


def _void(_: Path) -> Storage:
    return Void("void:")


STORAGES = {"sqlite": _sqlite, "void": _void}


@pytest.fixture(params=STORAGES)
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    return lambda: STORAGES[request.param](tmp_path)


@pytest.fixture
async def storage(make: Make) -> AsyncIterator[Storage]:
    storage = make()
    await storage.open()
    yield storage
    await storage.close()
