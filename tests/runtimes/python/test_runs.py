"""Runs: how what goes wrong in a source's methods leaves it, and what a source finds when it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cocaine_sdk import failure
from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.failure import Failure
from cocaine_sdk.source import Source

Load = Callable[..., Source]


def body(lines: str) -> str:
    return "class X:\n    def next(self):\n" + "".join(f"        {line}\n" for line in lines.splitlines())


def failed(load: Load, lines: str) -> Failure:
    source = load(body(lines), "X")
    with pytest.raises(SourceFailed) as error:
        source.next()
    return error.value.failure


def test_an_exception_is_placed_at_the_innermost_line_of_the_file(load: Load) -> None:
    said = failed(load, "import json\nreturn json.loads('{')")
    assert (said.code, said.file, said.line) == (failure.SOURCE_ERROR, "file.py", 4)
    assert said.text.strip() == "return json.loads('{')"
    assert said.message.startswith("JSONDecodeError: Expecting property name")


@pytest.mark.parametrize("kind", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException"])
def test_no_exception_ends_more_than_the_run(load: Load, kind: str) -> None:
    assert failed(load, f"raise {kind}('x')").code == failure.SOURCE_ERROR


def test_an_exception_whose_text_fails_is_survived(load: Load) -> None:
    said = failed(load, "class E(Exception):\n    def __str__(self): raise ValueError\nraise E")
    assert "its text cannot be had: ValueError" in said.message


def test_recursion_is_the_sources_error_and_memory_has_its_own_code(load: Load) -> None:
    assert "RecursionError" in failed(load, "return self.next()").message
    assert failed(load, "raise MemoryError").code == failure.OUT_OF_MEMORY


def test_memory_that_runs_out_is_placed_at_its_line_and_what_the_functions_held_is_let_go_of(
    load: Load,
) -> None:
    said = failed(load, "held = bytearray(1)\nheld = bytearray(1 << 60)")
    assert (said.code, said.file, said.line) == (failure.OUT_OF_MEMORY, "file.py", 4)
    assert said.text.strip() == "held = bytearray(1 << 60)"


@pytest.mark.parametrize("way", ["raise SystemExit(1)", "import sys\nsys.exit(1)"])
def test_whoever_wants_to_exit_is_told_how_a_source_ends(load: Load, way: str) -> None:
    assert "raise StopIteration to end the task" in failed(load, way).hint


def test_an_attribute_that_is_missing_elsewhere_has_nothing_to_do_with_exits(load: Load) -> None:
    assert failed(load, "return self.exit()").hint == ""


def test_a_refusal_in_the_middle_of_a_run_has_its_place(load: Load) -> None:
    said = failed(load, "return getattr(len, '__' + 'self__')")
    assert (said.code, said.line) == (failure.REFUSED, 3)
    assert failed(load, "return eval('1')").hint.startswith("json.loads()")


def test_stop_iteration_passes_as_it_is(load: Load) -> None:
    source = load(body("raise StopIteration"), "X")
    with pytest.raises(StopIteration):
        source.next()


def test_a_source_lives_on_after_a_failure(load: Load) -> None:
    source = load(
        "class X:\n    n = 0\n    def next(self):\n        self.n += 1\n        return 1 / (self.n - 1)", "X"
    )
    with pytest.raises(SourceFailed):
        source.next()
    assert source.next() == 1


@pytest.mark.parametrize("given", ["5", "5.0", "datetime.datetime.fromtimestamp(5, datetime.timezone.utc)"])
def test_reschedule_gives_unix_time(load: Load, given: str) -> None:
    assert (
        load(f"import datetime\nclass X:\n    def reschedule(self): return {given}", "X").reschedule() == 5.0
    )


@pytest.mark.parametrize("given", ["True", "'soon'", "None", "datetime.datetime(2024, 1, 1)"])
def test_reschedule_refuses_what_is_no_time(load: Load, given: str) -> None:
    with pytest.raises(SourceFailed, match=r"reschedule\(\)"):
        load(f"import datetime\nclass X:\n    def reschedule(self): return {given}", "X").reschedule()


def test_process_gets_the_data_and_close_is_called(load: Load, lines: Any) -> None:
    source = load(
        "class X:\n    def process(self, data): return data[::-1]\n    def close(self): log('closed')", "X"
    )
    assert source.process(b"abc") == b"cba"
    source.close()
    assert lines.lines == [("info", "closed")]


def test_words_go_to_the_log_at_their_level(load: Load, lines: Any) -> None:
    load(
        body(
            "import logging, warnings\nlog('a', 1)\nlog.debug('b')\nlog.warning('c')\nlog.error('d')\n"
            "print('e', 'f', sep='-')\nlogging.getLogger('x').error('g %s', 1)\nwarnings.warn('h')\nprint()"
        ),
        "X",
    ).next()
    assert lines.lines == [
        ("info", "a 1"), ("debug", "b"), ("warning", "c"), ("error", "d"), ("info", "e-f"), ("error", "g 1"),
        ("warning", "h"),
    ]  # fmt: skip


def test_the_store_is_the_hosts(load: Load, store: Any) -> None:
    text = body(
        "store.set('a', [1])\nstore.incr('n', 2)\nreturn [store.get('a'), store.get('b', 0), store.delete('a')]"
    )
    assert load(text, "X").next() == [[1], 0, True]
    assert store.values == {"n": 2}


def test_format_knows_attributes_as_plain_python_does(load: Load) -> None:
    text = "class X:\n  a = 1\n  def next(self): return '{.a}-{.a}{{}}'.format(self, self) + '{0.a!r:>3}'.format(self)"
    assert load(text, "X").next() == "1-1{}  1"
