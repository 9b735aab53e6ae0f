"""From whatever a plugin or a user's code made to a `Source` (sources.md).

Capabilities are found by looking at the object's class, not by trying: nothing of the object runs before it is called.
The one exception is `__iter__` of an object that has no `next` of its own: it is called once, to get the iterator.
"""

from __future__ import annotations

import datetime
import inspect
from collections.abc import Callable, Mapping, Set
from functools import partial
from types import FunctionType
from typing import Any

from cocaine_sdk.source import Capability, Source

VALUES = (str, bytes, bytearray, int, float, complex, bool, Mapping, type(None))
_SHAPE = "a source has next() or __next__(), or can be iterated; reschedule() and process(data) are optional"


class NotASource(TypeError):
    """The object has nothing that a source has."""

    hint = _SHAPE


class BadArguments(TypeError):
    """The arguments do not fit the signature of what they are for."""

    def __init__(self, message: str, hint: str) -> None:
        self.hint = hint
        super().__init__(message)


class Adapted(Source):
    """An object of the shape of a source."""

    def __init__(self, ob: object, run: Callable[[], Any] | None) -> None:
        self._reschedule = method_of(ob, "reschedule")
        self._process = method_of(ob, "process")
        self._close = method_of(ob, "close")
        self.capabilities = capabilities_of(run, self._reschedule, self._process)
        if run is not None:
            self.next = run  # type: ignore[method-assign]  # a call less for each run

    def reschedule(self) -> float:
        if self._reschedule is None:
            raise NotImplementedError
        return unix_time(self._reschedule())

    def process(self, data: bytes) -> Any:
        if self._process is None:
            raise NotImplementedError
        return self._process(data)

    def close(self) -> None:
        if self._close is not None:
            self._close()


class Called(Source):
    """A plain function: called when a run is due, and never before.

    Where it returns something to iterate over (not a dict, a string or bytes), the runs go through that, and end with
    it. Anything else is the event of this one run, and the next run calls the function again.
    """

    capabilities = Capability.ITERATOR

    def __init__(self, call: Callable[[], Any]) -> None:
        self._call = call
        self._run: Callable[[], Any] | None = None

    def next(self) -> Any:
        if self._run is None:
            made = self._call()
            if isinstance(made, VALUES):
                return made
            self._run = _iteration(made)
        return self._run()


def source_of(ob: object) -> Source:
    """Adapt an object. Raises `NotASource`."""
    if isinstance(ob, Source):
        return ob
    _refuse_async(ob)
    source = Adapted(ob, None if isinstance(ob, VALUES) else runner_of(ob))
    if not source.capabilities:
        raise NotASource(f"{described(ob)} is not a source: it has neither next(), __next__(), __iter__(), "
                         "reschedule() nor process()")  # fmt: skip
    return source


def source_from(factory: Callable[..., Any], name: str, arguments: Mapping[str, str]) -> Source:
    """Call a class or a function with a URI's arguments, and adapt what it gives.

    A class is called now; so is a generator function, nothing of which runs by that. A plain function is `Called`
    at its runs. Raises `BadArguments` before anything of it runs, `NotASource`, and what the call raises.
    """
    if inspect.iscoroutinefunction(factory) or inspect.isasyncgenfunction(factory):
        raise NotASource(
            f"{name} is an async function, and a source is called without an event loop: write it with def"
        )
    check_arguments(factory, name, arguments)
    if isinstance(_inmost(factory), type) or inspect.isgeneratorfunction(factory):
        return source_of(factory(**arguments))
    return Called(lambda: factory(**arguments))


def check_arguments(factory: Callable[..., Any], name: str, arguments: Mapping[str, str]) -> None:
    """Raises `BadArguments`, with the signature that was expected."""
    if _plainly_fits(factory, arguments.keys()):
        return
    try:
        signature = inspect.signature(factory)
    except (ValueError, TypeError):
        return
    try:
        signature.bind(**arguments)
    except TypeError as error:
        shown = ", ".join(
            f"{key}=…"
            for key, p in signature.parameters.items()
            if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
        )
        hint = (
            f"write them into the URI's query: ?{shown.replace(', ', '&')}"
            if shown
            else "it takes no arguments: leave the query out"
        )
        raise BadArguments(f"wrong arguments for {name}{_plain(signature)}: {error}", hint) from None


