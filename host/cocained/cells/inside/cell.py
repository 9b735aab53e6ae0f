"""The far side: a cell. Locked first, then the source is made, then its calls are answered one by one to the end."""

from __future__ import annotations

import gc
import os
import socket
from collections.abc import Callable
from typing import NoReturn

from cocaine_sdk import failure
from cocaine_sdk.adapter import source_of
from cocaine_sdk.errors import CocaineError, SourceFailed, SourceLost
from cocaine_sdk.failure import Failure
from cocaine_sdk.plugin import Demands, Runtime
from cocaine_sdk.source import Source
from cocained.cells.frames import (
    MEMORY_KEY,
    Call,
    Close,
    Confinement,
    Exhausted,
    Failed,
    Load,
    Loaded,
    Logged,
    Next,
    Outcome,
    Process,
    Produced,
    Reschedule,
    Rescheduled,
    encode,
)
from cocained.cells.inside import lock
from cocained.cells.inside.reaching import HostReach
from cocained.cells.inside.results import BadResult, encode_event
from cocained.cells.inside.services import HostLog, HostStore
from cocained.cells.inside.shortage import Measure
from cocained.cells.inside.times import Times
from cocained.cells.inside.wire import HostGone, Wire
from cocained.cells.inside.wording import printable, sendable, words_of

_OUT_OF_MEMORY = Failure(  # made beforehand: when it is needed there is no memory to make it
    code=failure.OUT_OF_MEMORY,
    message="the source needs more memory than a cell may hold",
    hint=f"hold less at a time, or raise {MEMORY_KEY}",
)
_UNSPEAKABLE = Failure(
    code=failure.SOURCE_ERROR, message="the source failed with an error that cannot be told"
)
Plugin = Runtime | Callable[[str], object]


def warm_up() -> None:
    """Walk the paths of a first call once, in the zygote, so that no cell pays for them."""
    encode(Produced(encode_event({"warm": 1.0})))
    encode(Failed(Failure(code=failure.SOURCE_ERROR, message="warm")))
    encode(Logged("info", "warm"))


def run(end: socket.socket, plugin: Plugin, confinement: Confinement) -> NoReturn:
    """The life of a cell. Never returns."""
    wire = Wire(end, confinement.receives)
    limits, demands = confinement.limits, _demands(plugin, confinement)
    measure = Measure(demands.heap or limits.memory, limits.memory_key)
    try:
        _lock(plugin, confinement, end.fileno(), demands)
        source = _load(wire, plugin, confinement, measure)
        while True:
            _serve(wire, source, wire.next_call())
    except (HostGone, BrokenPipeError, ConnectionResetError):
        os._exit(0)
    except SourceFailed as error:
        wire.tell(Failed(measure.named_in(sendable(error.failure))))
        os._exit(0)
    except BaseException as error:
        wire.tell(Failed(measure.named_in(_unforeseen(error))))
        os._exit(1)


def _demands(plugin: Plugin, confinement: Confinement) -> Demands:
    if not isinstance(plugin, Runtime):
        return Demands()
    plugin.memory = confinement.limits.memory
    return plugin.demands


def _lock(plugin: Plugin, confinement: Confinement, descriptor: int, demands: Demands) -> None:
    lock.enter(confinement, descriptor, demands)
    if isinstance(plugin, Runtime):
        plugin.start()
    lock.settle(confinement, demands)


class _Loaded:
    """A source with what its runs share."""

    def __init__(self, source: Source, log: HostLog, measure: Measure, reach: HostReach | None) -> None:
        self.source = source
        self.reach = reach
        """The way out of the cell, for user code: its sources are told what time each call has."""
        self.log = log
        self.measure = measure
        self.times = Times(log)


def _load(wire: Wire, plugin: Plugin, confinement: Confinement, measure: Measure) -> _Loaded:
    call = wire.next_call()
    gc.disable()  # loading makes much and drops little: what there is to collect can wait for the first run
    if not isinstance(call, Load):
        raise TypeError("the first frame must be a load")
    log = HostLog(wire.tell, confinement.limits.output)
    reach: HostReach | None = None
    if isinstance(plugin, Runtime):
        if call.code is None:
            raise TypeError("a runtime needs code")
        reach = plugin.reach = HostReach(wire, call.env)
        source = plugin.load(call.code, HostStore(wire), log, confinement.walls)
    else:
        source = source_of(plugin(call.uri))
    wire.tell(Loaded(int(source.capabilities)))
    gc.enable()
    return _Loaded(source, log, measure, reach)


def _serve(wire: Wire, loaded: _Loaded, call: Call) -> None:
    loaded.log.begin_run()
    if loaded.reach is not None:
        loaded.source.timeout = wire.patience
        loaded.reach.begin_run(wire.patience)
    if isinstance(call, Close):
        try:
            loaded.source.close()
        finally:
            os._exit(0)
    outcome = _outcome(loaded, call)
    if type(outcome) is Failed:  # by now what the run held is let go of
        outcome = Failed(loaded.measure.named_in(outcome.failure), outcome.last)
    wire.tell(outcome)


def _outcome(loaded: _Loaded, call: Call) -> Outcome:
    """What one call comes to: every way that user code can fail ends in a frame."""
    source = loaded.source
    try:
        match call:
            case Next():
                return Produced(encode_event(source.next()))
            case Process(data=data):
                return Produced(encode_event(source.process(data)))
            case Reschedule():
                return Rescheduled(loaded.times.read(source.reschedule()))
            case _:
                raise TypeError(f"no such call: {call!r}")
    except StopIteration:
        return Exhausted()
    except (SourceFailed, BadResult) as error:
        return Failed(sendable(error.failure), last=isinstance(error, SourceLost))
    except (HostGone, BrokenPipeError, ConnectionResetError):
        raise
    except BaseException as error:
        return Failed(_unforeseen(error))


def _unforeseen(error: BaseException) -> Failure:
    if isinstance(error, MemoryError):
        return _OUT_OF_MEMORY
    try:
        code = error.wire_code if isinstance(error, CocaineError) else failure.SOURCE_ERROR
        words = str(error) if isinstance(error, CocaineError) else words_of(error)
        return Failure(code=code, message=printable(words))  # with a CocaineError a plugin refuses a URI
    except BaseException:  # an error is anyone's code: its words, its type
        return _UNSPEAKABLE
