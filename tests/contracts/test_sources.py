"""The laws of sources, which hold whatever language they are written in: each law in all of them, run by its runtime."""

# ruff: noqa: E501  JavaScript in strings is not broken

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

import pytest

from cocaine_javascript import JavaScript
from cocaine_python import Python
from cocaine_sdk import failure
from cocaine_sdk.errors import SourceFailed, StorageError
from cocaine_sdk.failure import Failure
from cocaine_sdk.plugin import Code, Runtime, Walls
from cocaine_sdk.source import Capability, Source
from cocaine_sdk.testing import FakeStore

RUNTIMES: dict[str, tuple[type[Runtime], str]] = {"python": (Python, "py"), "javascript": (JavaScript, "js")}
Load = Callable[..., Source]


class Lines(list[tuple[str, str]]):
    def __call__(self, level: str, message: str) -> None:
        self.append((level, message))


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
def lines() -> Lines:
    return Lines()


@pytest.fixture(
    params=[(name, language) for name in RUNTIMES for language in (True, False)],
    ids=lambda p: f"{p[0]}-{'walled' if p[1] else 'kernel-only'}",
)
def load(request: pytest.FixtureRequest, store: FakeStore, lines: Lines) -> Iterator[Load]:
    """`load("X?query", python=text, javascript=text)` gives the source of the language that is tested."""
    name, language = request.param
    runtime, suffix = RUNTIMES[name]
    made: list[Source] = []

    def load_text(target: str, **texts: str) -> Source:
        path, _, query = target.partition("?")
        code = Code(
            uri=f"{name}:///file.{suffix}/{target}",
            file=f"file.{suffix}",
            text=texts[name].encode(),
            name=path,
            arguments=dict(parse_qsl(query, keep_blank_values=True)),
        )
        made.append(runtime().load(code, store, lines, Walls(language=language)))
        made[-1].timeout = 30.0
        return made[-1]

    yield load_text
    for source in made:
        with suppress(SourceFailed):
            source.close()


def failed(call: Callable[[], Any]) -> Failure:
    with pytest.raises(SourceFailed) as error:
        call()
    return error.value.failure


def fields(result: Any) -> Any:
    """The event that a result means (sources.md §1)."""
    return result if result is None or isinstance(result, dict) else {"result": result}


# --- what it is


def test_an_object_with_next_is_run_again_and_again(load: Load) -> None:
    source = load(
        "X?start=5",
        python="class X:\n  def __init__(self, start): self.n = int(start)\n  def next(self):\n    self.n += 1\n    return {'n': self.n}",
        javascript="class X { constructor({ start }) { this.n = Number(start) } next() { this.n++; return { n: this.n } } }",
    )
    assert source.capabilities == Capability.ITERATOR
    assert [source.next(), source.next()] == [{"n": 6}, {"n": 7}]


def test_an_object_that_can_be_iterated_is_gone_through_to_its_end(load: Load) -> None:
    source = load(
        "X",
        python="class X:\n  def __iter__(self):\n    yield 1\n    yield {'b': 2}",
        javascript="class X { *[Symbol.iterator]() { yield 1; yield { b: 2 } } }",
    )
    assert [fields(source.next()), source.next()] == [{"result": 1}, {"b": 2}]
    for _ in range(2):
        with pytest.raises(StopIteration):
            source.next()


def test_a_generator_goes_on_where_it_was(load: Load) -> None:
    source = load(
        "X?below=2",
        python="def X(below):\n  for n in range(int(below)): yield {'n': n}",
        javascript="function* X({ below }) { for (let n = 0; n < below; n++) yield { n } }",
    )
    assert [source.next(), source.next()] == [{"n": 0}, {"n": 1}]
    with pytest.raises(StopIteration):
        source.next()


def test_a_function_is_called_for_each_run_and_never_before(load: Load, lines: Lines) -> None:
    source = load(
        "X?a=1",
        python="seen = []\ndef X(a):\n  log('called')\n  seen.append(a)\n  return {'a': a, 'n': len(seen)}",
        javascript="let n = 0; function X({ a }) { log('called'); return { a, n: ++n } }",
    )
    assert (source.capabilities, lines) == (Capability.ITERATOR, [])
    assert [source.next(), source.next()] == [{"a": "1", "n": 1}, {"a": "1", "n": 2}]


def test_runs_go_through_what_a_function_returned(load: Load) -> None:
    source = load("X", python="def X(): return [1, [2]]", javascript="const X = () => [1, [2]]")
    assert [fields(source.next()), fields(source.next())] == [{"result": 1}, {"result": [2]}]
    with pytest.raises(StopIteration):
        source.next()


def test_the_methods_are_the_capabilities_and_none_of_them_is_tried(load: Load, lines: Lines) -> None:
    source = load(
        "X",
        python="class X:\n  def next(self): log('run')\n  def reschedule(self): log('run')\n  def process(self, data): log('run')",
        javascript="class X { next() { log('run') } reschedule() { log('run') } process(data) { log('run') } }",
    )
    assert source.capabilities == Capability.ITERATOR | Capability.SCHEDULER | Capability.PROCESSOR
    assert lines == []


