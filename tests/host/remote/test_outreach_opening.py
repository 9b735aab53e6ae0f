"""Files that are far away: whoever waits for one holds up nobody who wants another."""

from __future__ import annotations

import asyncio
import os
import threading
from pathlib import Path

import pytest

from cocained.outreach.inside import means as module
from cocained.outreach.inside import opening
from cocained.outreach.inside.means import Means
from cocained.outreach.inside.roots import rule_for
from cocained.outreach.orders import Begin, Open


async def test_a_path_that_hangs_holds_up_no_other_grant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    near, far = tmp_path / "near", tmp_path / "far"
    for folder in (near, far):
        folder.mkdir()
        (folder / "a").write_text(folder.name)
    means = Means.prepare(Begin(None, False, (str(near), str(far)), b"", network=False))
    answers = threading.Event()

    def as_mounted(root: str) -> str:
        if root == str(far):
            answers.wait(60)
        return rule_for(root)

    monkeypatch.setattr(module, "rule_for", as_mounted)
    orders = [asyncio.create_task(opening.open_file(_open(far), means)) for _ in range(2 * opening.THREADS)]
    try:
        for given_up in orders[::2]:
            await asyncio.sleep(0)
            given_up.cancel()
        async with asyncio.timeout(30):
            found = await opening.open_file(_open(near), means)
        assert _content(found.descriptor) == "near"
        assert not any(each.done() and not each.cancelled() for each in orders)
    finally:
        answers.set()
    for each in orders[1::2]:
        assert _content((await each).descriptor) == "far"


def _open(folder: Path) -> Open:
    return Open(path=str(folder / "a"), roots=(str(folder),), timeout=60.0)


def _content(descriptor: int | None) -> str:
    assert descriptor is not None
    with os.fdopen(descriptor) as file:
        return file.read()
