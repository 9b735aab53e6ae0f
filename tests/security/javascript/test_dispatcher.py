"""The door between a cell and its user code: it cannot be found, replaced, or listened to."""

# ruff: noqa: E501  JavaScript in strings is not broken

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cocaine_javascript import JavaScript
from cocaine_sdk.plugin import Code, Walls
from cocaine_sdk.source import Source


class Nothing(dict[str, Any]):
    """A store that is empty, and a log that keeps its lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, _: str, words: str) -> None:
        self.lines.append(words)

    def set(self, *_: object) -> None: ...

    def delete(self, *_: object) -> bool:
        return False

    def incr(self, *_: object) -> int:
        return 7

    def compare_and_set(self, *_: object) -> bool:
        return False


@pytest.fixture
def sources() -> Iterator[list[Source]]:
    made: list[Source] = []
    yield made
    for source in made:
        source.close()


def load(text: str, sources: list[Source], walls: Walls | None = None) -> Source:
    code = Code(uri="javascript:///x.js/X", file="x.js", text=text.encode(), name="X", arguments={"a": "1"})
    sources.append(JavaScript().load(code, Nothing(), Nothing(), walls or Walls()))
    sources[-1].timeout = 30.0
    return sources[-1]


HEARD = "const heard = globalThis.heard = { __proto__: null, n: 0, what: '' };"
LISTENERS = {
    "promises": """
        const hear = (what) => function (...given) { heard.n++; heard.what += what; return this; };
        Promise.prototype.then = hear('then'); Promise.prototype.catch = hear('catch'); Promise.resolve = hear('resolve');
        Object.defineProperty(Promise, Symbol.species, { get: hear('species') });
        globalThis.Promise = hear('Promise');""",
    "maps and sets": "for (const P of [Map.prototype, Set.prototype, WeakMap.prototype]) "
    "for (const k of Reflect.ownKeys(P)) try { Object.defineProperty(P, k, { get() { heard.n++; heard.what += String(k); } }) } catch {}",
    "arrays": "for (const k of ['push', 'join', 'map', 'forEach', 'slice', 'concat', Symbol.iterator, 'filter', 'shift']) "
    "Array.prototype[k] = function () { heard.n++; heard.what += String(k); return []; };",
    "indexes": "for (let i = 0; i < 8; i++) { Object.defineProperty(Array.prototype, i, { set(v) { heard.n++; heard.what += i }, get() { heard.n++; heard.what += i } });"
    "Object.defineProperty(Object.prototype, i, { set(v) { heard.n++; heard.what += 'o' + i }, get() { heard.n++; } }) }",
    "names of objects": "for (const k of ['kind', 'body', 'read', 'mode', 'on', 'next', 'call', 'args', 'iteration', 'process', 'reschedule', 'close',"
    " 'resolve', 'reject', 'set', 'enumerable', 'writable', 'configurable'])"
    " Object.defineProperty(Object.prototype, k, { __proto__: null, set(v) { heard.n++; heard.what += k }, get() { heard.n++; heard.what += k } });",
    "strings": "for (const k of Reflect.ownKeys(String.prototype)) if (typeof String.prototype[k] === 'function') "
    "String.prototype[k] = function () { heard.n++; heard.what += String(k); return ''; };",
    "regular expressions": "for (const k of ['exec', 'test', Symbol.replace, Symbol.match, Symbol.split]) "
    "RegExp.prototype[k] = function () { heard.n++; heard.what += String(k); return null; };",
    "json": "JSON.stringify = JSON.parse = () => { heard.n++; heard.what += 'json'; return '{}'; };",
    "reflection": "for (const k of Reflect.ownKeys(Reflect)) if (k !== Symbol.toStringTag) Reflect[k] = () => { heard.n++; heard.what += k; };"
    "for (const k of ['defineProperty', 'freeze', 'keys', 'getPrototypeOf', 'entries', 'assign']) Object[k] = () => { heard.n++; heard.what += k; };",
    "functions": "for (const k of ['call', 'apply', 'bind', 'toString']) Function.prototype[k] = function () { heard.n++; heard.what += k; };"
    "Object.defineProperty(Function, Symbol.hasInstance, { value() { heard.n++; heard.what += 'instanceof'; } });",
    "globals": "for (const k of Object.getOwnPropertyNames(globalThis)) if (!['heard', 'globalThis', 'Infinity', 'NaN', 'undefined'].includes(k)) "
    "try { globalThis[k] = function () { heard.n++; heard.what += k; } } catch {}",
    "eval": "globalThis.eval = () => { heard.n++; heard.what += 'eval'; };",
    "stacks": "Error.prepareStackTrace = (e, frames) => { if (frames.some((f) => f.getFunction() && !/next|reschedule|process|X/.test(f.getFunctionName() ?? ''))) { heard.n++; heard.what += 'stack' } return '' };",
    "numbers": "Number.isFinite = Number.isSafeInteger = BigInt.asIntN = () => { heard.n++; heard.what += 'n'; };"
    "Number.prototype.toString = String.prototype.toString = function () { heard.n++; return ''; };",
    "typed arrays": "Uint8Array.fromBase64 = () => { heard.n++; }; const T = Object.getPrototypeOf(Uint8Array);"
    "for (const k of ['from', 'of']) T[k] = () => { heard.n++; }; Object.defineProperty(T.prototype, 'length', { get() { heard.n++; heard.what += 'length'; return 1 } });",
}  # fmt: skip
PLAIN = """
class X {
  constructor(args) { this.a = args.a; }
  next() { return { a: this.a }; }
  reschedule() { return 5; }
  process(data) { return { b: data[0] }; }
  close() {}
}
"""
ASYNC = """
const kept = store;
class X {
  constructor(args) { this.a = args.a; }
  async next() { await kept.set('k', 1); const n = await kept.incr('n'); return { a: this.a, n }; }
  reschedule() { return 5; }
  process(data) { return { b: data[0] }; }
  close() {}
}
"""


@pytest.mark.parametrize("listener", LISTENERS.values(), ids=list(LISTENERS))
def test_nothing_of_the_door_is_heard_by_whoever_has_replaced_the_language(
    listener: str, sources: list[Source]
) -> None:
    source = load(
        f"{HEARD}\n{PLAIN}\nclass Y {{ next() {{}} }}\n{{ {listener} }}\nheard.n = 0; heard.what = '';",
        sources,
    )
    assert (source.next(), source.reschedule(), source.process(b"A")) == ({"a": "1"}, 5.0, {"b": 65})
    assert heard_by(source) == (0, "")


@pytest.mark.parametrize("listener", LISTENERS.values(), ids=list(LISTENERS))
def test_nothing_of_the_store_is_either(listener: str, sources: list[Source]) -> None:
    """The author's own `await` asks a promise for its constructor: that is the language's, not the door's."""
    source = load(f"{HEARD}\n{ASYNC}\n{{ {listener} }}\nheard.n = 0; heard.what = '';", sources)
    assert source.next() == {"a": "1", "n": 7}


