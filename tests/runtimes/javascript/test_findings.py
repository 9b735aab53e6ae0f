"""What a source finds when it runs: the log, the store, and what the language itself lacks."""

# ruff: noqa: E501  JavaScript in strings is not broken

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cocaine_sdk import failure
from cocaine_sdk.errors import SourceFailed, SourceLost, StorageError
from cocaine_sdk.failure import Failure
from cocaine_sdk.source import Source

Load = Callable[..., Source]


def failed(call: Callable[[], Any]) -> Failure:
    with pytest.raises(SourceFailed) as error:
        call()
    return error.value.failure


def failed_run(load: Load, body: str, kind: str = "") -> Failure:
    return failed(load(f"class X {{\n{kind} next() {{\n{body}\n}} }}", "X").next)


def result(load: Load, expression: str) -> Any:
    return load(f"async function X() {{ return {{ r: {expression} }} }}", "X").next()["r"]


def test_words_go_to_the_log_at_their_level(load: Load, lines: Any) -> None:
    load(
        "function X() { log('a', 1, {b: [1]}, null, undefined, 5n, Symbol('s'), () => 1, new Error('e')); log.debug('b'); log.warning('c');"
        "log.error('d'); console.log('e'); console.warn('f'); console.error('g'); console.debug('h'); console.assert(1 > 2, 'i');"
        "console.count(); console.count(); }",
        "X",
    ).next()
    assert lines.lines == [
        ("info", 'a 1 {"b":[1]} null undefined 5n Symbol(s) [function (anonymous)] Error: e'), ("debug", "b"), ("warning", "c"),
        ("error", "d"), ("info", "e"), ("warning", "f"), ("error", "g"), ("debug", "h"), ("error", "Assertion failed: i"),
        ("info", "default: 1"), ("info", "default: 2"),
    ]  # fmt: skip


def test_lines_come_with_a_failure_and_after_an_await(load: Load, lines: Any) -> None:
    source = load("async function X() { log('one'); await null; log('two'); throw new Error('x') }", "X")
    failed(source.next)
    assert [words for _, words in lines.lines] == ["one", "two"]


def test_lines_of_a_run_that_is_stopped_are_kept(load: Load, lines: Any) -> None:
    source = load("function X() { log('before'); for (;;); }", "X")
    source.timeout = 1.0
    with pytest.raises(SourceLost) as lost:
        source.next()
    assert lost.value.failure.code == failure.TIMEOUT
    assert lines.lines == [("info", "before")]


def test_lines_without_end_are_bounded(load: Load, lines: Any) -> None:
    load("function X() { for (let i = 0; i < 1e5; i++) log('x'.repeat(1e4)) }", "X").next()
    assert sum(len(words) for _, words in lines.lines) < 1 << 20
    assert lines.lines[-1] == ("warning", "too many lines in one run: the rest is dropped")


def test_the_store_is_the_hosts(load: Load, store: Any) -> None:
    text = """async function X() {
        await store.set('a', [1, {b: null}]);
        return { a: await store.get('a'), none: await store.get('none'), fallback: await store.get('none', 'f'), n: await store.incr('n', 2),
          m: await store.incr('n'), gone: [await store.delete('a'), await store.delete('a')],
          cas: [await store.compare_and_set('n', 3, 5), await store.compareAndSet('n', 3, 6), await store.compareAndSet('new', null, 'x')] };
    }"""
    assert load(text, "X").next() == {
        "a": [1, {"b": None}], "fallback": "f", "n": 2, "m": 3, "gone": [True, False], "cas": [True, False, True],
    }  # fmt: skip
    assert store.values == {"n": 5, "new": "x"}


def test_what_the_run_does_not_wait_for_is_done_before_it_ends(load: Load, store: Any) -> None:
    source = load("class X { next() { store.set('a', 1).then(() => store.set('b', 2)); return 'ok' } }", "X")
    assert source.next() == {"result": "ok"}
    assert store.values == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("store.get(5)", "a store key is a string, not 5"), ("store.set('a')", "what JSON can say"), ("store.set('a', () => 1)", "what JSON can say"),
        ("store.incr('a', 1.5)", "counts by an integer"), ("store.incr('a', '1')", "counts by an integer"),
    ],
)  # fmt: skip
def test_a_wrong_call_of_the_store_is_a_rejected_promise(load: Load, call: str, words: str) -> None:
    assert words in failed_run(load, f"await {call}", "async").message
    assert words in result(load, f"await {call}.catch((e) => e.message)")


