"""What lies about for an attack to take, and what was taken of it: seen from outside, whatever the attack says."""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.security.corpus import traps
from tests.security.corpus.attack import After
from tests.security.corpus.traps import Turning
from tests.security.corpus.victim import Victim
from tests.security.corpus.web import Web

MUCH = 256 << 20
"""Bytes that no cell may hold, by the limits that the corpus gives."""
CELLS = 61_000 + os.getpid() % 4000
"""The user whom cells become, where the tests run as root: nobody else's, so that all of its processes are ours."""

SMALL = 1 << 20
"""Bytes of a file whose content is looked at."""
_numbers = itertools.count(1)


class Bait:
    """Laid out for one attack on one set of walls: its secrets are nobody else's."""

    def __init__(self, beneath: str, web: Web, needs: str = "", grants: bool = False) -> None:
        """In a folder beneath that one. `needs`: as `Attack.needs`. `grants`: with the folder of `traps.py`."""
        self.token = secrets.token_hex(12)
        """What a file holds that anybody may read."""
        self.data = secrets.token_hex(12)
        """What another source keeps, in its store and in its memory."""
        self.mark = f"stray-{secrets.token_hex(12)}"
        """What a process bears on its command line that an attack has started."""
        self.victim = Victim(CELLS if os.geteuid() == 0 else None) if needs == "victim" else None
        self._web = web
        web.lay_out(self.mark, self.token)
        self.folder = Path(tempfile.mkdtemp(prefix="bait-", dir=beneath))
        self.folder.chmod(0o755)
        self._lay_files(grants)
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self._granted = socket.create_server(("127.0.0.1", 0))
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", 0))
        self._unix = socket.socket(socket.AF_UNIX)
        self._unix.bind(str(self.folder / "socket"))
        (self.folder / "socket").chmod(0o777)
        self._abstract = socket.socket(socket.AF_UNIX)
        self._name = f"bait-{secrets.token_hex(12)}"
        self._abstract.bind(f"\0{self._name}")
        self._free = (f"127.{64 + os.getpid() % 64}.{next(_numbers) % 250}.{os.getpid() % 250}", 4711)
        """Where nobody listens, at an address of loopback that is nobody else's."""
        for listener in (self._tcp, self._unix, self._abstract):
            listener.listen()
        for ear in self._ears():
            ear.setblocking(False)
        self._before = self._look()
        self._turning = Turning(self.folder / "granted") if needs == "turning" else None

    def _lay_files(self, grants: bool) -> None:
        (self.folder / "secret").write_text(self.token)
        self._time = int.from_bytes(secrets.token_bytes(7), "big")
        os.utime(self.folder / "secret", ns=(self._time, self._time))
        if grants:
            traps.lay(self.folder / "granted")
        (self.folder / "open").write_text("as it was")
        (self.folder / "open").chmod(0o666)
        (self.folder / "room").mkdir()
        (self.folder / "room").chmod(0o777)
        (self.folder / "room" / "old").write_text("as it was")
        if os.geteuid() == 0:
            for name in ("open", "room", *(["granted/note"] if grants else [])):
                os.chown(
                    self.folder / name, CELLS, CELLS
                )  # a file's mode and times are its owner's to change

    def _ears(self) -> tuple[socket.socket, ...]:
        return self._tcp, self._udp, self._unix, self._abstract

    @property
    def grants(self) -> dict[str, tuple[str, ...]]:
        """What an attack is given of it by right, by the kind of grant."""
        return {
            "read": (f"{self.folder}/granted",),
            "connect": (f"127.0.0.1:{self._granted.getsockname()[1]}",),
            "fetch": (f"http://127.0.0.1:{self._web.port}/{self.mark}/granted/",),
            "env": ("CORPUS_GRANTED",),
        }

    @property
    def environment(self) -> dict[str, str]:
        """The daemon's."""
        return {"CORPUS_GRANTED": "given", "CORPUS_SECRET": self.token}

    @property
    def arguments(self) -> dict[str, str]:
        """What the attack is told of it, in its URI's query."""
        told = {
            "path": f"{self.folder}/secret",
            "open": f"{self.folder}/open",
            "room": f"{self.folder}/room",
            "tcp": str(self._tcp.getsockname()[1]),
            "udp": str(self._udp.getsockname()[1]),
            "unix": f"{self.folder}/socket",
            "abstract": self._name,
            "free": self._free[0],
            "granted": f"{self.folder}/granted",
            "door": str(self._granted.getsockname()[1]),
            "web": str(self._web.port),
            "site": f"http://127.0.0.1:{self._web.port}/{self.mark}",
            "much": str(MUCH),
            "mark": self.mark,
        }
        if self.victim is not None:
            told |= {"victim": str(self.victim.pid), "address": str(self.victim.address)}
        return told

    def taken(self, said: str) -> set[After]:
        """By what came out of the cell, and by the bait itself."""
        found: set[After] = set()
        heard = self._heard()
        if heard.told or self.token in said or str(self._time) in said:
            found.add(After.READ)
        if heard.any or self.mark in self._web.touched:
            found.add(After.CONNECT)
        if self._turning is None and self._look() != self._before:
            found.add(After.WRITE)
        if self.data in said:
            found.add(After.DATA)
        if self.victim is not None:
            if self.victim.was_signalled():
                found.add(After.SIGNAL)
            if self.victim.secret in said:
                found.add(After.SPY)
        return found

    def answers(self) -> bool:
        """Whether somebody listens where nobody should."""
        with contextlib.suppress(OSError), socket.create_connection(self._free, 1):
            return True
        return False

    def _heard(self) -> Heard:
        heard = Heard()
        for listener in (self._tcp, self._unix, self._abstract):
            with contextlib.suppress(BlockingIOError):
                caller, _ = listener.accept()
                heard.any = True
                with caller, contextlib.suppress(OSError):
                    caller.settimeout(1)
                    heard.told |= self.token.encode() in caller.recv(1 << 16)
        with contextlib.suppress(BlockingIOError):
            heard.told |= self.token.encode() in self._udp.recv(1 << 16)
            heard.any = True
        return heard

    def _look(self) -> dict[str, tuple[object, ...]]:
        """All that can be seen of the files, but for the times of reading."""
        return {str(path): _facts(path) for path in sorted(self.folder.rglob("*"))}

    def close(self) -> None:
        if self._turning is not None:
            self._turning.end()
        for ear in (*self._ears(), self._granted):
            ear.close()
        if self.victim is not None:
            self.victim.end()
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass
class Heard:
    """What came to the listeners: anything, and with the secret in it."""

    any: bool = False
    told: bool = False


def _facts(path: Path) -> tuple[object, ...]:
    status = path.lstat()
    plain = path.is_file() and not path.is_symlink() and status.st_size < SMALL
    content = path.read_bytes() if plain else b""
    attributes = tuple(os.listxattr(path, follow_symlinks=False))
    return (
        status.st_mode, status.st_uid, status.st_gid, status.st_nlink, status.st_size, status.st_mtime_ns,
        status.st_ctime_ns, content, attributes,
    )  # fmt: skip
