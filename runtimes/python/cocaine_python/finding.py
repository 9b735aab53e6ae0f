"""From the name in a URI to the callable of that name in the file."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping
from functools import partial
from types import FunctionType
from typing import Any

from cocaine_sdk import failure
from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.failure import Failure
from cocaine_sdk.plugin import Code


def find(names: Mapping[str, Any], code: Code) -> Callable[..., Any]:
    """What the URI names. Raises `SourceFailed`, with the names that the file has."""
    module = names["__name__"]
    named = names.get(code.name)
    if named is not None and _can_make(named, module):
        return named  # type: ignore[no-any-return]
    own = [name for name, value in names.items() if _can_make(value, module)]
    raise SourceFailed(
        Failure(
            code=failure.MISSING_NAME,
            message=_missing(code, names),
            file=code.file,
            hint=_offer(own, code),
        )
    )


def _can_make(value: Any, module: str) -> bool:
    """Classes and functions of the file itself, and callables that it made; not what it imported."""
    return callable(value) and (isinstance(value, partial) or _module(value) == module)


def _module(value: Any) -> object:
    """Where it was made, without asking its own code."""
    if isinstance(value, FunctionType):
        return value.__module__
    return inspect.getattr_static(value, "__module__", None)


def _missing(code: Code, names: Mapping[str, Any]) -> str:
    if not code.name:
        return f"the URI names no class or function of {code.file}"
    if code.name in names:
        return f"{code.name} in {code.file} is no class or function of the file"
    return f"there is no {code.name} in {code.file}"


def _offer(own: list[str], code: Code) -> str:
    public = [name for name in own if not name.startswith("_")]
    if not public:
        return "the file has no class or function to make a source from"
    near = difflib.get_close_matches(code.name, public, 1)
    offer = f"did you mean {near[0]}? " if near else ""
    return f"{offer}it has: {', '.join(public)}; write {_end(code, (near or public)[0])}"


def _end(code: Code, name: str) -> str:
    """What to write: of a remote file, whose URL is not its URI, the end alone."""
    return f"/{name} behind the file" if "://" in code.file else f"python:///{code.file}/{name}"
