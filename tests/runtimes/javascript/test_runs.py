"""Runs: what becomes of a result, how what goes wrong leaves a source, and what it finds when it runs."""

# ruff: noqa: E501  JavaScript in strings is not broken

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cocaine_sdk import failure
from cocaine_sdk.errors import SourceFailed, SourceLost
from cocaine_sdk.failure import Failure
from cocaine_sdk.source import Source

Load = Callable[..., Source]


def failed(call: Callable[[], Any]) -> Failure:
    with pytest.raises(SourceFailed) as error:
        call()
    return error.value.failure


def failed_run(load: Load, body: str, kind: str = "") -> Failure:
    return failed(load(f"class X {{\n{kind} next() {{\n{body}\n}} }}", "X").next)


# --- results


@pytest.mark.parametrize(
    ("given", "event"),
    [
        ("{value: 1, done: false}", {"result": 1}), ("{value: {a: 1}, done: false}", {"a": 1}),
        ("{done: false}", None), ("{value: 5}", {"value": 5}), ("{done: 'yes', value: 1}", {"done": "yes", "value": 1}),
        ("{done: false, value: 1, more: 2}", {"done": False, "value": 1, "more": 2}),
        ("{value: Promise.resolve({b: 1}), done: false}", {"b": 1}), ("Promise.resolve({value: 2, done: false})", {"result": 2}),
        ("{then(ok) { ok({c: 1}) }}", {"c": 1}), ("new Map([['k', new Map([[1, 2]])]])", {"k": {"1": 2}}),
        ("new Map()", None), ("[1, [2]]", {"result": [1, [2]]}), ("new Set(['a'])", {"result": ["a"]}),
        ("new Date(0)", {"result": "1970-01-01T00:00:00.000Z"}), ("new Error('x')", {"result": "Error: x"}),
        ("{a: undefined, b: () => 1, c: Symbol('x'), d: NaN}", {"d": None}), ("1n", {"result": 1}),
        ("9007199254740993n", {"result": "9007199254740993"}), ("-9007199254740991n", {"result": -9007199254740991}),
        ("new (class P { x = 1; #y = 2; get z() { return 3 } })", {"x": 1}), ("Object.create({inherited: 1})", None),
        ("Object('boxed')", {"result": "boxed"}), ("'\\ud800'", {"result": "\ufffd"}), ("new Uint8Array([1])", {"result": [1]}),
        ("1e300", {"result": 1e300}), ("-0", {"result": 0}),
    ],
)  # fmt: skip
def test_a_result_is_an_event(load: Load, given: str, event: Any) -> None:
    assert load(f"class X {{ next() {{ return {given} }} }}", "X").next() == event


@pytest.mark.parametrize(
    "given",
    [
        "{done: true, value: undefined}",
        "{done: true}",
        "{value: 5, done: true}",
        "Promise.resolve({done: true})",
    ],
)
def test_done_is_the_end(load: Load, given: str) -> None:
    source = load(f"class X {{ next() {{ return {given} }} }}", "X")
    with pytest.raises(StopIteration):
        source.next()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("const a = {}; a.a = a; return a", "contains itself"), ("return () => 1", "not what JSON can say"),
        ("return Symbol('s')", "not what JSON can say"), ("return {p: store.get('x')}", "field p is a promise: await it"),
        ("let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a", "nested too deeply"),
    ],
)  # fmt: skip
def test_what_json_cannot_say_is_a_bad_result(load: Load, given: str, words: str) -> None:
    said = failed_run(load, given)
    assert (said.code, words in said.message) == (failure.BAD_RESULT, True)


def test_a_result_is_bounded(load: Load) -> None:
    source = load("let n = 0; class X { next() { return n++ ? 'alive' : 'x'.repeat(2 ** 22) } }", "X")
    assert failed(source.next).code == failure.RESULT_TOO_LARGE
    assert source.next() == {"result": "alive"}


def test_a_to_json_that_throws_is_the_sources_error_with_its_place(load: Load) -> None:
    said = failed_run(load, "return {\ntoJSON() { throw new TypeError('mine') } }")
    assert (said.code, said.line, said.message) == (failure.SOURCE_ERROR, 4, "TypeError: mine")


def test_a_generator_that_has_ended_stays_so_and_one_that_threw_too(load: Load) -> None:
    source = load("function* X() { throw new Error('x') }", "X")
    failed(source.next)
    with pytest.raises(StopIteration):
        source.next()


def test_runs_go_through_what_a_function_returned_even_by_a_promise(load: Load) -> None:
    source = load("async function X() { return [1, Promise.resolve(2)] }", "X")
    assert [source.next(), source.next()] == [{"result": 1}, {"result": 2}]
    with pytest.raises(StopIteration):
        source.next()


# --- failures


def test_an_exception_is_placed_at_the_innermost_line_of_the_file(load: Load) -> None:
    said = failed_run(load, "return JSON.parse('{')")
    assert (said.code, said.file, said.line, said.column) == (failure.SOURCE_ERROR, "file.js", 3, 13)
    assert (said.text, said.message.startswith("SyntaxError: Expected property name")) == (
        "return JSON.parse('{')",
        True,
    )


@pytest.mark.parametrize(
    "body",
    ["throw new Error('x')", "await null; throw new Error('x')", "await Promise.reject(new Error('x'))"],
)
def test_an_async_method_fails_as_any_other(load: Load, body: str) -> None:
    said = failed_run(load, f"\n{body}", "async")
    assert (said.code, said.message, said.line) == (failure.SOURCE_ERROR, "Error: x", 4)


def test_a_cause_is_told(load: Load) -> None:
    said = failed_run(load, "throw new Error('outer', { cause: new TypeError('inner') })")
    assert said.message == "Error: outer (cause: TypeError: inner)"


