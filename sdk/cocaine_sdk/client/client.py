"""The client: what can be asked of a daemon, on asyncio. `cocaine_sdk.sync` is the same for everyone else."""

from __future__ import annotations

import getpass
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cocaine_sdk.client.connection import Connection, Targets
from cocaine_sdk.client.identity import Identity
from cocaine_sdk.client.mapping import Answer, Mapping, MapResult
from cocaine_sdk.client.replies import result_of
from cocaine_sdk.client.results import (
    Arguments,
    History,
    InstalledPlugins,
    Keys,
    Pushed,
    Reloaded,
    SecretStates,
    Task,
    Tasks,
    keys_from,
    longest_run,
    pushed_from,
    read,
    task_from,
)
from cocaine_sdk.client.subscription import Subscription
from cocaine_sdk.curve import Curve
from cocaine_sdk.explanation import Explanation
from cocaine_sdk.protocol import DEFAULT_TIMEOUT
from cocaine_sdk.redaction import redacted
from cocaine_sdk.signing import PrivateKey
from cocaine_sdk.topics import topic

CONNECT = "tcp://127.0.0.1:5000"
EXPORT = "tcp://127.0.0.1:5001"
TIMEOUT = 5.0
"""Seconds."""
LOADING = 10.0
"""Seconds that a daemon waits for plugins to load."""