def heard_by(source: Source) -> tuple[int, str]:
    """What the listeners kept, read by a means of the test's own."""
    talk: Any = source._talk  # type: ignore[attr-defined]
    said = talk.engine.evaluate(b"`${heard.n},${heard.what}`", 5.0)
    count, _, what = said.partition(",")
    return int(count), what


SEARCHES = {
    "names of the global": "Object.getOwnPropertyNames(globalThis).filter((k) => /^d_/.test(k))",
    "symbols of the global": "Object.getOwnPropertySymbols(globalThis).map(String)",
    "its prototypes": "Object.getOwnPropertyNames(Object.getPrototypeOf(globalThis)).filter((k) => /^d_/.test(k))",
    "callers": "[(function f() { try { return f.caller } catch { return null } })(), (() => { try { return X.caller } catch { return null } })()].filter((f) => f && !/function look|function X/.test(f)).map(String)",
    "functions in a stack": "(() => { const b = Error.prepareStackTrace; Error.prepareStackTrace = (e, f) => f; const s = new Error().stack; Error.prepareStackTrace = b;"
    " return s.map((f) => f.getFunction()).filter((f) => f && !/function look|X\\(/.test(String(f))).map(String) })()",
    "things in a stack": "(() => { const b = Error.prepareStackTrace; Error.prepareStackTrace = (e, f) => f; const s = new Error().stack; Error.prepareStackTrace = b;"
    " return s.map((f) => f.getThis()).filter((t) => t && t !== globalThis).map(String) })()",
    "text of a stack": "(new Error().stack.match(/d_[0-9a-f]{32}/g) ?? [])",
    "origins in a stack": "(() => { const b = Error.prepareStackTrace; Error.prepareStackTrace = (e, f) => f; const s = new Error().stack; Error.prepareStackTrace = b;"
    " return s.map((f) => `${f.getEvalOrigin()}${f.getScriptNameOrSourceURL()}${f}`).filter((t) => /d_[0-9a-f]/.test(t)) })()",
    "text of functions": "[store.get, store.set, log, crypto.getRandomValues, console.log].map(String).filter((t) => /d_[0-9a-f]{32}/.test(t))",
}  # fmt: skip