@pytest.mark.parametrize(
    "thrown",
    [
        "{ get message() { throw 1 } }", "new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } })",
        "Object.assign(new Error('x'), { stack: 5, name: Symbol('n') })", "Object.defineProperty(new Error(), 'stack', { get() { throw 1 } })",
        "Object.assign(new Error('x'), { cause: { toJSON() { throw 1 } } })", "Object.assign(new Error('x'), { stack: ' at file.js:99999999:1' })",
    ],
)  # fmt: skip
def test_an_exception_that_lies_or_throws_is_survived(load: Load, thrown: str) -> None:
    source = load(f"let n = 0; class X {{ next() {{ if (n++) return 1; throw {thrown} }} }}", "X")
    assert failed(source.next).code == failure.SOURCE_ERROR
    assert source.next() == {"result": 1}


def test_long_words_are_cut(load: Load) -> None:
    said = failed_run(load, "throw new Error('x'.repeat(1e6))")
    assert len(said.message) <= 2000


def test_recursion_has_a_hint_and_the_source_lives_on(load: Load) -> None:
    source = load(
        "let n = 0; class X { next() { if (n++) return 1; return this.deep() } deep() { return this.deep() } }",
        "X",
    )
    assert "without an end" in failed(source.next).hint
    assert source.next() == {"result": 1}


@pytest.mark.parametrize("kind", ["", "async"])
def test_a_promise_that_never_settles_is_told_at_once(load: Load, kind: str) -> None:
    said = failed_run(load, "return new Promise(() => {})", kind)
    assert (said.code, "never settled" in said.message, "reschedule()" in said.hint) == (
        failure.SOURCE_ERROR,
        True,
        True,
    )


def test_a_late_promise_of_one_run_is_no_result_of_the_next(load: Load) -> None:
    text = "let go, n = 0; class X { next() { if (!n++) return new Promise((r) => { go = r }); go('late'); return 'second' } }"
    source = load(text, "X")
    failed(source.next)
    assert source.next() == {"result": "second"}


@pytest.mark.parametrize("first", ["", "await null;", "await store.get('x');"])
def test_a_heap_that_is_exhausted_is_told_wherever_it_was_and_the_isolate_is_done_for(
    load: Load, first: str
) -> None:
    source = load(f"async function X() {{ {first} const a = []; for (;;) a.push({{ a }}) }}", "X")
    source.timeout = 120.0
    with pytest.raises(SourceLost) as lost:
        source.next()
    assert lost.value.failure.code == failure.OUT_OF_MEMORY


def test_a_store_that_is_awaited_without_end_is_stopped(load: Load) -> None:
    source = load("async function X() { for (;;) await store.get('x') }", "X")
    source.timeout = 1.0
    with pytest.raises(SourceLost) as lost:
        source.next()
    assert lost.value.failure.code == failure.TIMEOUT


# --- time


@pytest.mark.parametrize("given", ["5", "5.5", "new Date(5000)", "Promise.resolve(5)"])
def test_reschedule_gives_unix_time(load: Load, given: str) -> None:
    assert int(load(f"class X {{ reschedule() {{ return {given} }} }}", "X").reschedule()) == 5


@pytest.mark.parametrize(
    "given", ["true", "'soon'", "null", "undefined", "NaN", "Infinity", "new Date(NaN)", "5n", "{}"]
)
def test_reschedule_refuses_what_is_no_time(load: Load, given: str) -> None:
    assert (
        "reschedule() must give a unix time"
        in failed(load(f"class X {{ reschedule() {{ return {given} }} }}", "X").reschedule).message
    )


def test_milliseconds_are_told_from_seconds(load: Load) -> None:
    said = failed(load("class X { reschedule() { return Date.now() + 1000 } }", "X").reschedule)
    assert "Date.now() / 1000" in said.message


# --- data


def test_process_gets_bytes_that_read_as_text(load: Load) -> None:
    text = (
        "class X { process(data) { return { text: `${data}`, json: data.json(), n: data.length, kind: data instanceof Uint8Array, "
        "cut: data.slice(0, 1), sub: data.subarray(1, 2)[0] } } }"
    )
    assert load(text, "X").process('{"ж":1}'.encode()) == {
        "text": '{"ж":1}', "json": {"ж": 1}, "n": 8, "kind": True, "cut": [123], "sub": 34,
    }  # fmt: skip


@pytest.mark.parametrize(
    "data", [b"", b"\0", bytes(range(256)), b"\xff\xfe", b'"\\\n' * 100, b"x" * (1 << 20)]
)
def test_process_gets_any_bytes(load: Load, data: bytes) -> None:
    source = load(
        "class X { process(data) { return { n: data.length, sum: data.reduce((a, b) => a + b, 0) } } }", "X"
    )
    assert source.process(data) == {"n": len(data), "sum": sum(data)}


def test_process_may_be_async_and_need_not_say_anything(load: Load, store: Any) -> None:
    source = load("class X { async process(data) { await store.set('last', data.text()) } }", "X")
    assert source.process(b"abc") is None
    assert store.values == {"last": "abc"}


# --- the end


@pytest.mark.parametrize(
    "text",
    [
        "class X { next() {} close() { log('closed') } }", "class X { next() {} async close() { await null; log('closed') } }",
        "function* X() { try { yield 1 } finally { log('closed') } }",
        "async function* X() { try { yield 1 } finally { await null; log('closed') } }",
    ],
)  # fmt: skip
def test_close_is_called_and_finally_runs(load: Load, lines: Any, text: str) -> None:
    source = load(text, "X")
    source.next()
    source.close()
    assert lines.lines == [("info", "closed")]