class Client:
    """One daemon, and one connection to it; any number of calls may be under way at the same time.

        async with Client("tcp://127.0.0.1:5000") as client:
            event = await client.once("python:///file.py/MyClass?some_arg=5")

    Every call raises `NoDaemon` where no daemon is reached within `timeout` (at once, and as `HandshakeFailed`, where
    the two do not agree on CURVE keys), `NoReply` where it does not answer, `BadReply` where its answer makes no sense,
    and what the daemon refuses as the class in `cocaine_sdk.errors` with that `code`, else as `RemoteError`:
    `error.wire_code` is the code in each case.
    """

    def __init__(
        self,
        endpoint: str = CONNECT,
        *,
        export: str = EXPORT,
        token: str | None = None,
        timeout: float = TIMEOUT,
        key: PrivateKey | Path | None = None,
        curve: Curve | None = None,
    ) -> None:
        """`token`: who asks; by default the name of the operating system's user.

        `key`: signs every request, or is the file of the key that does. Raises `BadKey`.

        `curve`: encrypts all that goes over tcp, events too (protocol.md, Encryption). ipc endpoints stay as they are.

        `timeout`: seconds to reach the daemon, and to be answered once it is reached. Where a source has to
        run for the answer, the run's own deadline (`timeout` among its arguments, in milliseconds) is added.
        """
        self.token = token or default_token()
        self.timeout = timeout
        self._export = export
        signing = PrivateKey.load(key) if isinstance(key, Path) else key
        self._identity = Identity(self.token, signing, curve)
        self._connection = Connection(endpoint, self._identity)
        self._subscriptions: set[Subscription] = set()

    async def open(self) -> None:
        """Begin to connect; `async with` does it. Raises `BadEndpoint`."""
        self._connection.open()

    async def close(self) -> None:
        """End every call and subscription. Does nothing the second time."""
        for subscription in tuple(self._subscriptions):
            subscription.close()
        self._connection.close()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def push(self, uri: str, /, driver: str = "auto", **arguments: Any) -> Task:
        """Start or join a task. `arguments` are the driver's and the task's (protocol.md, push)."""
        return task_from(uri, await self._run(uri, {"driver": driver, **arguments}))

    async def push_many(self, targets: Targets) -> dict[str, list[Pushed]]:
        """Start or join many tasks in one request: source URI → its arguments, or a list of them for several
        drivers. Gives the same URIs, each with one result for each of its arguments: the task, or the error
        that it was refused with, which does not keep the others."""
        reply = await self._push(targets)
        return {uri: pushed_from(uri, reply, arguments) for uri, arguments in targets.items()}

    async def once(self, uri: str, /, **arguments: Any) -> dict[str, Any]:
        """Run a source now, and give what it produced."""
        return read(await self._run(uri, {"driver": "once", **arguments}), dict[str, Any])

    async def drop(self, target: str, /, driver: str = "auto", **arguments: Any) -> None:
        """Leave a task: by its key, or by its source URI and the same arguments as those of the push."""
        result_of(await self._ask("drop", {target: {"driver": driver, **arguments}}), target)

    async def past(self, key: str, /, depth: int | None = None, since: int | None = None) -> History:
        """The task's last events, newest first: at most `depth`, and only those after the number `since`. Raises
        `PastEmpty` where the daemon remembers none."""
        return read(await self._past(key, depth, since), History)

    async def pasts(
        self, uri: str, /, depth: int | None = None, since: int | None = None
    ) -> dict[str, History]:
        """The same of each task of a source, by key: of those that were dropped too, as long as the daemon remembers
        them. Raises `PastEmpty` where it remembers none."""
        return read(await self._past(uri, depth, since), dict[str, History])

    async def stats(self) -> dict[str, Any]:
        """The daemon's figures, as it sends them (protocol.md, stats)."""
        return await self._connection.ask("stats", reach=self.timeout, answer=self.timeout)

    async def list(self, uri: str | None = None) -> Tasks:
        """Every task of the daemon; or those of a source, by its URI, or by what is shown of it. Raises `BadArgument`
        where several sources are shown like that."""
        reply = await self._connection.ask("list", reach=self.timeout, answer=self.timeout, uri=uri)
        tasks = read(reply.get("tasks"), Tasks)
        return tasks if uri is None else [task for task in tasks if redacted(task.uri) == redacted(uri)]

    async def explain(self, key: str, /) -> Explanation:
        """Why the task with this key did or did not run: its last runs, skips with their reasons, its last error.
        Raises `DriverNotActive` where there is no such task."""
        return read(result_of(await self._ask("explain", {key: {}}), key), Explanation)

    async def quarantine(self, target: str, /) -> Keys:
        """Keep a task, by its key, or every task of a source, by its URI, from running until it is resumed, over a
        restart of the daemon too. Gives their keys. Raises `DriverNotActive` or `EngineNotActive` where nothing is
        there."""
        return keys_from(result_of(await self._ask("quarantine", {target: {}}), target))

    async def resume(self, target: str, /) -> Keys:
        """Let a task, by its key, or every task of a source, by its URI, run again after a quarantine. Gives their
        keys. Raises `DriverNotActive` or `EngineNotActive` where nothing is there."""
        return keys_from(result_of(await self._ask("resume", {target: {}}), target))

    async def reload(self) -> Reloaded:
        """Have the daemon read its configuration again. Raises `BadConfiguration` where that is wrong: it says each
        problem on a line of its own, and the daemon goes on with what it had."""
        reply = await self._connection.ask("reload", reach=self.timeout, answer=self.timeout)
        return read(reply, Reloaded)

    async def plugins(self, load: bool = False) -> InstalledPlugins:
        """Every scheme of the daemon, by name. `load`: the daemon starts those that nobody has wanted yet, and waits
        for them, 10 s at most."""
        answer = self.timeout + (LOADING if load else 0.0)
        reply = await self._connection.ask("plugins", reach=self.timeout, answer=answer, load=load)
        return read(reply.get("plugins"), InstalledPlugins)

    async def secrets(self) -> SecretStates:
        """Every secret that the daemon keeps, by name; never their values."""
        reply = await self._connection.ask("secrets", reach=self.timeout, answer=self.timeout)
        return read(reply.get("secrets"), SecretStates)

    async def set_secret(self, name: str, value: str, /, patterns: Iterable[str] = ()) -> None:
        """Have the daemon keep a secret, which source URIs name as `{secret:NAME}`. `patterns`: of the URIs that it may
        be put into; none, where it was set before, and they stay. Raises `BadArgument`, and `AccessDenied` where it
        belongs to another token."""
        arguments: Arguments = {"value": value, **({"for": given} if (given := list(patterns)) else {})}
        result_of(await self._ask("secrets", {name: arguments}), name)

    async def remove_secret(self, name: str, /) -> None:
        """Have it forgotten; sources that name it are degraded. Raises `BadArgument` and `AccessDenied`."""
        result_of(await self._ask("secrets", {name: {"remove": True}}), name)

    async def map(
        self,
        uri: str,
        /,
        daemons: Iterable[str],
        timeout: float | None = None,  # noqa: ASYNC109  the deadline of each daemon, not of the call
        **arguments: Any,
    ) -> MapResult:
        """Run a source once on each of the daemons (endpoints), and give what became of each: who answered,
        who failed, who took it and kept silent, who was not reached. Raises nothing for any of these.

        `timeout`: seconds to reach each of them, and, from then on, to be answered.
        """
        named = tuple(dict.fromkeys(daemons))
        answers = {a.daemon: a async for a in self.answers(uri, named, timeout, **arguments)}
        return MapResult(tuple(answers[daemon] for daemon in named))

    async def answers(
        self,
        uri: str,
        /,
        daemons: Iterable[str],
        timeout: float | None = None,  # noqa: ASYNC109  the deadline of each daemon, not of the call
        **arguments: Any,
    ) -> AsyncIterator[Answer]:
        """As `map`, one daemon's answer after the other, as they come."""
        seconds = self.timeout + DEFAULT_TIMEOUT / 1000 if timeout is None else timeout
        run = {"timeout": max(DEFAULT_TIMEOUT, seconds * 1000)} if timeout is not None else {}
        mapping = Mapping(uri, {"driver": "once", **run, **arguments}, self._identity, seconds)
        async for answer in mapping.over(daemons):
            yield answer

    def subscribe(self, *keys: str, field: str | None = None) -> Subscription:
        """The events of these tasks, all fields or one; without a key those of every task.

        Begins at once, but takes a moment to reach the daemon: what is published before is not seen.
        Raises `BadEndpoint`, and `ValueError` for a field without a key.
        """
        if field is not None and not keys:
            raise ValueError("a field can be asked of named keys only")
        topics = [topic(key, field) for key in keys] or [b""]
        subscription = Subscription(self._export, topics, self._identity, self._subscriptions.discard)
        self._subscriptions.add(subscription)
        return subscription

    async def _past(self, target: str, depth: int | None, since: int | None) -> Any:
        wanted = {name: value for name, value in (("depth", depth), ("since", since)) if value is not None}
        return result_of(await self._ask("past", {target: wanted}), target)

    async def _ask(self, action: str, targets: Targets) -> dict[str, Any]:
        return await self._connection.ask(action, targets, reach=self.timeout, answer=self.timeout)

    async def _push(self, targets: Targets) -> dict[str, Any]:
        answer = self.timeout + max((longest_run(arguments) for arguments in targets.values()), default=0)
        return await self._connection.ask("push", targets, reach=self.timeout, answer=answer)

    async def _run(self, uri: str, arguments: Arguments) -> Any:
        return result_of(await self._push({uri: arguments}), uri)


def default_token() -> str:
    """The name of the operating system's user."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as containers have them
        return "anonymous"