def test_a_store_that_fails_is_a_rejected_promise(
    load: Load, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StorageError("the store is full")

    monkeypatch.setattr(store, "set", refuse)
    assert result(load, "await store.set('a', 1).catch((e) => e.message)") == "the store is full"


def test_calls_of_the_store_that_nobody_waits_for_are_bounded(load: Load) -> None:
    said = failed_run(
        load,
        "const all = []; for (let i = 0; i < 2000; i++) all.push(store.get('a')); await Promise.all(all)",
        "async",
    )
    assert "await them" in said.message


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 0xe2, 0x82, 0xac, 0xff]))", "€\ufffd"),
        ("new TextEncoder().encode('\\ud800a')", [0xEF, 0xBF, 0xBD, 97]), ("new TextEncoder().encodeInto('€a', new Uint8Array(3))", {"read": 1, "written": 3}),
        ("(() => { const d = new TextDecoder(); return d.decode(new Uint8Array([0xe2, 0x82]), {stream: true}) + d.decode(new Uint8Array([0xac])) })()", "€"),
        ("new TextDecoder('utf-16le').decode(new Uint8Array([65, 0, 66, 0]))", "AB"), ("atob(btoa('\\xff\\0'))", "\xff\0"),
        ("(() => { try { new TextDecoder('utf-8', {fatal: true}).decode(new Uint8Array([0xc0, 0x80])) } catch (e) { return e.name } })()", "TypeError"),
        ("new TextDecoder().decode(new Uint8Array([0xed, 0xa0, 0x80, 0xf4, 0x90, 0x80, 0x80, 0xc1]))", "\ufffd" * 8),
        ("(() => { try { new TextDecoder('koi8-r') } catch (e) { return e.message } })()", "TextDecoder knows utf-8 and utf-16le, not koi8-r"),
        ("crypto.getRandomValues(new Uint32Array(3)).length", 3), ("new Set(Array.from({length: 100}, () => crypto.randomUUID())).size", 100),
        ("(() => { try { crypto.getRandomValues(new Float64Array(1)) } catch (e) { return e.name } })()", "TypeError"),
        ("crypto.getRandomValues(new Uint8Array(65536)).reduce((a, b) => a + b) / 65536 > 120", True),
        ("new Promise((r) => queueMicrotask(() => r('later')))", "later"),
    ],
)  # fmt: skip
def test_what_the_language_itself_lacks_is_there(load: Load, expression: str, expected: Any) -> None:
    assert result(load, f"await {expression}") == expected


@pytest.mark.parametrize(
    ("url", "base", "href"),
    [
        ("HTTP://User:Pa%3As@EXAMPLE.com:80/a/./b/../c?q=1 2#f g", None, "http://User:Pa%3As@example.com/a/c?q=1%202#f%20g"),
        ("//other/x", "https://a/b", "https://other/x"), ("../x?y", "https://a/b/c/d?z#w", "https://a/b/x?y"), ("?y", "https://a/b?z", "https://a/b?y"),
        ("#f", "https://a/b?z", "https://a/b?z#f"), ("/", "https://a/b/c", "https://a/"), ("", "https://a/b?z#f", "https://a/b?z"),
        ("https:\\\\a\\b", None, "https://a/b"), ("http://[::1]:8080/", None, "http://[::1]:8080/"), ("http://[2001:DB8:0:0:1:0:0:1]/", None, "http://[2001:db8::1:0:0:1]/"),
        ("http://0x7f.1/", None, "http://127.0.0.1/"), ("http://256/", None, "http://0.0.1.0/"), ("file:///a/../b", None, "file:///b"),
        ("mailto:a@b.c", None, "mailto:a@b.c"), ("python:///file.py/C?a=1", None, "python:///file.py/C?a=1"), ("data:text/plain,x y", None, "data:text/plain,x y"),
        ("https://a/ü?ж#é", None, "https://a/%C3%BC?%D0%B6#%C3%A9"), ("  https://a\n/b ", None, "https://a/b"), ("https://a/%2e%2E/b", None, "https://a/b"),
        ("https://ex%61mple.com", None, "https://example.com/"), ("x", "https://a", "https://a/x"), ("http:x", "http://a/b/c", "http://a/b/x"),
    ],
)  # fmt: skip
def test_a_url_is_read_as_the_standard_says(load: Load, url: str, base: str | None, href: str) -> None:
    assert load(
        "const X = ({ url, base }) => new URL(url, base).href", f"X?{_query(url=url, base=base)}"
    ).next() == {"result": href}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "//a",
        "http://",
        "http://a:99999",
        "http://a b",
        "http://[::1",
        "http://1.2.3.4.5",
        "http://[1:2]",
        "https://א.il",
        "http://a%",
    ],
)
def test_a_url_that_is_none_is_a_type_error(load: Load, url: str) -> None:
    text = "const X = ({ url }) => { try { return new URL(url).href } catch (e) { return [e.name, URL.canParse(url)] } }"
    source = load(text, f"X?{_query(url=url)}")
    assert [source.next(), source.next()] == [{"result": "TypeError"}, {"result": False}]


def test_a_url_can_be_changed_and_its_query_with_it(load: Load) -> None:
    text = """const X = () => {
        const u = new URL('http://a/b');
        u.searchParams.set('q', 'a b&c'); u.hash = 'x'; u.port = '81'; u.pathname = 'c d'; u.protocol = 'https'; u.host = 'b.c:443';
        const p = new URLSearchParams('a=1&a=2&b=%20+');
        p.delete('a', '1'); p.sort(); u.search = p;
        return { u, q: u.searchParams.getAll('b'), o: u.origin, s: new URLSearchParams({x: 'ü'}).toString(), n: [...p.keys()], has: p.has('a', '2') };
    }"""
    assert load(text, "X").next() == {
        "u": "https://b.c/c%20d?a=2&b=++#x", "q": ["  "], "o": "https://b.c", "s": "x=%C3%BC", "n": ["a", "b"], "has": True,
    }  # fmt: skip


def _query(**arguments: str | None) -> str:
    from urllib.parse import urlencode

    return urlencode({key: value for key, value in arguments.items() if value is not None})
