"""From an exception in user code to the failure that its author reads: where, what, the source line, the way out."""

from __future__ import annotations

from contextlib import suppress
from types import CodeType, TracebackType

from msgspec.structs import replace

from cocaine_python.policy.refusals import Refusal, Refused, RefusedImport
from cocaine_sdk import failure
from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.failure import Failure
from cocaine_sdk.plugin import Code
from cocaine_sdk.reach import NotGranted

MAX_MESSAGE = 2000
_OUT_OF_MEMORY = Failure(
    code=failure.OUT_OF_MEMORY,
    message="the source needs more memory than a cell may hold",
    hint="hold less at a time, or raise [limits] memory",
)


def failure_of(error: BaseException, code: Code) -> Failure:
    """The failure that an exception of user code comes to: of loading, and of a run."""
    if isinstance(error, SourceFailed):
        return error.failure
    if isinstance(error, MemoryError):
        return _failure_of_memory(error, code)
    file, line, column, text = place_of(error, code)
    if isinstance(error, Refused | RefusedImport):
        kind = failure.REFUSED_IMPORT if isinstance(error, RefusedImport) else failure.REFUSED
        message, hint = words_of(error), _safe_hint(error)
    elif isinstance(error, NotGranted):
        kind, message, hint = failure.REFUSED, f"PermissionError: {words_of(error)}", ""
    else:
        kind, message, hint = failure.SOURCE_ERROR, _named(error), _advice(error)
    return Failure(code=kind, message=message, file=file, line=line, column=column, text=text, hint=hint)


def _failure_of_memory(error: MemoryError, code: Code) -> Failure:
    """With its place, where there is memory left to say it."""
    try:
        _let_go(error, code)
        file, line, column, text = place_of(error, code)
        return replace(_OUT_OF_MEMORY, file=file, line=line, column=column, text=text)
    except MemoryError:
        return _OUT_OF_MEMORY


def _let_go(error: BaseException, code: Code) -> None:
    """Of what the user's functions held, which is what the memory went into."""
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == code.file:
            with suppress(RuntimeError):  # it goes on
                step.tb_frame.clear()
        step = step.tb_next


def failure_of_syntax(error: SyntaxError | ValueError, code: Code) -> Failure:
    """The file cannot be read as Python."""
    line = getattr(error, "lineno", None) or 0
    message = getattr(error, "msg", None) or str(error)
    column = getattr(error, "offset", None) or 0
    return Failure(
        code=failure.SYNTAX_ERROR,
        message=message,
        file=code.file,
        line=line,
        column=column,
        text=line_of(code, line),
    )


def failure_of_refusal(refusal: Refusal, code: Code, kind: str = failure.REFUSED) -> Failure:
    """A construct that the walls refuse."""
    return Failure(
        code=kind,
        message=refusal.message,
        file=code.file,
        line=refusal.line,
        column=refusal.column,
        text=line_of(code, refusal.line),
        hint=refusal.hint,
    )


def place_of(error: BaseException, code: Code) -> tuple[str, int, int, str]:
    """File, line, column and text of the innermost line of the user's file that the exception passed."""
    found: TracebackType | None = None
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == code.file:
            found = step
        step = step.tb_next
    if found is None:
        return code.file, 0, 0, ""
    text = line_of(code, found.tb_lineno)
    return code.file, found.tb_lineno, _column(found.tb_frame.f_code, found.tb_lasti, text), text


def _column(code: CodeType, instruction: int, text: str) -> int:
    """Where on its line an instruction is, from 1; 0 where the interpreter does not know."""
    for index, (_, _, offset, _) in enumerate(code.co_positions()):
        if index == instruction // 2:
            return 0 if offset is None else len(text.encode()[:offset].decode(errors="replace")) + 1
    return 0


def line_of(code: Code, line: int) -> str:
    lines = code.text.decode(errors="replace").splitlines()
    return lines[line - 1] if 0 < line <= len(lines) else ""


def words_of(error: BaseException) -> str:
    """What an exception says, even where saying it fails."""
    try:
        return "".join((str(error),))[:MAX_MESSAGE]
    except BaseException as broken:
        return f"(its text cannot be had: {type(broken).__name__} in __str__)"


def _named(error: BaseException) -> str:
    words = words_of(error)
    name = type(error).__name__
    return f"{name}: {words}"[:MAX_MESSAGE] if words else name


def _advice(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError):
        return "a cell reads no files: only modules that were loaded before it was locked can be imported"
    if isinstance(error, RecursionError):
        return "a function calls itself without an end"
    if isinstance(error, SystemExit) or (isinstance(error, AttributeError) and _is_exit(error)):
        return "a source does not exit: return from the function, or raise StopIteration to end the task"
    return ""


def _is_exit(error: AttributeError) -> bool:
    """Of `sys.exit`, which the walls leave out."""
    return error.name in ("exit", "_exit") and words_of(error).startswith("module ")


def _safe_hint(error: BaseException) -> str:
    hint = getattr(error, "hint", "")
    return hint if type(hint) is str else ""
