"""A daemon for one's own use: made, used for a while, and gone without a trace."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from cocaine_sdk.errors import NoTrial
from cocaine_sdk.sync import Client
from cocaine_sdk.trial.grants import Grants, configuration
from cocaine_sdk.trial.target import RUNTIMES, Place

START = 30.0
"""Seconds that it may take to be ready."""
END = 10.0
"""Seconds that it may take to end in order; after that it is killed."""
LINGER = 0.5
"""Seconds that a thread lives on which nobody uses any more."""
_LONGEST = 60
"""Characters of a folder in which sockets can have names: the kernel takes 107 bytes in all."""
_GLANCE = 0.05


class PrivateDaemon:
    """`with PrivateDaemon(place) as daemon: daemon.client.once(…)`. Raises `NoTrial` where it does not start."""

    client: Client

    def __init__(self, place: Place, grants: Grants = ()) -> None:
        self._place = place
        self._grants = grants
        self._process: subprocess.Popen[bytes] | None = None
        self._stack = contextlib.ExitStack()
        self._numbers = count(1)

    def __enter__(self) -> Self:
        if importlib.util.find_spec("cocained") is None:
            raise NoTrial(f"cocained is not installed beside {sys.executable}; install it there")
        with contextlib.ExitStack() as stack:
            self.folder = Path(tempfile.mkdtemp(prefix="cocaine-", dir=_short_folder()))
            stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
            stack.callback(self._end)
            self._start()
            client = Client(
                f"ipc://{self.folder}/requests", export=f"ipc://{self.folder}/export", token="trial"
            )
            self.client = stack.enter_context(client)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and self._process is not None:
            self._process.kill()  # who was interrupted waits for no run to end
        self._stack.close()

    def endpoint(self) -> str:
        """A place for one more socket."""
        return f"ipc://{self.folder}/data-{next(self._numbers)}"

    def fresh(self, uri: str) -> str:
        """The same source under a name that nobody has used yet: what is tried shall find its store empty.

        A runtime reads nothing of a fragment; to a plugin it may mean something, but a plugin has no store.
        """
        is_code = uri.startswith(RUNTIMES) and "#" not in uri
        return f"{uri}#{next(self._numbers)}" if is_code else uri

    @property
    def nowhere(self) -> Path:
        """A path at which there will never be anything."""
        return self.folder / "quiet" / "never"

    def _start(self) -> None:
        self.nowhere.parent.mkdir()
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready, self._log.open("wb") as log:
            ready.bind(str(self.folder / "ready"))
            self._process = subprocess.Popen(
                self._command(),
                cwd="/",
                env={**os.environ, "NOTIFY_SOCKET": str(self.folder / "ready")},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C is for us: we end it in its order
            )
            self._await(ready, self._process)

    def _command(self) -> list[str]:
        plugins = self._place.prepare(self.folder)
        return [
            *(sys.executable, "-P", "-m", "cocaine_sdk.trial.leash", str(os.getpid()), str(self.folder)),
            *(f"ipc://{self.folder}/requests", "--export", f"ipc://{self.folder}/export"),
            *("--storage", "void:", "--idle-timeout", str(LINGER)),
            *(("--plugins", str(plugins)) if plugins is not None else ()),
            *(("--config", str(self._configured())) if self._grants else ()),
        ]

    def _configured(self) -> Path:
        file = self.folder / "cocained.toml"
        file.write_text(configuration(self._grants))
        return file

    def _await(self, ready: socket.socket, process: subprocess.Popen[bytes]) -> None:
        ready.settimeout(_GLANCE)
        deadline = time.monotonic() + START
        while time.monotonic() < deadline:
            try:
                if b"READY=1" in ready.recv(4096):
                    return
            except TimeoutError:
                if process.poll() is not None:
                    raise NoTrial(f"the daemon did not start: {self._last_words()}") from None
        raise NoTrial(f"the daemon was not ready within {START:g} s: {self._last_words()}")

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"


def _short_folder() -> str | None:
    """Where the sockets go, if the usual place for temporary files is too deep for their names."""
    return None if len(tempfile.gettempdir()) <= _LONGEST else "/tmp"
