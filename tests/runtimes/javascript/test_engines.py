"""The two ways to V8: both keep the same laws; the private one is pinned, and the public one is there without it."""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from py_mini_racer import _dll, init_mini_racer

from cocaine_javascript.engines import choosing, snapshot
from cocaine_javascript.engines.contract import MOST_REPLY, Engine, HeapExhausted, Thrown, TimedOut, TooLong
from cocaine_javascript.engines.public import PublicEngine
from cocaine_javascript.engines.raw import Library, RawEngine, Value

CELL = Path(__file__).parent / "cell.py"
OPENING = Path(__file__).parent / "opening.py"
WAYS: dict[str, Callable[[], Engine]] = {"raw": lambda: RawEngine(Library()), "public": PublicEngine}


@pytest.fixture(params=list(WAYS))
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    choosing.prepare(hardened=False)
    made = WAYS[request.param]()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ("'a' + 1", "a1"),
        ("'ж☀'", "ж☀"),
        ("''", ""),
        ("5", ""),
        ("void 0", ""),
        ("({})", ""),
        ("new ArrayBuffer(8)", ""),
        ("'a\\0b'", "a\0b"),
    ],
)
def test_only_text_comes_out(engine: Engine, script: str, text: str) -> None:
    assert engine.evaluate(script.encode(), 30.0) == text


def test_what_is_defined_stays(engine: Engine) -> None:
    engine.evaluate(b"let n = 1; function f() { return `${++n}` }", 30.0)
    assert [engine.evaluate(b"f()", 30.0), engine.evaluate(b"f()", 30.0)] == ["2", "3"]


def test_what_is_thrown_is_reported_with_its_place(engine: Engine) -> None:
    with pytest.raises(Thrown) as thrown:
        engine.evaluate(b"\n  null.x", 30.0)
    assert not thrown.value.syntax
    assert thrown.value.report.startswith("<anonymous>:2: TypeError: Cannot read properties of null")
    with pytest.raises(Thrown) as unreadable:
        engine.evaluate(b"x = = 1", 30.0)
    assert unreadable.value.syntax
    assert engine.evaluate(b"'alive'", 30.0) == "alive"


def test_an_endless_loop_is_stopped_and_the_engine_lives(engine: Engine) -> None:
    with pytest.raises(TimedOut) as late:
        engine.evaluate(b"for (;;);", 0.2)
    assert not late.value.wedged
    assert engine.evaluate(b"'alive'", 30.0) == "alive"


def test_a_heap_bomb_is_stopped_at_the_limit(engine: Engine) -> None:
    engine.limit_heap(32 << 20)
    assert not engine.is_exhausted()
    with pytest.raises(HeapExhausted):
        engine.evaluate(b"const a = []; for (;;) a.push({ a: a.length })", 60.0)
    assert engine.is_exhausted()


def test_a_reply_is_not_decoded_past_its_limit(engine: Engine) -> None:
    with pytest.raises(TooLong) as long:
        engine.evaluate(f"'x'.repeat({MOST_REPLY} + 1)".encode(), 60.0)
    assert long.value.length == MOST_REPLY + 1


def test_the_private_binding_fits_the_library_that_is_installed() -> None:
    """Where this fails, mini-racer has changed inside: `raw.py` is to be looked at, `public.py` serves meanwhile."""
    choosing.prepare(hardened=False)
    assert isinstance(choosing.engine(), RawEngine)
    assert ctypes.sizeof(Value) == ctypes.sizeof(_dll._RawValue) == 17
    ours = {
        name: (getattr(Value, name).offset, getattr(Value, name).size)
        for name in ("pointer", "length", "kind")
    }
    theirs = {
        name: (getattr(_dll._RawValue, name).offset, getattr(_dll._RawValue, name).size)
        for name in ("value", "len", "type")
    }
    assert list(ours.values()) == list(theirs.values())
    assert Library().version() == init_mini_racer(ignore_duplicate_init=True).mr_v8_version()


def test_without_the_private_symbols_the_public_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking() -> Library:
        raise AttributeError("undefined symbol: mr_eval")

    monkeypatch.setattr(choosing, "Library", lacking)
    monkeypatch.setattr(choosing, "_library", [])
    engine = choosing.engine()
    try:
        assert isinstance(engine, PublicEngine)
    finally:
        engine.close()


def test_an_engine_that_is_done_leaves_no_thread_behind() -> None:
    def threads() -> set[str]:
        return {task.name for task in Path("/proc/self/task").iterdir()}

    choosing.prepare(hardened=False)
    for make in WAYS.values():
        before = threads()
        engine = make()
        assert threads() - before
        engine.close()
        deadline = time.monotonic() + 30
        while (
            threads() - before and time.monotonic() < deadline
        ):  # the kernel lets go of one when it has ended
            time.sleep(0.01)
        assert not threads() - before


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize("hardened", [False, True], ids=["compiling", "hardened"])
def test_either_way_works_in_a_locked_cell(way: str, hardened: bool) -> None:
    command = [sys.executable, str(CELL), way, *(["hardened"] if hardened else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    assert (
        done.stdout == f"{'RawEngine' if way == 'raw' else 'PublicEngine'} 2999997 1970-01-01T00:00:00.000Z\n"
    )


def test_the_snapshot_fits_the_library_that_is_installed() -> None:
    """Where this fails, V8 is another one: try whether `snapshot.py` holds with it, and name it there. Until then each
    cell evaluates the prelude, and takes longer to start."""
    choosing.prepare(hardened=False)
    assert choosing._opened == [True]
    assert Library().version() == snapshot.VERSION


def test_with_and_without_the_snapshot_a_source_finds_the_same() -> None:
    made, evaluated = (opened(way) for way in ("snapshot", "evaluated"))
    assert (made["snapshot"], evaluated["snapshot"]) == ([True], [False])
    assert made["said"] == evaluated["said"]
    assert made["said"][0]["hidden"] == "undefined" * 2


def test_isolates_of_one_snapshot_draw_numbers_of_their_own() -> None:
    one, other = opened("snapshot")["random"]
    assert (one["chance"] != other["chance"], one["secret"] != other["secret"]) == (True, True)


def test_the_constant_that_names_the_snapshot_is_a_constant_again() -> None:
    choosing.prepare(hardened=False)
    library = init_mini_racer(ignore_duplicate_init=True)
    assert snapshot._is_constant(ctypes.CFUNCTYPE(ctypes.c_void_p)((snapshot._DEFAULT, library))())


def opened(way: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, str(OPENING), way], stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
