"""Loading: what a URI's name may stand for, and what is said where it stands for nothing."""

# ruff: noqa: E501  JavaScript in strings is not broken

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cocaine_javascript.loading import _offer
from cocaine_sdk import failure
from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.failure import Failure
from cocaine_sdk.plugin import Code
from cocaine_sdk.source import Capability, Source

Load = Callable[..., Source]
EXAMPLES = Path(__file__).parents[3] / "examples" / "javascript.d"
ALL = Capability.ITERATOR | Capability.SCHEDULER | Capability.PROCESSOR


def refusal(load: Load, text: str | bytes, name: str = "X") -> Failure:
    with pytest.raises(SourceFailed) as failed:
        load(text, name)
    return failed.value.failure


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class X { next() {} }", Capability.ITERATOR),
        ("class X { next = () => 1 }", Capability.ITERATOR),
        ("class X { get next() { return () => 1 } }", Capability.ITERATOR),
        ("class X { async next() {} }", Capability.ITERATOR),
        ("class X { *[Symbol.iterator]() {} }", Capability.ITERATOR),
        ("class X { async *[Symbol.asyncIterator]() {} }", Capability.ITERATOR),
        ("class X { process(data) {} }", Capability.PROCESSOR),
        ("class X { async reschedule() {} }", Capability.SCHEDULER),
        ("class X { next() {} reschedule() {} process(data) {} }", ALL),
        ("class A { next() {} process(data) {} } class X extends A { reschedule() {} }", ALL),
        ("function* X() {}", Capability.ITERATOR),
        ("async function* X() {}", Capability.ITERATOR),
        ("async function X() {}", Capability.ITERATOR),
        ("const X = () => 5", Capability.ITERATOR),
        ("const X = { next() {}, process(data) {} }", Capability.ITERATOR | Capability.PROCESSOR),
        ("const X = class { next() {} }", Capability.ITERATOR),
        ("function X() {} X.prototype.process = function (data) {}", Capability.PROCESSOR),
        ("function X() { this.next = 1 } X.prototype.reschedule = function () {}", Capability.SCHEDULER),
        ("const X = new Proxy(class { next() {} }, {})", Capability.ITERATOR),
    ],
)
def test_the_methods_are_the_capabilities(load: Load, text: str, expected: Capability) -> None:
    assert load(text, "X").capabilities == expected


def test_the_functions_of_2011_need_no_name(load: Load) -> None:
    source = load("var n = 0; function invoke() { return {n: ++n} }", "")
    assert [source.capabilities, source.next(), source.next()] == [Capability.ITERATOR, {"n": 1}, {"n": 2}]


def test_without_a_name_and_without_invoke_the_names_of_the_file_are_offered(load: Load) -> None:
    said = refusal(load, "class Counter {}", "")
    assert said.code == failure.MISSING_NAME
    assert "no function invoke()" in said.message
    assert said.hint.endswith("javascript:///file.js/Counter")


def test_a_missing_name_is_answered_with_the_names_that_there_are(load: Load) -> None:
    said = refusal(load, "class Counter {}\nfunction _helper() {}\nconst later = async () => 1;", "Countr")
    assert (said.code, said.file) == (failure.MISSING_NAME, "file.js")
    assert "no Countr" in said.message
    assert "did you mean Counter? it has: Counter, later;" in said.hint


def test_a_missing_name_of_a_remote_file_is_answered_with_no_uri_that_is_none() -> None:
    code = Code(
        uri="javascript://example.com/file.js/Countr", file="https://example.com/file.js",
        text=b"class Counter {}", name="Countr", arguments={},
    )  # fmt: skip
    assert _offer(code) == "did you mean Counter? it has: Counter; write /Counter behind the file"


@pytest.mark.parametrize(
    "name", ["Map", "store", "console", "class", "this", "X.y", "alert(1)", "undefined", "a-b", "1"]
)
def test_what_the_file_did_not_make_is_no_name_of_it(load: Load, name: str) -> None:
    assert refusal(load, "class X { next() {} }", name).code == failure.MISSING_NAME


