"""Whatever attributes code reads, step by step from all that it is handed, it meets nothing of the interpreter's."""

from __future__ import annotations

import builtins
import io
import os
import sys
from abc import ABCMeta
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from enum import EnumMeta
from types import CodeType, FrameType, ModuleType, TracebackType
from typing import Any

from cocaine_python.policy.builtins import BUILTINS
from cocaine_python.policy.importing import namespace
from cocaine_python.policy.names import Kind, kind_of
from cocaine_python.policy.tables import MODULES

DEPTH = 3
NEVER = (
    type, ABCMeta, EnumMeta, eval, exec, compile, open, globals, locals, vars, getattr, setattr, delattr, __import__,
    builtins.__build_class__, input, breakpoint, os.system, os.open, io.open_code, sys._getframe,
    str.format, str.format_map,
)  # fmt: skip
FORBIDDEN_TYPES = (ModuleType, FrameType, CodeType, TracebackType)
ATOMS = (str, bytes, int, float, complex, bool, type(None))


def handed_out() -> Iterator[tuple[str, Any]]:
    yield from ((name, value) for name, value in BUILTINS.items() if not name.startswith(("__", "guard:")))
    for module in MODULES:
        yield module, namespace(module)


def instances() -> Iterator[tuple[str, Any]]:
    """Things that code can make, of kinds that no attribute of a class leads to."""
    find = lambda module, name: vars(namespace(module))[name]  # noqa: E731
    yield "generator", (n for n in ())
    yield "function", lambda: None
    yield "method", [].append
    yield "context", nullcontext()
    yield "stack", ExitStack()
    yield "alias", find("typing", "List")["int"]
    yield "partial", find("functools", "partial")(print)
    yield "cached", find("functools", "lru_cache")(lambda: 0)
    yield "dispatch", find("functools", "singledispatch")(lambda x: x)
    yield "attrgetter", find("operator", "attrgetter")("a")
    yield "zone", find("zoneinfo", "ZoneInfo")("Etc/UTC")
    yield "random", find("random", "Random")(1)
    yield "pattern", find("re", "compile")("a")
    yield "match", find("re", "match")("a", "a")
    yield "encoder", find("json", "JSONEncoder")()
    yield "decoder", find("json", "JSONDecoder")()
    yield "csv", find("csv", "DictReader")(["a", "1"])
    yield "wrapper", find("textwrap", "TextWrapper")()
    yield "url", find("urllib.parse", "urlparse")("http://a/b")
    yield "network", find("ipaddress", "ip_network")("10.0.0.0/30")
    yield "hmac", find("hmac", "new")(b"k", b"m", "sha256")
    yield "logger", find("logging", "getLogger")("x")
    yield "namedtuple", find("collections", "namedtuple")("T", "a b")(1, 2)
    yield "calendar", find("calendar", "HTMLCalendar")()


def steps(path: str, ob: Any) -> Iterator[tuple[str, Any]]:
    for name in dir(ob):
        if kind_of(name) is Kind.PLAIN:
            try:
                yield f"{path}.{name}", getattr(ob, name)
            except Exception:
                continue


def dangerous(ob: Any) -> bool:
    if isinstance(ob, FORBIDDEN_TYPES) or any(ob is never for never in NEVER):
        return True
    if isinstance(ob, type) and issubclass(ob, type):
        return True
    bound = getattr(ob, "__self__", None)
    if type(ob) is type("".format) and ob.__name__ in ("format", "format_map") and isinstance(bound, str):
        return True
    return type(ob) is dict and ("__builtins__" in ob or "__spec__" in ob)


def identity(ob: Any) -> object:
    """Bound methods are made anew each time, and instances of one class lead to the same."""
    if type(ob) in (type([].append), type(namespace), type(Iterator.__subclasshook__)):
        return type(ob), getattr(ob, "__qualname__", ""), getattr(ob, "__module__", "")
    return id(ob)


def test_no_path_of_attributes_leads_into_the_interpreter() -> None:
    seen: dict[object, Any] = {}
    edge = [*handed_out(), *instances()]
    found = []
    for _ in range(DEPTH):
        following = []
        for path, ob in edge:
            if dangerous(ob):
                found.append(path)
            elif identity(ob) not in seen and not isinstance(ob, ATOMS):
                seen[identity(ob)] = ob
                following += steps(path, ob)
        edge = following
    assert found == []
    assert len(seen) > 1000, "it went somewhere"
