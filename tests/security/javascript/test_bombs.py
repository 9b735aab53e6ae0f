"""What a hostile file does to V8 itself, in a real daemon: it costs its own cell, behind each wall alone and behind both.

Each attack is one that V8 itself does not survive, or does not stop at: found by trying (javascript.md, The walls).
"""

# ruff: noqa: E501  JavaScript in strings is not broken

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon

ENDLESS = {
    "wedge inside of a built-in function": "Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)",
    "sort of an array without end": "new Array(2 ** 32 - 2).sort()",
    "endless loop": "for (;;);",
    "endless loop that catches everything": "for (;;) try { for (;;) ; } catch {} finally { for (;;); }",
    "microtasks without end": "(function again() { Promise.resolve().then(again) })(); return new Promise(() => {})",
    "async loop": "return (async () => { for (;;) await null })()",
    "thenable that never ends": "return { then(ok) { ok(this) } }",
    "regular expression": "return /^(a+)+$/.test('a'.repeat(40) + 'b')",
    "number without end": "return (2n ** (2n ** 29n)).toString().length",
    "the store, awaited without end": "return (async () => { for (;;) await store.get('x') })()",
    "loop in a microtask": "return (async () => { await store.get('x'); for (;;); })()",
    "a getter for the dispatcher": "return { get then() { for (;;); } }",
    "a result that is never done": "return { toJSON() { for (;;); } }",
    "log without end": "for (;;) log('x'.repeat(1e6))",
    "code without end": "for (let i = 0; ; i++) new Function(`return ${i}`)()",
}
GROWING = {
    "abort by an array without measure": "'x'.padEnd(5e8).split('')",
    "heap bomb of objects": "const a = []; for (;;) a.push({ a: a.length })",
    "heap bomb of strings": "let s = 'x'; const a = []; for (;;) a.push(s + a.length.toString().repeat(1e5))",
    "heap bomb of closures in a map": "const m = new Map(); for (let i = 0; ; i++) m.set(i, () => i)",
    "huge string": "let s = 'x'.repeat(2 ** 29 - 24); return s.charCodeAt(5) + [...s].length",
    "huge string as the result": "return 'x'.repeat(2 ** 29 - 24)",
    "huge words of an exception": "throw new Error('x'.repeat(2 ** 29 - 24))",
    "array buffers": "const a = []; for (;;) { a.push(new ArrayBuffer(1e8)); new Uint8Array(a.at(-1)).fill(1) }",
    "small typed arrays": "const a = []; for (;;) a.push(new Uint8Array(1e5).fill(1))",
    "json without end": "return JSON.stringify(new Array(1e8).fill(1)).length",
    "recursion through everything": "const p = new Proxy({}, { get: (t, k, r) => r[k] }); return p.x",
    "heap bomb in a microtask": "return (async () => { await null; const a = []; for (;;) a.push({ a: a.length }) })()",
    "store without end": "for (;;) store.set('x', 'y'.repeat(1e5))",
}
"""Bodies of a function."""
BOMBS = {**ENDLESS, **GROWING}
ENDS = {"timeout", "source_died", "out_of_memory", "source_error", "result_too_large", "bad_result"}


def source_of(body: str) -> str:
    return f"function attack() {{\n{body}\n}}\nlet n = 0;\nfunction neighbour() {{ return {{ n: ++n }} }}\n"


@pytest.fixture(scope="module", params=["full", "kernel-only", "language-only"])
def walled(request: pytest.FixtureRequest, make_steady_daemon: Callable[..., Daemon]) -> Daemon:
    daemon = make_steady_daemon(f"--sandbox={request.param}")
    folder = daemon.plugins / "javascript.d"
    folder.mkdir()
    for number, body in enumerate(BOMBS.values()):
        (folder / f"bomb{number}.js").write_text(source_of(body))
    return daemon.start()


@pytest.mark.parametrize("number", range(len(BOMBS)), ids=list(BOMBS))
def test_a_bomb_costs_its_own_cell_and_nobody_else(walled: Daemon, number: int) -> None:
    neighbour = f"javascript:///bomb{number}.js/neighbour"
    before = walled.eventually(lambda: walled.once(neighbour, timeout=30_000).get("n"))
    deadline = 300 if number < len(ENDLESS) else 5000
    found = walled.once(f"javascript:///bomb{number}.js/attack", timeout=deadline)
    assert found.get("code") in ENDS, found
    assert walled.once(neighbour, timeout=30_000) == {"n": before + 1}
