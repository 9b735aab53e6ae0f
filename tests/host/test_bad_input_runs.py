"""A source that misbehaves while it runs costs itself: the run fails with a code, others are served all the while."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon

MEMORY = ["x.py:", "needs more memory than the 256 MiB that a cell may hold", "raise [limits] memory"]
RUNS = {
    "loops": (
        "while True:\n    pass",
        "timeout",
        ["took longer than its 200 ms", "raise the task's timeout"],
    ),
    "loops in C": ("sum(range(1 << 60))", "timeout", ["took longer than its 200 ms"]),
    "sleeps": ("import time\ntime.sleep(3600)", "timeout", ["took longer than its 200 ms"]),
    "prints for ever": ("while True:\n    print('again')", "timeout", ["took longer than its 200 ms"]),
    "stores for ever": ("while True:\n    store.incr('n')", "timeout", ["took longer than its 200 ms"]),
    "swallows everything": (
        "while True:\n    try:\n        x = 1\n    except Exception:\n        pass",
        "timeout",
        [],
    ),
    "allocates at once": ("x = bytearray(1 << 40)", "out_of_memory", MEMORY),
    "allocates bit by bit": (
        "x = []\nwhile True:\n    x.append('a' * (1 << 20) + str(len(x)))",
        "out_of_memory",
        MEMORY,
    ),
    "recurses": ("def f(n):\n    return f(n + 1) + 1\nf(0)", "source_error", ["RecursionError"]),
    "exits": ("raise SystemExit(3)", "source_error", ["SystemExit: 3", "a source does not exit"]),
    "interrupts": ("raise KeyboardInterrupt", "source_error", ["KeyboardInterrupt"]),
    "leaves as a generator": ("raise GeneratorExit", "source_error", ["GeneratorExit"]),
    "forks": ("import os\nos.fork()", "refused_import", ["the module 'os' cannot be imported"]),
    "evaluates": ("eval('1')", "refused", ["eval() is not there"]),
    "fails": ("return {}['lost']", "source_error", ["x.py:", "KeyError: 'lost'", "return {}['lost']", "^"]),
    "fails in half a character": (
        "raise ValueError(chr(0xD800) + 'a')",
        "source_error",
        ["x.py:3: ValueError: ?a"],
    ),
    "gives an object": (
        "return {'a': object()}",
        "bad_result",
        ["cannot be encoded", "return a dict of strings"],
    ),
    "gives a key of a tuple": ("return {(1, 2): 3}", "bad_result", ["cannot be encoded"]),
    "gives itself": (
        "x = {}\nx['x'] = x\nreturn x",
        "bad_result",
        ["contains itself, or is nested too deeply"],
    ),
    "gives a nest": (
        "x = []\nfor _ in range(100_000):\n    x = [x]\nreturn x",
        "bad_result",
        ["nested too deeply"],
    ),
    "gives a lone surrogate": ("return {'a': chr(0xD800)}", "bad_result", ["cannot be encoded"]),
    "gives more than a frame": (
        "return 'a' * (1 << 20)",
        "result_too_large",
        ["1048589 bytes as JSON", "are the most", "return less"],
    ),
    "gives a thousand and one fields": (
        "return {str(i): i for i in range(1001)}",
        "bad_result",
        ["1001 fields, and 1000 are the most"],
    ),
    "gives a name without measure": (
        "return {'n' * 257: 1}",
        "bad_result",
        ["257 characters, and 256 are the most"],
    ),
    "gives a nest of 65": (
        "x = 1\nfor _ in range(65):\n    x = [x]\nreturn x",
        "bad_result",
        ["nested too deeply"],
    ),
}


def source(body: str) -> str:
    indented = "".join(f"        {line}\n" for line in body.splitlines())
    return f"class X:\n    def next(self):\n{indented}"


@pytest.mark.parametrize(("body", "code", "words"), RUNS.values(), ids=RUNS)
def test_a_run_that_fails_is_told_why(steady_daemon: Daemon, body: str, code: str, words: list[str]) -> None:
    steady_daemon.source("x.py", source(body))
    timeout = 200 if code == "timeout" else 20_000
    result = steady_daemon.attempt_push("python:///x.py/X", driver="once", isolated=True, timeout=timeout)
    assert [word for word in words if word not in result["error"]] == []
    assert result["code"] == code


def test_a_source_that_failed_runs_on_with_its_state(steady_daemon: Daemon) -> None:
    steady_daemon.source(
        "odd.py",
        """
        class X:
            n = 0
            def next(self):
                self.n += 1
                if self.n % 2:
                    raise ValueError(f"odd: {self.n}" + chr(0xD800))
                return {"n": self.n}
        """,
    )
    answers = [steady_daemon.once("python:///odd.py/X") for _ in range(4)]
    assert ["odd: 1" in answers[0]["error"], answers[1], "odd: 3" in answers[2]["error"], answers[3]] == [
        True, {"n": 2}, True, {"n": 4},
    ]  # fmt: skip


def test_what_a_source_prints_without_end_is_cut_and_said_to_be(steady_daemon: Daemon) -> None:
    steady_daemon.source(
        "talk.py", "def X():\n    for i in range(5000):\n        print('line', i)\n    yield {}\n"
    )
    assert steady_daemon.attempt_push("python:///talk.py/X", driver="once", timeout=20_000) == {}
    log = steady_daemon.log()
    assert "line 0\n" in log
    assert "line 4999" not in log


def test_a_source_that_dies_over_and_over_is_started_later_and_later(steady_daemon: Daemon) -> None:
    """After some deaths in a row the next start is so far away that calls are refused instead of waiting for it."""
    steady_daemon.source("x.py", source("while True:\n    pass"))
    key = steady_daemon.push("python:///x.py/X", interval=10, timeout=10)["key"]

    def is_degraded() -> bool:
        (task,) = (task for task in steady_daemon.ask("list")["tasks"] if task["key"] == key)
        return task["state"] == "degraded" and "took longer" in task["error"] and task["skipped"] > 0

    def is_refused() -> bool:
        return "it is started again in" in steady_daemon.once("python:///x.py/X", timeout=10)["error"]

    steady_daemon.eventually(is_degraded)
    steady_daemon.eventually(is_refused)
    steady_daemon.serves_others()
    assert steady_daemon.ask("drop", {key: {}})[key] == {"status": "success"}
