"""From what a person names, a key or a source URI, to subscription keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cocaine_sdk.cli.values import is_uri
from cocaine_sdk.errors import CocaineError, DriverNotActive, EngineNotActive, PastEmpty

if TYPE_CHECKING:
    from cocaine_sdk.client import Client


class NoTaskOf(EngineNotActive):
    """Nothing runs of a source that was named."""

    def __init__(self, uri: str, token: str | None) -> None:
        whose = f" of {token}" if token else ""
        Exception.__init__(self, f"no task{whose} has the source {uri}; `cocaine ls` shows what runs")


class NoTaskWith(DriverNotActive):
    """No task has the key that was named."""

    def __init__(self, key: str) -> None:
        Exception.__init__(self, f"no task has the key {key}; `cocaine ls` shows what runs")


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
    return f"{target}: {error}"


async def keys_of(client: Client, named: Iterable[str], token: str | None = None) -> list[str]:
    """Keys as they are, URIs as the keys of their tasks (only those of `token`, where given), none twice.

    Raises `NoTaskOf`.
    """
    named = tuple(named)
    tasks = await client.list() if any(map(is_uri, named)) else []
    keys: dict[str, None] = {}
    for one in named:
        found = [t.key for t in tasks if t.uri == one and (token is None or token in t.tokens)]
        if is_uri(one) and not found:
            raise NoTaskOf(one, token)
        keys.update(dict.fromkeys(found or [one]))
    return list(keys)