def test_methods_are_inherited(load: Load) -> None:
    source = load(
        "X",
        python="class A:\n  def process(self, data): return 1\nclass X(A):\n  def __init__(self): super().__init__()",
        javascript="class A { process(data) { return 1 } }\nclass X extends A { constructor() { super() } }",
    )
    assert source.capabilities == Capability.PROCESSOR


def test_two_sources_share_nothing_of_the_language(load: Load) -> None:
    texts = {
        "python": "seen = []\nclass X:\n  def next(self):\n    seen.append(1)\n    return len(seen)",
        "javascript": "let seen = 0; class X { next() { return ++seen } }",
    }
    first, second = load("X", **texts), load("X", **texts)
    assert [first.next(), first.next(), second.next()] in (
        [1, 2, 1],
        [{"result": 1}, {"result": 2}, {"result": 1}],
    )


# --- what a run gives


@pytest.mark.parametrize(
    ("python", "javascript", "event"),
    [
        ("None", "null", None), ("{}", "{}", {}), ("{'a': [1, None, {'b': True}]}", "{ a: [1, null, { b: true }] }", {"a": [1, None, {"b": True}]}),
        ("'words'", "'words'", {"result": "words"}), ("0", "0", {"result": 0}), ("''", "''", {"result": ""}), ("False", "false", {"result": False}),
        ("1.5", "1.5", {"result": 1.5}), ("[]", "[]", {"result": []}), ("{'имя': 'ж☀'}", "{ имя: 'ж☀' }", {"имя": "ж☀"}),
    ],
)  # fmt: skip
def test_a_result_is_read_as_an_event(load: Load, python: str, javascript: str, event: Any) -> None:
    found = fields(
        load(
            "X",
            python=f"class X:\n  def next(self): return {python}",
            javascript=f"class X {{ next() {{ return {javascript} }} }}",
        ).next()
    )
    assert found == event or (not found and not event)


def test_an_exception_is_the_failure_of_its_run_and_the_source_lives_on(load: Load) -> None:
    source = load(
        "X",
        python="class X:\n  n = 0\n  def next(self):\n    self.n += 1\n    if self.n == 1:\n      raise ValueError('boom')\n    return {'n': self.n}",
        javascript="class X {\n  n = 0;\n  next() {\n    this.n++;\n    if (this.n === 1)\n      throw new TypeError('boom');\n    return { n: this.n } }\n}",
    )
    said = failed(source.next)
    assert (said.code, said.line) == (failure.SOURCE_ERROR, 6)
    assert said.file.startswith("file.")
    assert said.message.endswith("Error: boom")
    assert "boom" in said.text
    assert said.column > 0
    assert source.next() == {"n": 2}


def test_a_function_that_recurses_without_an_end_is_told_so_and_lives(load: Load) -> None:
    source = load(
        "X",
        python="seen = []\ndef deep(): return deep()\ndef X():\n  if seen: return {'n': 1}\n  seen.append(1)\n  return deep()",
        javascript="let seen = 0; const deep = () => deep() + 1; function X() { if (seen++) return { n: 1 }; return deep() }",
    )
    assert failed(source.next).hint == "a function calls itself without an end"
    assert source.next() == {"n": 1}


# --- its other methods


def test_reschedule_gives_unix_time_in_seconds(load: Load) -> None:
    source = load(
        "X",
        python="class X:\n  def reschedule(self): return 5.5",
        javascript="class X { reschedule() { return 5.5 } }",
    )
    assert (source.capabilities, source.reschedule()) == (Capability.SCHEDULER, 5.5)


@pytest.mark.parametrize(
    ("python", "javascript"), [("'soon'", "'soon'"), ("None", "null"), ("True", "true"), ("[5]", "[5]")]
)
def test_reschedule_refuses_what_is_no_time(load: Load, python: str, javascript: str) -> None:
    source = load(
        "X",
        python=f"class X:\n  def reschedule(self): return {python}",
        javascript=f"class X {{ reschedule() {{ return {javascript} }} }}",
    )
    said = failed(source.reschedule)
    assert (said.code, "reschedule() must give a unix time" in said.message) == (failure.SOURCE_ERROR, True)


@pytest.mark.parametrize("data", [b"", b"\0\xff", '{"ж": 1}'.encode(), b"x" * 100_000])
def test_process_is_handed_the_bytes(load: Load, data: bytes) -> None:
    source = load(
        "X",
        python="class X:\n  def process(self, data): return {'n': len(data), 'sum': sum(data)}",
        javascript="class X { process(data) { return { n: data.length, sum: data.reduce((a, b) => a + b, 0) } } }",
    )
    assert (source.capabilities, source.process(data)) == (
        Capability.PROCESSOR,
        {"n": len(data), "sum": sum(data)},
    )


def test_data_that_is_json_is_read_as_such(load: Load) -> None:
    source = load(
        "X",
        python="import json\nclass X:\n  def process(self, data): return {'path': json.loads(data)['path']}",
        javascript="class X { process(data) { return { path: JSON.parse(data).path } } }",
    )
    assert source.process('{"event": "created", "path": "/tmp/ж"}'.encode()) == {"path": "/tmp/ж"}