def _plainly_fits(factory: Callable[..., Any], names: Set[str]) -> bool:
    """Whether an ordinary function or class surely takes these. `inspect` alone is sure that something does not fit,
    and costs every cell half a megabyte."""
    function: object = factory
    skipped = 0
    if isinstance(factory, type):
        if type(factory) is not type or getattr(factory, "__new__", None) is not object.__new__:
            return False
        function, skipped = factory.__init__, 1  # type: ignore[misc]
    if type(function) is not FunctionType or function.__code__.co_posonlyargcount or function.__dict__:
        return False
    code, defaults = function.__code__, function.__defaults__ or ()
    positional = code.co_varnames[skipped : code.co_argcount]
    keywords = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    required = {*positional[: len(positional) - len(defaults)], *keywords} - (
        function.__kwdefaults__ or {}
    ).keys()
    return required <= names and names <= {*positional, *keywords}


def unix_time(when: object) -> float:
    """What `reschedule` may give: unix time in seconds, or a datetime with a time zone."""
    if isinstance(when, datetime.datetime):
        if when.tzinfo is None:
            raise TypeError(
                "reschedule() gave a datetime without a time zone: make it with datetime.now(timezone.utc)"
            )
        return when.timestamp()
    if isinstance(when, bool) or not isinstance(when, int | float):
        raise TypeError(
            f"reschedule() must give a unix time in seconds, or a datetime, not {described(when)}"
        )
    return float(when)


def capabilities_of(run: object, reschedule: object, process: object) -> Capability:
    found = Capability.NONE
    for has, capability in (
        (run, Capability.ITERATOR),
        (reschedule, Capability.SCHEDULER),
        (process, Capability.PROCESSOR),
    ):
        found |= capability if has is not None else Capability.NONE
    return found


def _inmost(factory: Callable[..., Any]) -> Callable[..., Any]:
    """What a `functools.partial` is made of."""
    while isinstance(factory, partial):
        factory = factory.func
    return factory


def _iteration(made: object) -> Callable[[], Any]:
    """What goes through the result of a function."""
    _refuse_async(made)
    run = runner_of(made)
    if run is None:
        raise NotASource(
            f"the function returned {described(made)}, which is neither an event nor can be iterated"
        )
    return run


def runner_of(ob: object) -> Callable[[], Any] | None:
    """What runs the object once, or None."""
    own = method_of(ob, "__next__") or method_of(ob, "next")
    if own is not None:
        return own
    begin = method_of(ob, "__iter__")
    if begin is None and method_of(ob, "__getitem__") is None:
        return None
    iterator = begin() if begin is not None else iter(ob)  # type: ignore[call-overload]
    found = method_of(iterator, "__next__") or method_of(iterator, "next")
    if found is None:
        raise NotASource(f"__iter__() of {described(ob)} gave {described(iterator)}, which has no next()")
    return found


def method_of(ob: object, name: str) -> Callable[..., Any] | None:
    """A method by its name, without asking a `__getattr__` that would have them all."""
    special = name.startswith("__")
    if hasattr(type(ob), name) or (not special and name in getattr(ob, "__dict__", ())):
        found = getattr(ob, name)
        return found if callable(found) else None
    return None


def _refuse_async(ob: object) -> None:
    if inspect.iscoroutine(ob):
        ob.close()
    elif not (inspect.isasyncgen(ob) or hasattr(type(ob), "__anext__")):
        for name in ("__next__", "next", "reschedule", "process"):
            if inspect.iscoroutinefunction(getattr(type(ob), name, None)):
                raise NotASource(f"{name}() of {described(ob)} is async; write it with def")
        return
    raise NotASource(
        f"{described(ob)} is async, and a source is called without an event loop: write it with def and yield"
    )


def _plain(signature: inspect.Signature) -> str:
    bare = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
    return str(signature.replace(parameters=bare, return_annotation=signature.empty))


def described(ob: object) -> str:
    return "None" if ob is None else f"an object of {type(ob).__name__}"
