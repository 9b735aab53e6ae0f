"""From what a person names, a key or a source URI, to subscription keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cocaine_sdk.cli.values import is_uri
from cocaine_sdk.errors import CocaineError, DriverNotActive, EngineNotActive, PastEmpty
from cocaine_sdk.redaction import redacted

if TYPE_CHECKING:
    from cocaine_sdk.client import Client


class NoTaskOf(EngineNotActive):
    """Nothing runs of a source that was named."""

    def __init__(self, uri: str, token: str | None) -> None:
        whose = f" of {token}" if token else ""
        Exception.__init__(
            self, f"no task{whose} has the source {redacted(uri)}; `cocaine ls` shows what runs"
        )


class NoTaskWith(DriverNotActive):
    """No task has the key that was named."""

    def __init__(self, key: str) -> None:
        Exception.__init__(self, f"no task has the key {redacted(key)}; `cocaine ls` shows what runs")


class NoPastOf(PastEmpty):
    """Nothing is remembered of what was named."""

    def __init__(self, named: str, error: PastEmpty) -> None:
        way = (
            "ask by a task's key, which `cocaine ls` shows"
            if is_uri(named)
            else "`cocaine ls` shows what runs"
        )
        Exception.__init__(self, f"{error}; {way}")


def sentence_of(target: str, error: CocaineError) -> str:
    """What became of one target of several, in words that name it."""
    match error:
        case NoTaskOf() | NoTaskWith():
            return str(error)
        case DriverNotActive():
            return str(NoTaskWith(target))
        case EngineNotActive():
            return str(NoTaskOf(target, None))
    return f"{redacted(target)}: {error}"


async def keys_of(client: Client, named: Iterable[str], token: str | None = None) -> list[str]:
    """Keys as they are, URIs as the keys of their tasks (only those of `token`, where given), none twice.

    Raises `NoTaskOf`, and `BadArgument` where several sources are shown like a URI.
    """
    keys: dict[str, None] = {}
    for one in named:
        keys.update(dict.fromkeys(await _keys_of_source(client, one, token) if is_uri(one) else [one]))
    return list(keys)


async def _keys_of_source(client: Client, uri: str, token: str | None) -> list[str]:
    tasks = await client.list(uri)
    found = [task.key for task in tasks if token is None or token in task.tokens]
    if not found:
        raise NoTaskOf(uri, token)
    return found