@pytest.mark.parametrize("search", SEARCHES.values(), ids=list(SEARCHES))
def test_the_door_cannot_be_found(search: str, sources: list[Source]) -> None:
    source = load(
        f"function look() {{ return {search} }}\nfunction X() {{ return {{ found: look(), n: 1 }} }}", sources
    )
    assert source.next() == {"found": [], "n": 1}


def test_the_door_cannot_be_replaced_though_its_name_were_known(sources: list[Source]) -> None:
    source = load("class X { next() { return 1 } }", sources)
    talk: Any = source._talk  # type: ignore[attr-defined]
    name = talk.dispatcher._name
    for attack in (
        f"{name} = () => 'v1'",
        f"globalThis.{name} = () => 'v1'",
        f"Object.defineProperty({name}, 'call', {{value: 1}})",
        f"eval('var {name} = 1')",
    ):
        said = talk.engine.evaluate(f"try {{ {attack}; 'done' }} catch (e) {{ e.name }}".encode(), 5.0)
        assert said in ("TypeError", "SyntaxError", "done")
        assert source.next() == {"result": 1}


def test_each_cell_has_a_name_for_it_of_its_own(sources: list[Source]) -> None:
    names = {load("class X { next() {} }", sources)._talk.dispatcher._name for _ in range(3)}  # type: ignore[attr-defined]
    assert len(names) == 3


@pytest.mark.parametrize("name", ["store", "crypto"])
def test_what_is_given_cannot_be_changed_from_within(name: str, sources: list[Source]) -> None:
    source = load(
        f"function X() {{ 'use strict'; const f = Object.isFrozen({name}); try {{ {name}.get = 1 }} catch (e) {{ return [f, e.name] }} }}",
        sources,
    )
    assert (source.next(), source.next()) == ({"result": True}, {"result": "TypeError"})


GONE = ["WebAssembly", "SharedArrayBuffer", "Atomics"]


@pytest.mark.parametrize(
    "name",
    [
        *GONE,
        "startCocaine",
        "setTimeout",
        "require",
        "process",
        "Deno",
        "print",
        "load",
        "read",
        "quit",
        "d8",
        "gc",
        "os",
    ],
)
def test_what_could_share_or_reach_anything_is_not_there(name: str, sources: list[Source]) -> None:
    text = f"const X = () => [typeof {name}, '{name}' in globalThis, typeof globalThis.constructor.{name}]"
    source = load(text, sources)
    assert [source.next()["result"] for _ in range(3)] == ["undefined", False, "undefined"]


@pytest.mark.parametrize("name", GONE)
def test_it_is_the_languages_wall_that_takes_it(name: str, sources: list[Source]) -> None:
    """Else the law above could not fail."""
    assert (
        load(f"const X = () => typeof {name}", sources, Walls(language=False)).next()["result"] != "undefined"
    )


@pytest.mark.parametrize("way", [
    "new Function('return typeof WebAssembly')()", "(0, eval)('typeof SharedArrayBuffer')", "typeof new Intl.Segmenter().constructor.Atomics",
    "typeof Object.getOwnPropertyDescriptor(globalThis, 'WebAssembly')", "Function('return this')() === globalThis ? 'undefined' : 'another'",
    "(() => { try { return typeof new ShadowRealm() } catch { return 'undefined' } })()",
])  # fmt: skip
def test_there_is_no_way_back_to_it(way: str, sources: list[Source]) -> None:
    assert load(f"const X = () => {way}", sources).next() == {"result": "undefined"}


def test_the_last_value_of_a_file_never_leaves_it(sources: list[Source]) -> None:
    for last in (
        "new ArrayBuffer(1e7)",
        "globalThis",
        "'x'.repeat(1e8)",
        "new Proxy({}, {})",
        "Symbol()",
        "Promise.reject(1)",
    ):
        assert load(f"class X {{ next() {{ return 1 }} }}\n{last}", sources).next() == {"result": 1}


@pytest.mark.parametrize("forged", ["v{}", "x", "[[],[]]\\nx", "e[1]", "r-5", "[[['info','x']],[]]"])
def test_a_result_that_looks_like_the_doors_own_words_is_a_result(forged: str, sources: list[Source]) -> None:
    source = (
        load(f"const X = () => '{forged}'", sources)
        if "'" not in forged
        else load(f'const X = () => "{forged}"', sources)
    )
    assert source.next() == {"result": forged.replace("\\n", "\n")}