def test_user_code_runs_once_before_its_first_run(load: Load, lines: object) -> None:
    load(
        "log('file'); class X { static { log('class') } constructor() { log('made') } get next() { log('next'); return () => 1 } "
        "[Symbol.iterator]() { log('iterator'); return this } }",
        "X",
    )
    assert [words for _, words in lines.lines] == ["file", "class", "made", "next"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    ["function* X() { log('ran') }", "async function X() { log('ran') }", "const X = () => log('ran')"],
)
def test_a_function_is_not_run_before_its_first_run(load: Load, lines: object, text: str) -> None:
    source = load(text, "X")
    assert lines.lines == []  # type: ignore[attr-defined]
    with pytest.raises(StopIteration) if "*" in text else _nothing():
        source.next()
    assert lines.lines == [("info", "ran")]  # type: ignore[attr-defined]


def _nothing() -> object:
    import contextlib

    return contextlib.nullcontext()


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("let x = 1;\nlet y = = 2;", 2, 9, "Unexpected token '='"),
        ("class X {\n  next() { return 1 +; }\n}", 2, 22, "Unexpected token ';'"),
        ("function X() {\n", 2, 1, "Unexpected"),
        ("let a = 1;\nlet a = 2;", 2, 5, "Identifier 'a' has already been declared"),
        ("'\\u{110000}'", 1, 0, "Undefined Unicode code-point"),
        ("const x = `open\n", 1, 0, "Un"),
    ],
)
def test_a_syntax_error_has_its_place(load: Load, text: str, line: int, column: int, words: str) -> None:
    said = refusal(load, text)
    assert (said.code, said.file) == (failure.SYNTAX_ERROR, "file.js")
    assert words in said.message
    if column:
        assert (said.line, said.column) == (line, column)
        assert said.text == text.split("\n")[line - 1]


@pytest.mark.parametrize("text", [b"\xff\xfe", b"(" * 100_000, b"\0", b"let x = '\n'"])
def test_what_is_no_javascript_is_a_failure_of_the_file(load: Load, text: bytes) -> None:
    assert refusal(load, text).code in (failure.SYNTAX_ERROR, failure.SOURCE_ERROR)


def test_a_byte_order_mark_is_no_part_of_the_file(load: Load) -> None:
    assert load(b"\xef\xbb\xbfclass X { next() { return 1 } }", "X").next() == {"result": 1}


def test_a_file_that_throws_says_where(load: Load) -> None:
    said = refusal(load, "const a = 1;\n  missing.thing();\n")
    assert (said.code, said.line, said.column, said.text) == (
        failure.SOURCE_ERROR,
        2,
        3,
        "  missing.thing();",
    )
    assert said.message == "ReferenceError: missing is not defined"


def test_what_a_file_logs_before_it_throws_is_kept(load: Load, lines: object) -> None:
    refusal(load, "log('before'); missing()")
    assert lines.lines == [("info", "before")]  # type: ignore[attr-defined]


def test_a_file_may_name_itself_otherwise_and_its_places_are_found_all_the_same(load: Load) -> None:
    source = load("\nfunction X() { throw new Error('x') }\n//# sourceURL=other.js\n", "X")
    with pytest.raises(SourceFailed) as failed:
        source.next()
    assert failed.value.failure.line == 2


def test_the_store_may_be_asked_while_it_loads(load: Load) -> None:
    text = (
        "const early = store.incr('n');\nclass X { constructor() { store.get('n').then((n) => { this.n = n }) } "
        "async next() { return { n: this.n, early: await early } } }"
    )
    assert load(text, "X").next() == {"n": 1, "early": 1}


def test_a_constructor_that_throws_says_where(load: Load) -> None:
    said = refusal(load, "class X {\n  constructor() {\n    this.a = null.b;\n  }\n  next() {}\n}")
    assert (said.code, said.line, said.column) == (failure.SOURCE_ERROR, 3, 19)
    assert said.message.startswith("TypeError: Cannot read properties of null")


