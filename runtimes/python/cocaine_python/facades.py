"""`store`, `log` and `print`, as a source finds them: functions, with no way to what does the work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cocaine_sdk.source import Log, Store

_MISSING = object()


class StoreFacade:
    """The source's own durable store (sources.md)."""

    __slots__ = ("compare_and_set", "delete", "get", "incr", "set")

    def __repr__(self) -> str:
        return "<store: get, set, delete, incr, compare_and_set>"


def facade_of_store(store: Store) -> StoreFacade:
    facade = StoreFacade()

    def get(key: str, default: Any = None) -> Any:
        return store.get(key, default)

    def set(key: str, value: Any) -> None:
        store.set(key, value)

    def delete(key: str) -> bool:
        return store.delete(key)

    def incr(key: str, by: int = 1) -> int:
        return store.incr(key, by)

    def compare_and_set(key: str, expected: Any, new: Any) -> bool:
        return store.compare_and_set(key, expected, new)

    for function in (get, set, delete, incr, compare_and_set):
        function.__qualname__ = f"store.{function.__name__}"
        setattr(facade, function.__name__, function)
    return facade


def facade_of_log(log: Log) -> Callable[..., None]:
    """`log(…)`, which is `log.info(…)`; and `log.debug`, `log.warning`, `log.error`."""

    def at(level: str) -> Callable[..., None]:
        def write(*words: Any) -> None:
            log(level, joined(words))

        write.__name__, write.__qualname__ = level, f"log.{level}"
        return write

    facade: Any = at("info")
    facade.__name__ = facade.__qualname__ = "log"
    for level in ("debug", "info", "warning", "error"):
        setattr(facade, level, at(level))
    facade.warn = facade.warning
    return facade  # type: ignore[no-any-return]


def facade_of_print(log: Log) -> Callable[..., None]:
    """`print(…)`: a line in the log, as `log.info`. `file` and `flush` have no meaning here."""

    def print(
        *words: Any,
        sep: str | None = " ",
        end: str | None = "\n",
        file: Any = None,
        flush: bool = False,  # noqa: ARG001
    ) -> None:
        line = joined(words, " " if sep is None else sep) + ("" if end is None else end)
        if write := getattr(file, "write", None):
            write(line)
        elif line.strip():
            log("info", line.rstrip("\n"))

    return print


def joined(words: tuple[Any, ...], separator: str = " ") -> str:
    return separator.join([str(word) for word in words])
