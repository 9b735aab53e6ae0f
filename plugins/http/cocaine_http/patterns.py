"""Regular expressions of users, which must not hold up the loop.

`re` keeps the GIL while it matches, so that a thread would be no help, and no length of the text bounds `(a+)+$`.
What bounds it is processor time: a timer's signal, which `re` minds while it matches. It minds it only from step to
step of one match, and `search` tries a match at every place of the text, which can take seconds without such a
step: so a search is cut into calls of `match`, of few places each. Signals want the main thread.
"""

from __future__ import annotations

import re
import signal
import time
from types import FrameType

LONGEST = 1000
"""Characters of a pattern."""
SEARCHED = 64 * 1024
"""Characters of a text that are looked at."""
BUDGET = 0.05
"""Seconds of processor time for one search. (The kernel looks every few milliseconds.)"""
REST = 60.0
"""Seconds for which a pattern that was too slow is not tried again."""
_PLACES = 64
_FLAGS = re.compile(r"\(\?([aiLmsux]+)\)")
_SPECIAL = re.compile(r"[\\^$.|?*+()\[\]{}]")


class TooSlow(Exception):
    """The pattern has used up its time, and gets no more for a minute."""


class Pattern:
    """Made from its text. Raises `ValueError` with a reason."""

    def __init__(self, text: str) -> None:
        if not text:
            raise ValueError("it is empty")
        if len(text) > LONGEST:
            raise ValueError(f"it is longer than {LONGEST} characters")
        self.text = text
        self._rests_until = 0.0
        self._regex = None if not _SPECIAL.search(text) else _compiled(text)

    def found_in(self, text: str) -> bool:
        """Whether there is a match within the first 65,536 characters. Raises `TooSlow`."""
        if time.monotonic() < self._rests_until:
            raise TooSlow
        text = text[:SEARCHED]
        try:
            return self.text in text if self._regex is None else _limited(self._regex, text)
        except TooSlow:
            self._rests_until = time.monotonic() + REST
            raise


def _compiled(text: str) -> re.Pattern[str]:
    try:
        flags = re.compile(text).flags
        while found := _FLAGS.match(text):
            text = text[found.end() :]
        end = "\n" if flags & re.VERBOSE else ""  # it may end with a comment
        return re.compile(rf"(?s:.{{0,{_PLACES - 1}}}?)(?:{text}{end})", flags)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"it is no regular expression: {error}") from None


def _limited(regex: re.Pattern[str], text: str) -> bool:
    before = signal.signal(signal.SIGVTALRM, _out_of_time)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, BUDGET)
        try:
            return any(regex.match(text, place) for place in range(0, len(text) + 1, _PLACES))
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    finally:
        signal.signal(signal.SIGVTALRM, before)


def _out_of_time(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlow
