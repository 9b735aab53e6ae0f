"""The folder that an attack may read by right: what lies in it leads elsewhere, waits, or is never the same."""

from __future__ import annotations

import os
import threading
from pathlib import Path

HUGE = 1 << 40


def lay(folder: Path) -> None:
    """In a new folder beside the file `secret`, and beside nothing else."""
    folder.mkdir()
    (folder / "note").write_text("for everybody")
    (folder / "note").chmod(0o666)
    (folder / "inner").mkdir()
    (folder / "inner" / "note").write_text("for everybody")
    (folder / "link").symlink_to("../secret")
    (folder / "above").symlink_to("..")
    (folder / "root").symlink_to("/")
    (folder / "own").symlink_to("/proc/self")
    (folder / "zero").symlink_to("/dev/zero")
    (folder / "loop").symlink_to("loop")
    os.mkfifo(folder / "pipe", 0o666)
    with (folder / "huge").open("wb") as huge:
        huge.truncate(HUGE)
    (folder / "turn").write_text("for everybody")
    (folder / "door").mkdir()
    (folder / "door" / "secret").write_text("for everybody")


class Turning:
    """While it lasts, a file and a folder are exchanged for links that lead out, and back, as fast as that goes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._turn, daemon=True)
        self._thread.start()

    def _turn(self) -> None:
        folder = self._folder
        os.symlink("../secret", folder / "other-turn")
        os.symlink("..", folder / "other-door")
        while not self._over.wait(0.0002):
            for name in ("turn", "door"):
                os.rename(folder / name, folder / f"spare-{name}")
                os.rename(folder / f"other-{name}", folder / name)
                os.rename(folder / f"spare-{name}", folder / f"other-{name}")

    def end(self) -> None:
        self._over.set()
        self._thread.join()
