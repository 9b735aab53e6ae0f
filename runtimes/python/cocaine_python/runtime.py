"""The runtime: what the entry point `python` names (cocaine_sdk.plugin). Its steps are read in `load`."""

from __future__ import annotations

import contextlib
import inspect
from types import CodeType, ModuleType
from typing import Any, ClassVar

from cocaine_python import preloading
from cocaine_python.compiling import compile_source
from cocaine_python.failures import failure_of, line_of
from cocaine_python.finding import find
from cocaine_python.modules import module_of
from cocaine_python.source import UserSource
from cocaine_python.wanting import state_wants
from cocaine_sdk import failure
from cocaine_sdk.adapter import BadArguments, NotASource, source_from
from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.failure import Failure
from cocaine_sdk.plugin import Code, Runtime, Walls
from cocaine_sdk.source import Log, Source, Store


class Python(Runtime):
    """User Python from `python.d`, one source in each cell."""

    folder: ClassVar[str] = "python.d"

    def preload(self) -> None:
        preloading.preload()
        unused: Any = None
        self.load(preloading.SAMPLE, unused, lambda _level, _message: None, Walls()).next()

    def load(self, code: Code, store: Store, log: Log, walls: Walls) -> Source:
        compiled = compile_source(code, walled=walls.language)
        module = module_of(code, store, log, self.reach, walled=walls.language)
        run_module(compiled, module, code)
        factory = find(vars(module), code)
        try:
            state_wants(factory, vars(module), self.reach)
        except ValueError as error:
            raise SourceFailed(
                Failure(code=failure.SOURCE_ERROR, message=str(error), file=code.file)
            ) from None
        return make_source(factory, code)


def run_module(compiled: CodeType, module: ModuleType, code: Code) -> None:
    """Run the file itself, once."""
    try:
        exec(compiled, vars(module))  # noqa: S102  the purpose of a runtime; compiled by `compile_source`
    except BaseException as error:
        raise SourceFailed(failure_of(error, code)) from None


def make_source(factory: Any, code: Code) -> Source:
    """Call what the URI names with the URI's arguments, and adapt what it gives."""
    try:
        return UserSource(source_from(factory, code.name, code.arguments), code)
    except BadArguments as error:
        raise SourceFailed(_at_definition(failure.SOURCE_ARGUMENTS, error, factory, code)) from None
    except NotASource as error:
        raise SourceFailed(_at_definition(failure.SOURCE_ERROR, error, factory, code)) from None
    except BaseException as error:
        raise SourceFailed(failure_of(error, code)) from None


def _at_definition(kind: str, error: BadArguments | NotASource, factory: Any, code: Code) -> Failure:
    function = vars(factory).get("__init__", factory) if isinstance(factory, type) else factory
    with contextlib.suppress(ValueError):  # wrappers that wrap each other
        function = inspect.unwrap(function)
    compiled = getattr(function, "__code__", None)
    line = compiled.co_firstlineno if compiled is not None and compiled.co_filename == code.file else 0
    return Failure(
        code=kind, message=str(error), file=code.file, line=line, text=line_of(code, line), hint=error.hint
    )
