"""From a file and a name in it to a source."""

from __future__ import annotations

import difflib
import json
import re

from cocaine_javascript import failures
from cocaine_javascript.engines.contract import HEAP, Engine, Thrown
from cocaine_javascript.scripts import Dispatcher, user_script
from cocaine_javascript.source import UserSource
from cocaine_javascript.talking import Outcome, Talk
from cocaine_sdk import failure
from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.failure import Failure
from cocaine_sdk.plugin import Code, Walls
from cocaine_sdk.reach import Reach, Wants
from cocaine_sdk.source import Capability, Log, Store

WANTS = b"wants"
"""What a file that states anything has in it."""
INVOKE = "invoke"
"""What the files of 2011 define, for a URI without a name."""
_DEFINITION = re.compile(r"^(?:async\s+)?(?:class|function\s*\*?|const|let|var)\s+([\w$]+)", re.MULTILINE)


def load(
    engine: Engine, code: Code, store: Store, log: Log, walls: Walls, reach: Reach, heap: int = HEAP
) -> UserSource:
    """Run the file, and make what the URI names; `heap`: bytes that it may take. Raises `SourceFailed`."""
    dispatcher = Dispatcher()
    talk = Talk(engine, dispatcher, code, store, log, reach)
    if walls.language:
        engine.limit_heap(heap)
    timeout = UserSource.timeout
    talk.evaluate(dispatcher.define(walled=walls.language, env=reach.env), timeout, timeout)
    try:
        _run_file(talk, timeout)
        limited = _state_wants(talk, reach, timeout)
        return _make(talk, tuple(reach.env) if limited else None, timeout)
    except SourceFailed:
        talk.end()
        raise


def _run_file(talk: Talk, timeout: float) -> None:
    try:
        talk.evaluate(user_script(talk.code), timeout * 0.98, timeout)
    except UnicodeDecodeError as error:
        raise SourceFailed(failures.failure_of_encoding(error, talk.code)) from None
    except Thrown as error:
        talk.rescue_lines()
        raise SourceFailed(failures.failure_of_report(error.report, error.syntax, talk.code)) from None


def _state_wants(talk: Talk, reach: Reach, timeout: float) -> bool:
    """What the source says that it wants is told before any of it is made; whether it says anything."""
    if WANTS not in talk.code.text or not _is_name(talk.code):
        return False
    outcome = talk.call(talk.dispatcher.wants(talk.code.name), timeout)
    if outcome.kind == "e":
        raise SourceFailed(failures.failure_of_thrown(outcome.body, talk.code))
    try:
        if outcome.body:
            reach.want(Wants.of(json.loads(outcome.body)))
            return True
    except ValueError as error:
        raise SourceFailed(failures.failure_of_wants(str(error), talk.code)) from None
    return False


def _is_name(code: Code) -> bool:
    return not code.name or code.name.replace("$", "_").isidentifier()


def _make(talk: Talk, variables: tuple[str, ...] | None, timeout: float) -> UserSource:
    code = talk.code
    if not _is_name(code):
        raise SourceFailed(_missing(code))
    match talk.call(talk.dispatcher.make(code.name, code.arguments, variables), timeout):
        case Outcome("m", capabilities):
            talk.loading = False
            return UserSource(talk, Capability(int(capabilities)))
        case Outcome("n", words):
            raise SourceFailed(failures.failure_of_source(json.loads(words), code))
        case Outcome("e", said):
            raise SourceFailed(failures.failure_of_thrown(said, code))
    raise SourceFailed(_missing(code))


def _missing(code: Code) -> Failure:
    """With the names that the file seems to have."""
    named = f"there is no {code.name} in {code.file}" if code.name else (
        f"the URI names nothing of {code.file}, and the file has no function {INVOKE}()"
    )  # fmt: skip
    return Failure(code=failure.MISSING_NAME, message=named, file=code.file, hint=_offer(code))


def _offer(code: Code) -> str:
    there = list(dict.fromkeys(_DEFINITION.findall(code.text.decode(errors="replace"))))
    public = [name for name in there if not name.startswith("_")]
    if not public:
        return "the file has no class or function to make a source from"
    near = difflib.get_close_matches(code.name, public, 1)
    offer = f"did you mean {near[0]}? " if near else ""
    return f"{offer}it has: {', '.join(public[:20])}; write {_end(code, (near or public)[0])}"


def _end(code: Code, name: str) -> str:
    """What to write: of a remote file, whose URL is not its URI, the end alone."""
    return f"/{name} behind the file" if "://" in code.file else f"javascript:///{code.file}/{name}"
