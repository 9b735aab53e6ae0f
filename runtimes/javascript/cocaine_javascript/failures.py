"""From what V8 and the dispatcher say of an error to the failure that its author reads: where, what, the way out."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from cocaine_javascript.hints import hint_for
from cocaine_javascript.scripts import file_name, lines_of
from cocaine_sdk import failure
from cocaine_sdk.failure import Failure
from cocaine_sdk.plugin import Code

MAX_MESSAGE = 2000
MAX_TEXT = 500
"""Characters of a source line: a file may be one line."""
_FRAME = re.compile(r"^ +at (?:.*\()?(.+?):(\d{1,9}):(\d{1,9})\)?$", re.MULTILINE)
_REPORT = re.compile(r"[^\n]*?:(\d{1,9}): ([^\n]*)\n(?:[^\n]*\n( *)\^)?")


class Place(NamedTuple):
    """In the user's file, from 1; 0 for unknown."""

    line: int = 0
    column: int = 0


def failure_of_thrown(said: str, code: Code) -> Failure:
    """Of an exception that the dispatcher caught: a JSON list of its words and its stack."""
    words, stack = json.loads(said)
    return _failure(words, _place_in_stack(stack, code), code)


def failure_of_bad_result(said: str, code: Code) -> Failure:
    """Of a result that could not become JSON, by its own doing or because it is none."""
    words, stack = json.loads(said)
    if (place := _place_in_stack(stack, code)).line:  # a getter or a toJSON of the user's
        return _failure(words, place, code)
    if "circular" in words:
        words = "the result contains itself"
    elif "call stack" in words:
        words = "the result is nested too deeply"
    return Failure(
        code=failure.BAD_RESULT,
        message=f"the result cannot be encoded: {words}"[:MAX_MESSAGE],
        hint="return an object of strings, numbers, true/false, null, arrays and objects",
    )


def failure_of_report(report: str, syntax: bool, code: Code) -> Failure:
    """Of a file that V8 could not read, or that threw while it was run."""
    found = _REPORT.match(report)
    if found is None:
        return _failure(report.split("\n", 1)[0], Place(), code)
    line, words, spaces = found.groups()
    place = _place_in_stack(report, code) if not syntax else Place()
    if not place.line:
        place = _place_reported(int(line), len(spaces) + 1 if spaces is not None else 0, code)
    if syntax:
        words = words.removeprefix("SyntaxError: ")
        return _failure(words, place, code, failure.SYNTAX_ERROR)
    return _failure(words, place, code)


def failure_of_encoding(error: UnicodeDecodeError, code: Code) -> Failure:
    """The file is no text."""
    line = code.text.count(b"\n", 0, error.start) + 1
    return Failure(
        code=failure.SYNTAX_ERROR,
        message=f"the file is not UTF-8: {error.reason}",
        file=code.file,
        line=line,
        hint="save it as UTF-8",
    )


def failure_of_size(length: int, limit: int) -> Failure:
    return Failure(
        code=failure.RESULT_TOO_LARGE,
        message=f"the result has {length} characters as JSON, and {limit} bytes are the most",
        hint="return less in one run, or keep the bulk in the store",
    )


def failure_of_question(why: str, code: Code) -> Failure:
    """What it would store cannot be read."""
    return Failure(code=failure.SOURCE_ERROR, message=f"a stored value cannot be read: {why}", file=code.file)


def failure_of_wants(why: str, code: Code) -> Failure:
    """What it says that it wants cannot be read."""
    return Failure(code=failure.SOURCE_ERROR, message=why[:MAX_MESSAGE], file=code.file)


def failure_of_source(words: str, code: Code) -> Failure:
    """What the URI names is not a source."""
    return Failure(
        code=failure.SOURCE_ARGUMENTS if "arguments" in words else failure.SOURCE_ERROR,
        message=words[:MAX_MESSAGE],
        file=code.file,
        hint="a source has next(), or can be iterated; reschedule() and process(data) are optional",
    )


def failure_of_memory(heap: int) -> Failure:
    return Failure(
        code=failure.OUT_OF_MEMORY,
        message=f"the source needs more memory than the {heap >> 20} MiB of its heap",
        hint="hold less at a time",
    )


def failure_of_time(seconds: float, loading: bool) -> Failure:
    """In the words that the host has for a cell that it kills."""
    if loading:
        return Failure(
            code=failure.TIMEOUT,
            message=f"the source took longer than {seconds * 1000:g} ms to load and was ended",
            hint="let the file and the constructor do less: the work belongs into the runs",
        )
    return Failure(
        code=failure.TIMEOUT,
        message=f"the run took longer than its {seconds * 1000:g} ms and was ended",
        hint="raise the task's timeout, or let the source do less in one run",
    )


NEVER = Failure(
    code=failure.SOURCE_ERROR,
    message="the promise that the source gave is never settled: nothing is left that could settle it",
    hint="there are no timers: await the store, or give the value; for a later time use an interval or reschedule()",
)


def _failure(words: str, place: Place, code: Code, kind: str = failure.SOURCE_ERROR) -> Failure:
    refusal, hint = hint_for(words)
    return Failure(
        code=refusal or kind,
        message=words[:MAX_MESSAGE],
        file=code.file,
        line=place.line,
        column=place.column,
        text=_text(place.line, code),
        hint=hint,
    )


def _place_in_stack(stack: str, code: Code) -> Place:
    """The innermost line of the user's file. The text is the user's to write: it is only looked through."""
    name = file_name(code)
    for frame in _FRAME.finditer(stack):
        file, line, column = frame.groups()
        if file == name and 0 < int(line) <= len(lines_of(code)):
            return Place(int(line), int(column))
    return Place()


def _place_reported(line: int, column: int, code: Code) -> Place:
    """In the file: what is missing at its end V8 finds missing in what stands behind it."""
    lines = lines_of(code)
    return Place(line, column) if line <= len(lines) else Place(len(lines), len(lines[-1]) + 1)


def _text(line: int, code: Code) -> str:
    return lines_of(code)[line - 1][:MAX_TEXT] if line else ""