@pytest.mark.parametrize(
    "thrown",
    ["5", "'words'", "null", "undefined", "({a: 1})", "Symbol('s')", "Object.create(null)", "() => 1"],
)
def test_anything_can_be_thrown(load: Load, thrown: str) -> None:
    for text in (f"throw {thrown}", f"class X {{ constructor() {{ throw {thrown} }} next() {{}} }}"):
        assert refusal(load, text).code == failure.SOURCE_ERROR


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("import fs from 'fs'", failure.REFUSED_IMPORT, "one file"),
        ("const fs = require('fs')", failure.REFUSED_IMPORT, "one file"),
        ("module.exports = class {}", failure.REFUSED_IMPORT, "one file"),
        ("export class X { next() {} }", failure.SYNTAX_ERROR, "leave `export` out"),
        ("await store.get('x')", failure.SYNTAX_ERROR, "async"),
        ("setTimeout(() => 1, 5)", failure.REFUSED, "reschedule()"),
        ("setInterval(() => 1, 5)", failure.REFUSED, "interval"),
        ("new WebSocket('wss://example.com')", failure.REFUSED, "fetch(url)"),
        ("new WebAssembly.Module(new Uint8Array())", failure.REFUSED, "JavaScript"),
        ("new SharedArrayBuffer(8)", failure.REFUSED, "not shared"),
        ("Atomics.load", failure.REFUSED, "not shared"),
        ("new Worker('x.js')", failure.REFUSED, "isolated"),
        ("process.env.HOME", failure.REFUSED, "argument"),
        ("Buffer.from('x')", failure.REFUSED, "Uint8Array"),
        ("document.title", failure.REFUSED, "no browser"),
        ("localStorage.x", failure.REFUSED, "store.get"),
        ("structuredClone({})", failure.REFUSED, "JSON.parse"),
    ],
)
def test_what_is_missing_is_said_by_its_name_with_the_way_out(
    load: Load, text: str, code: str, hint: str
) -> None:
    said = refusal(load, f"\n{text}")
    assert (said.code, said.line) == (code, 2)
    assert hint in said.hint


def test_a_dynamic_import_is_refused_when_it_runs(load: Load) -> None:
    source = load("async function X() { await import('fs') }", "X")
    with pytest.raises(SourceFailed) as failed:
        source.next()
    assert failed.value.failure.code == failure.REFUSED_IMPORT
    assert "one file" in failed.value.failure.hint


@pytest.mark.parametrize(
    "text",
    [
        "class X {}",
        "const X = {}",
        "class X { constructor() { return {} } }",
        "const X = [1][Symbol.iterator].bind(5)",
    ],
)
def test_an_object_without_methods_is_told_what_a_source_has(load: Load, text: str) -> None:
    if "bind" in text:
        assert load(text, "X").capabilities == Capability.ITERATOR
        return
    said = refusal(load, text)
    assert said.code == failure.SOURCE_ERROR
    assert "is not a source" in said.message
    assert "next()" in said.hint


def test_an_object_takes_no_arguments(load: Load) -> None:
    said = refusal(load, "const X = { next() {} }", "X?a=1")
    assert (said.code, "leave the query out" in said.message) == (failure.SOURCE_ARGUMENTS, True)


def test_arguments_come_as_one_object_of_strings_whatever_they_are_called(load: Load) -> None:
    source = load(
        "const X = (args) => ({ args, own: Object.keys(args), p: typeof args.toString })",
        "X?a=1&__proto__=2&%D0%B6=%22%5C",
    )
    assert source.next() == {
        "args": {"a": "1", "__proto__": "2", "ж": '"\\'},
        "own": ["a", "__proto__", "ж"],
        "p": "function",
    }


@pytest.mark.parametrize("file", ["a b.js", "sub/deep.js", "ümlaut.js", 'quo"te\n.js', "x.js:1:1.js"])
def test_a_failure_has_its_place_whatever_the_file_is_called(load: Load, file: str) -> None:
    source = load("\n\nfunction X() { throw new Error('x') }", "X", file=file)
    with pytest.raises(SourceFailed) as failed:
        source.next()
    assert (failed.value.failure.file, failed.value.failure.line) == (file, 3)


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.js")), ids=lambda file: file.stem)
def test_the_examples_load(load: Load, file: Path) -> None:
    uris = {"counter": "Counter?start=5", "orders": "Orders", "weather": "weather?city=Riga", "pace": "Pace"}
    source = load(file.read_text(), uris[file.stem], file=file.name)
    assert source.next()


@pytest.mark.parametrize("text", [
    "class X { next() { return { n: 1 } } }", "const X = class{ next() { return { n: 1 } } }", "class/* a */X { next() { return { n: 1 } } }",
    "class\nX extends Object { next() { return { n: 1 } } }", "const X = class Y { next() { return { n: 1 } } }",
    "const X = { class() { return { n: 1 } } }.class", "const X = { class$() { return { n: 1 } } }.class$", "const X = { classes: () => ({ n: 1 }) }.classes",
])  # fmt: skip
def test_a_class_is_made_and_a_function_is_called_whatever_its_text_begins_with(
    load: Load, text: str
) -> None:
    assert load(text, "X").next() == {"n": 1}
