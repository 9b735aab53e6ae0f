"""Loading: what a URI's name may stand for, and what is said where it stands for nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cocaine_python.finding import _offer
from cocaine_sdk import failure
from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.failure import Failure
from cocaine_sdk.plugin import Code, Walls
from cocaine_sdk.source import Capability, Source

Load = Callable[..., Source]
EXAMPLES = Path(__file__).parents[3] / "examples" / "python.d"


def refusal(load: Load, text: str, name: str = "X") -> Failure:
    with pytest.raises(SourceFailed) as failed:
        load(text, name)
    return failed.value.failure


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class X:\n    def next(self): return 1", Capability.ITERATOR),
        ("class X:\n    def __next__(self): return 1", Capability.ITERATOR),
        ("class X:\n    def __iter__(self): return iter([1])", Capability.ITERATOR),
        ("class X:\n    def process(self, data): return 1", Capability.PROCESSOR),
        ("class X:\n    def reschedule(self): return 1.0", Capability.SCHEDULER),
        ("class X:\n    def __init__(self): self.next = lambda: 1", Capability.ITERATOR),
        (
            "class X:\n    def __getattr__(self, name): return 1\n    def next(self): return 1",
            Capability.ITERATOR,
        ),
        ("def X():\n    yield 1", Capability.ITERATOR),
        ("def X(): return 5", Capability.ITERATOR),
        (
            "class X:\n    def next(self): ...\n    def process(self, data): ...\n    def reschedule(self): ...",
            Capability.ITERATOR | Capability.PROCESSOR | Capability.SCHEDULER,
        ),
    ],
)
def test_the_methods_are_the_capabilities(load: Load, text: str, expected: Capability) -> None:
    assert load(text, "X").capabilities == expected


def test_capabilities_are_found_without_running_the_source(load: Load) -> None:
    source = load("class X:\n    n = 0\n    def next(self):\n        self.n += 1\n        return self.n", "X")
    assert source.next() == 1


def test_a_function_that_returns_an_event_is_called_again_for_each_run(load: Load) -> None:
    source = load("calls = []\ndef X():\n    calls.append(1)\n    return {'n': len(calls)}", "X")
    assert [source.next(), source.next()] == [{"n": 1}, {"n": 2}]


def test_a_missing_name_is_answered_with_the_names_that_there_are(load: Load) -> None:
    said = refusal(load, "from math import sqrt\nclass Counter: ...\ndef _helper(): ...", "Countr")
    assert said.code == failure.MISSING_NAME
    assert "no Countr" in said.message
    assert "did you mean Counter?" in said.hint
    assert "_helper" not in said.hint
    assert refusal(load, "from math import sqrt", "sqrt").code == failure.MISSING_NAME
    assert refusal(load, "class Counter: ...", "").hint.endswith("python:///file.py/Counter")


def test_a_missing_name_of_a_remote_file_is_answered_with_no_uri_that_is_none() -> None:
    code = Code(
        uri="python://example.com/file.py/Countr", file="https://example.com/file.py", text=b"", name="Countr",
        arguments={},
    )  # fmt: skip
    hint = _offer(["Counter"], code)
    assert hint == "did you mean Counter? it has: Counter; write /Counter behind the file"


@pytest.mark.parametrize(
    ("name", "words"),
    [("X", "missing a required argument: 'a'"), ("X?a=1&c=2", "unexpected keyword argument 'c'")],
)
@pytest.mark.parametrize(
    "text", ["class X:\n    def __init__(self, a, b=2): raise ValueError", "def X(a, b=2): raise ValueError"]
)
def test_wrong_arguments_are_told_the_signature_and_nothing_runs(
    load: Load, text: str, name: str, words: str
) -> None:
    said = refusal(load, text, name)
    assert said.code == failure.SOURCE_ARGUMENTS
    assert f"X(a, b=2): {words}" in said.message.replace("got an ", "")
    assert said.line > 0
    assert "?a=…&b=…" in said.hint


def test_a_constructor_that_raises_is_the_sources_own_error(load: Load) -> None:
    said = refusal(load, "class X:\n    def __init__(self):\n        self.a = 1 / 0\n", "X")
    assert (said.code, said.line, said.column) == (failure.SOURCE_ERROR, 3, 18)
    assert (said.message, said.text.strip()) == ("ZeroDivisionError: division by zero", "self.a = 1 / 0")


def test_a_file_that_raises_says_where(load: Load) -> None:
    said = refusal(load, "x = 1\nint('a')\n")
    assert (said.code, said.line, said.text) == (failure.SOURCE_ERROR, 2, "int('a')")


def test_a_syntax_error_has_line_and_column(load: Load) -> None:
    said = refusal(load, "x = 1\ny = = 2\n")
    assert (said.code, said.line, said.column, said.text) == (failure.SYNTAX_ERROR, 2, 5, "y = = 2")


@pytest.mark.parametrize("text", [b"\xff\xfe", b"x = '\0'", b"(" * 5000 + b")" * 5000])
def test_what_is_no_python_is_a_syntax_error(load: Load, text: bytes) -> None:
    with pytest.raises(SourceFailed) as failed:
        load(text, "X")
    assert failed.value.failure.code == failure.SYNTAX_ERROR


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("import os", "keep data in the store"),
        ("import requests", "no network"),
        ("def X():\n    import threading", "one call at a time"),
        ("import jsom", "did you mean json?"),
        ("from math import squirt", "did you mean sqrt?"),
        ("from . import x", "the same file"),
    ],
)
def test_an_import_is_refused_at_load_with_what_to_do_instead(load: Load, text: str, hint: str) -> None:
    said = refusal(load, text)
    assert said.code == failure.REFUSED_IMPORT
    assert hint in said.hint
    assert said.line > 0


def test_a_refused_import_can_be_prepared_for(load: Load) -> None:
    source = load(
        "try:\n    import numpy\nexcept ImportError:\n    numpy = None\ndef X(): return {'np': numpy}", "X"
    )
    assert source.next() == {"np": None}


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("def X():\n    return X.__globals__", ""),
        ("async def X(): ...", "without async"),
        ("class X:\n    def __del__(self): ...", "close()"),
        ("class X:\n    def __getattribute__(self, n): ...", "__getattr__"),
        ("from math import *", "from module import"),
        ("def X():\n    try: ...\n    except* ValueError: ...", "one by one"),
    ],
)
def test_a_refused_construct_is_named_with_its_line_and_the_way_out(load: Load, text: str, hint: str) -> None:
    said = refusal(load, text)
    assert said.code == failure.REFUSED
    assert said.line > 0
    assert said.text
    assert hint in said.hint


@pytest.mark.parametrize(
    "text",
    ["async def X(): return 1", "async def X():\n    yield 1", "class X:\n    async def next(self): ..."],
)
def test_async_is_refused_behind_the_kernel_alone_too(load: Load, text: str) -> None:
    with pytest.raises(SourceFailed, match="async"):
        load(text, "X", walls=Walls(language=False))


def test_an_object_without_methods_is_told_what_a_source_has(load: Load) -> None:
    said = refusal(load, "class X: ...")
    assert said.code == failure.SOURCE_ERROR
    assert "is not a source" in said.message
    assert "next()" in said.hint


@pytest.mark.parametrize(
    "file", sorted(set(EXAMPLES.glob("*.py")) - {EXAMPLES / "machine.py"}), ids=lambda file: file.stem
)  # that one needs a grant, and so a daemon
def test_the_examples_load(load: Load, file: Path) -> None:
    uris = {
        "file": "MyClass?some_arg=5&another_arg=abc", "load": "Load?name=web", "primes": "primes?below=10",
        "shop": "Shop?city=Riga", "flaky": "Flaky", "inbox": "Inbox", "pace": "Pace",
    }  # fmt: skip
    assert load(file.read_text(), uris[file.stem], file=file.name).next()


def test_a_cached_function_and_a_partial_can_be_named(load: Load) -> None:
    text = (
        "from functools import lru_cache, partial\n"
        "@lru_cache\ndef X(): return 1\ndef f(a): return a\nY = partial(f, 2)"
    )
    assert (load(text, "X").next(), load(text, "Y").next()) == (1, 2)


def test_looking_for_a_name_runs_nothing_of_the_files_objects(load: Load) -> None:
    text = (
        "class P:\n    def __getattr__(self, n): raise KeyError(n)\n    def __call__(self): ...\n"
        "p = P()\ndef X(): return 1"
    )
    assert load(text, "X").next() == 1


def test_a_plain_function_is_not_called_before_its_first_run(load: Load) -> None:
    source = load("def X():\n    log('called')\n    raise ValueError('at the run')", "X")
    assert source.capabilities == Capability.ITERATOR
    with pytest.raises(SourceFailed, match="at the run"):
        source.next()


def test_a_function_that_fails_once_is_called_again_by_the_next_run(load: Load) -> None:
    source = load(
        "seen = []\ndef X():\n    seen.append(1)\n    if len(seen) < 2: raise ValueError('cold')\n    return len(seen)",
        "X",
    )
    with pytest.raises(SourceFailed, match="cold"):
        source.next()
    assert source.next() == 2


def test_a_function_that_raises_stop_iteration_has_come_to_its_end(load: Load) -> None:
    with pytest.raises(StopIteration):
        load("def X():\n    raise StopIteration", "X").next()


@pytest.mark.parametrize("text", ["import requests_", "def X():\n    import requests_"])
def test_a_module_that_is_not_there_without_the_languages_wall_is_explained(load: Load, text: str) -> None:
    with pytest.raises(SourceFailed) as failed:
        load(text, "X", walls=Walls(language=False)).next()
    assert failed.value.failure.message.startswith("ModuleNotFoundError")
    assert "a cell reads no files" in failed.value.failure.hint