def test_close_is_called_and_a_generators_last_lines_run(load: Load, lines: Lines) -> None:
    load(
        "X",
        python="class X:\n  def next(self): ...\n  def close(self): log('object')",
        javascript="class X { next() {} close() { log('object') } }",
    ).close()
    source = load(
        "X",
        python="def X():\n  try: yield 1\n  finally: log('generator')",
        javascript="function* X() { try { yield 1 } finally { log('generator') } }",
    )
    source.next()
    source.close()
    assert lines == [("info", "object"), ("info", "generator")]


# --- what it finds


def test_words_go_to_the_log_at_their_level(load: Load, lines: Lines) -> None:
    load(
        "X",
        python="def X():\n  log('a', 1)\n  log.debug('b')\n  log.info('c')\n  log.warning('d')\n  log.error('e')",
        javascript="function X() { log('a', 1); log.debug('b'); log.info('c'); log.warning('d'); log.error('e') }",
    ).next()
    assert lines == [("info", "a 1"), ("debug", "b"), ("info", "c"), ("warning", "d"), ("error", "e")]


def test_the_store_keeps_what_json_can_say(load: Load, store: FakeStore) -> None:
    source = load(
        "X",
        python=(
            "def X():\n  store.set('a', {'ж': [1, None]})\n"
            "  return {'a': store.get('a'), 'd': store.get('b', 'default'), 'n': store.incr('n', 2), 'm': store.incr('n'),\n"
            "          'gone': [store.delete('a'), store.delete('a')],\n"
            "          'cas': [store.compare_and_set('n', 3, 5), store.compare_and_set('n', 3, 6), store.compare_and_set('new', None, 'x')]}"
        ),
        javascript=(
            "async function X() { await store.set('a', { ж: [1, null] });"
            "return { a: await store.get('a'), d: await store.get('b', 'default'), n: await store.incr('n', 2), m: await store.incr('n'),"
            "gone: [await store.delete('a'), await store.delete('a')],"
            "cas: [await store.compare_and_set('n', 3, 5), await store.compare_and_set('n', 3, 6), await store.compare_and_set('new', null, 'x')] } }"
        ),
    )
    assert source.next() == {
        "a": {"ж": [1, None]},
        "d": "default",
        "n": 2,
        "m": 3,
        "gone": [True, False],
        "cas": [True, False, True],
    }
    assert (store.get("n"), store.get("new")) == (5, "x")


def test_a_store_that_fails_is_an_error_of_the_source_that_it_may_catch(
    load: Load, store: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StorageError("it is full")

    monkeypatch.setattr(store, "set", refuse)
    caught = load(
        "X",
        python="def X():\n  try: store.set('a', 1)\n  except Exception as error: return {'said': str(error)}",
        javascript="async function X() { try { await store.set('a', 1) } catch (error) { return { said: error.message } } }",
    )
    assert caught.next() == {"said": "it is full"}
    thrown = load(
        "X", python="def X(): store.set('a', 1)", javascript="async function X() { await store.set('a', 1) }"
    )
    assert "it is full" in failed(thrown.next).message


# --- what cannot be loaded


@pytest.mark.parametrize(
    ("python", "javascript", "code", "line"),
    [
        ("x = 1\ny = = 2", "let x = 1;\nlet y = = 2;", failure.SYNTAX_ERROR, 2), ("x = 1\nmissing()", "let x = 1;\nmissing()", failure.SOURCE_ERROR, 2),
        ("class X:\n  def __init__(self):\n    missing()", "class X { next() {}\n  constructor() {\n    missing() } }", failure.SOURCE_ERROR, 3),
        ("class X: ...", "class X {}", failure.SOURCE_ERROR, 0), ("class Y: ...", "class Y {}", failure.MISSING_NAME, 0),
        ("import requests", "import requests from 'requests'", failure.REFUSED_IMPORT, 1),
    ],
)  # fmt: skip
def test_what_cannot_be_loaded_says_where_and_why(
    load: Load, python: str, javascript: str, code: str, line: int, request: pytest.FixtureRequest
) -> None:
    if "python-kernel-only" in request.node.name and code == failure.REFUSED_IMPORT:
        code = failure.SOURCE_ERROR  # the language's wall refuses imports; without it the module is not there
    said = failed(lambda: load("X", python=python, javascript=javascript))
    assert said.code == code
    assert said.file.startswith("file.")
    assert said.line == line or not line


def test_a_missing_name_is_answered_with_the_nearest_of_the_file(load: Load) -> None:
    said = failed(
        lambda: load(
            "Countr", python="class Counter:\n  def next(self): ...", javascript="class Counter { next() {} }"
        )
    )
    assert (said.code, "did you mean Counter?" in said.hint) == (failure.MISSING_NAME, True)


def test_a_file_that_is_no_text_of_its_language_is_a_syntax_error(load: Load) -> None:
    assert failed(lambda: load("X", python="(" * 5000, javascript="(" * 5000)).code == failure.SYNTAX_ERROR
