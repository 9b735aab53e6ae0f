"""Which task a drop means: it names the source and the arguments of the push, and no key."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw

from cocaine_sdk.errors import BadArgument, UnknownDriver
from cocaine_sdk.keys import subscription_key
from cocaine_sdk.protocol import TaskArguments
from cocained.core.arguments import Arguments
from cocained.core.engine import Engine
from cocained.core.tasks import Task

_own = {field.encode_name for field in msgspec.structs.fields(TaskArguments)} - {"timeout"}
_names = msgspec.json.Decoder(dict[str, Any])
_task = msgspec.json.Decoder(TaskArguments)


class Naming:
    """Finds keys of tasks."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments

    def key(self, engine: Engine, token: str, raw: bytes | Raw) -> str:
        """Of the task that was pushed with these arguments. Raises what is wrong with them."""
        try:
            wanted = self._arguments.read(raw)
        except UnknownDriver:
            stranded = _stranded(engine, token, raw)
            if stranded is None:
                raise
            return stranded
        if wanted.makes_thread:
            return engine.isolated_key(token, wanted.task.driver, wanted.telling)
        return subscription_key(wanted.task.driver, engine.uri, wanted.telling, wanted.task.thread)


def _stranded(engine: Engine, token: str, raw: bytes | Raw) -> str | None:
    """The task of a driver that is not there to read its arguments: those that the task keeps must be among the given
    ones, as a default may be spelled out. None where there is none."""
    try:
        task, given = _task.decode(raw), _names.decode(raw)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    telling = {name: value for name, value in given.items() if name not in _own}
    like = [
        one
        for one in engine.tasks.values()
        if one.record.driver == task.driver and _is_meant(one, task, telling)
    ]
    if task.thread is None and task.isolated:
        like = [one for one in like if token in one.tokens]
    most = max((len(one.record.arguments) for one in like), default=0)
    nearest = [one.key for one in like if len(one.record.arguments) == most]
    if len(nearest) > 1:
        raise BadArgument(f"{len(nearest)} tasks are like this; drop by key: {', '.join(nearest)}")
    return nearest[0] if nearest else None


def _is_meant(one: Task, task: TaskArguments, telling: dict[str, Any]) -> bool:
    makes_thread = task.isolated and task.thread is None
    thread_fits = one.record.thread is not None if makes_thread else one.record.thread == task.thread
    return thread_fits and one.record.arguments.items() <= telling.items()
