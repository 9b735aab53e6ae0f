"""mini-racer as it promises to be: the way for a library that has changed inside."""

from __future__ import annotations

from py_mini_racer import JSEvalException, JSOOMException, JSParseException, JSTimeoutException, MiniRacer

from cocaine_javascript.engines.contract import MOST_REPLY, HeapExhausted, Thrown, TimedOut, TooLong


class PublicEngine:
    """An `Engine`. A script that cannot be stopped holds `evaluate` up, until the host ends the cell."""

    def __init__(self) -> None:
        self._racer = MiniRacer()

    def evaluate(self, script: bytes, timeout: float) -> str:
        try:
            value = self._racer.eval(script.decode(errors="replace"), timeout_sec=timeout)
        except JSTimeoutException:
            raise TimedOut from None
        except JSOOMException:
            raise HeapExhausted from None
        except JSEvalException as error:
            raise Thrown(str(error)[:MOST_REPLY], isinstance(error, JSParseException)) from None
        if not isinstance(value, str):
            return ""
        if len(value) > MOST_REPLY:
            raise TooLong(len(value))
        return value

    def limit_heap(self, limit: int) -> None:
        self._racer.set_hard_memory_limit(limit)

    def is_exhausted(self) -> bool:
        return self._racer.was_hard_memory_limit_reached()

    def close(self) -> None:
        self._racer.close()
