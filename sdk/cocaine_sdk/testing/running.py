"""Sources in tests, in their real cells."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from cocaine_sdk.trial.daemon import PrivateDaemon
    from cocaine_sdk.trial.grants import Grants
    from cocaine_sdk.trial.results import Trial
    from cocaine_sdk.trial.target import Place

Data = bytes | Iterable[bytes]
Folder = str | os.PathLike[str]


class RunSource(Protocol):
    """What the fixture `run_source` gives."""

    def __call__(
        self,
        source: str,
        n: int | None = None,
        *,
        plugins: Folder | None = None,
        data: Data = (),
        timeout: float = 5000.0,
        grants: Mapping[str, Iterable[str]] | None = None,
    ) -> Trial:
        """Make a source, hand it the data, run it `n` times, and let go of it.

        `source`: a URI, or a path as `cocaine try` takes it. `n`: 1 where it is left out, and with data 0. `plugins`:
        the folder that holds `python.d`, else the current one. `timeout`: milliseconds of a run. Its store is empty.
        `grants`: what it may reach, by the keys of a `[[grant]]`: `{"read": ["/proc"]}`.

        What a run comes to is in the result, a failure too. A source that cannot be made raises what a push of it
        would be refused with, and `NoTrial` where the daemon for it cannot be started.
        """


class Benches:
    """Runs sources, all those of one folder in one private daemon, which is started when it is first needed. The
    daemons end with the block, or with the thread that started them."""

    def __init__(self) -> None:
        self._daemons: dict[tuple[Place, Grants], PrivateDaemon] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._daemons.clear()
        self._stack.close()

    def run_source(
        self,
        source: str,
        n: int | None = None,
        *,
        plugins: Folder | None = None,
        data: Data = (),
        timeout: float = 5000.0,
        grants: Mapping[str, Iterable[str]] | None = None,
    ) -> Trial:
        """As `RunSource` says."""
        # Here, since zmq comes with it: a test that needs no daemon shall not pay for it.
        from cocaine_sdk.trial.bench import Bench
        from cocaine_sdk.trial.grants import grants_of
        from cocaine_sdk.trial.target import target

        pieces = [data] if isinstance(data, bytes) else list(data)
        runs = int(not pieces) if n is None else n
        uri, place = target(source, plugins)
        with Bench(self._daemon(place, grants_of(grants or {})), uri, timeout) as bench:
            for _ in bench.run(runs, pieces):
                pass
            bench.ask()
            return bench.trial()

    def _daemon(self, place: Place, grants: Grants) -> PrivateDaemon:
        from cocaine_sdk.trial.daemon import PrivateDaemon

        daemon = self._daemons.get((place, grants))
        if daemon is None:
            daemon = self._stack.enter_context(PrivateDaemon(place, grants))
            self._daemons[place, grants] = daemon
        return daemon


def run_source(
    source: str,
    n: int | None = None,
    *,
    plugins: Folder | None = None,
    data: Data = (),
    timeout: float = 5000.0,
    grants: Mapping[str, Iterable[str]] | None = None,
) -> Trial:
    """As `RunSource` says, with a daemon for this call alone: half a second. Many calls share one with the fixture."""
    with Benches() as benches:
        return benches.run_source(source, n, plugins=plugins, data=data, timeout=timeout, grants=grants)
