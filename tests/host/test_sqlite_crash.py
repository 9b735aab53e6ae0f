"""The promise that a store is for: what was acknowledged is there, whenever the process was killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cocained.storages.sqlite import Sqlite

WRITER = """
import asyncio, os, sys
from cocained.storages.sqlite import Sqlite

async def write(storage, number):
    for n in range(1_000_000):
        key = f"{number}-{n}"
        await storage.put("tasks", key, key.encode() * 20)
        os.write(1, f"{key}\\n".encode())

async def main():
    storage = Sqlite(sys.argv[1])
    await storage.open()
    await asyncio.gather(*(write(storage, number) for number in range(int(sys.argv[2]))))

asyncio.run(main())
"""


def killed_after(acknowledged: int, url: str, writers: int) -> list[str]:
    """Every key whose put was acknowledged until the writing process was killed."""
    arguments = [sys.executable, "-c", WRITER, url, str(writers)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        keys = [process.stdout.readline().strip() for _ in range(acknowledged)]
        os.kill(process.pid, signal.SIGKILL)
        keys += [line.strip() for line in process.stdout if line.endswith("\n")]
    assert process.returncode == -signal.SIGKILL
    return keys


@pytest.mark.parametrize("writers", [1, 64])
async def test_what_was_acknowledged_outlives_a_kill_at_any_moment(tmp_path: Path, writers: int) -> None:
    moments = random.Random(writers)
    url = f"sqlite://{tmp_path}/store.db"
    for _ in range(15):
        keys = killed_after(moments.randrange(1, 40 * writers), url, writers)
        storage = Sqlite(url)
        await storage.open()
        held = dict(await storage.scan("tasks"))
        await storage.close()
        assert [key for key in keys if held.get(key) != key.encode() * 20] == []
