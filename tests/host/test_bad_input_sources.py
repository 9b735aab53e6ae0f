"""A source that cannot be loaded gets a sentence and a code, and the daemon serves others all the while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon


def test_a_missing_file_is_named_with_those_that_are_there(steady_daemon: Daemon) -> None:
    result = steady_daemon.attempt_push("python:///flie.py/MyClass", driver="once")
    assert result["code"] == "missing_file"
    assert "no such source file: flie.py" in result["error"]
    assert "file.py" in result["error"].partition("\n")[2]


@pytest.mark.parametrize("uri", ["python:///", "python:///file", "python:///sub/file.py/X", "python:///?a=5"])
def test_a_path_to_no_file_is_a_missing_file(steady_daemon: Daemon, uri: str) -> None:
    assert steady_daemon.attempt_push(uri, driver="once")["code"] == "missing_file"


CLIMBS = [
    "python:///../secret.py/X",
    "python:///sub/../../secret.py/X",
    "python:///%2e%2e/secret.py/X",
    "python:///%2E%2e/%2e./secret.py/X",
    "python:///..%2fsecret.py/X",
    "python:///file.py/../../secret.py/X",
    "python:///%00/file.py/X",
    "python:///file.py%00.txt/X",
]


@pytest.mark.parametrize("uri", CLIMBS)
def test_a_path_that_climbs_is_refused_before_any_file_is_touched(steady_daemon: Daemon, uri: str) -> None:
    (steady_daemon.plugins / "secret.py").write_text("def X():\n    yield {'secret': 1}\n")
    result = steady_daemon.attempt_push(uri, driver="once")
    assert result["code"] == "malformed_uri"
    assert "the path climbs" in result["error"]


def test_an_absolute_path_stays_below_the_folder(steady_daemon: Daemon) -> None:
    secret = steady_daemon.folder / "absolute.py"
    secret.write_text("def X():\n    yield {'secret': 1}\n")
    assert steady_daemon.attempt_push(f"python:///{secret}/X", driver="once")["code"] == "missing_file"
    assert steady_daemon.attempt_push("python:////etc/passwd/X", driver="once")["code"] == "missing_file"


def test_a_link_that_leads_out_is_refused_and_one_within_is_followed(steady_daemon: Daemon) -> None:
    folder = steady_daemon.plugins / "python.d"
    outside = steady_daemon.folder / "outside"
    outside.mkdir()
    (outside / "x.py").write_text("def X():\n    yield {'secret': 1}\n")
    (folder / "link.py").symlink_to(outside / "x.py")
    (folder / "linked").symlink_to(outside)
    (folder / "inner.py").symlink_to(folder / "file.py")
    for uri in ("python:///link.py/X", "python:///linked/x.py/X"):
        result = steady_daemon.attempt_push(uri, driver="once")
        assert "it is a link that leads out of the folder" in result["error"]
        assert result["code"] == "missing_file"
    inner = steady_daemon.seed_uri.replace("file.py", "inner.py")
    assert steady_daemon.attempt_push(inner, driver="once")["some-field"] == 10


def test_a_link_to_itself_and_a_folder_are_no_source_files(steady_daemon: Daemon) -> None:
    folder = steady_daemon.plugins / "python.d"
    (folder / "ring.py").symlink_to(folder / "ring.py")
    (folder / "folder.py").mkdir()
    for name in ("ring.py", "folder.py"):
        assert steady_daemon.attempt_push(f"python:///{name}/X", driver="once")["code"] == "missing_file"


def test_a_file_past_the_measure_of_a_frame_is_refused(steady_daemon: Daemon) -> None:
    steady_daemon.source("huge.py", "x = '''" + "a" * (1 << 20) + "'''\n")
    result = steady_daemon.attempt_push("python:///huge.py/X", driver="once")
    assert "huge.py cannot be read: it is larger than" in result["error"]


def test_code_from_another_host_is_refused_where_no_origin_is_allowed(steady_daemon: Daemon) -> None:
    result = steady_daemon.attempt_push("python://example.org/file.py/MyClass", driver="once")
    assert '[remote] origins = ["https://example.org/"]' in result["error"]
    assert "a local file has three slashes" in result["error"]
    assert result["code"] == "forbidden"


NEXT = "    def next(self):\n        return 1\n"
FILES = {
    "missing class": ("class Other:\n    pass\n", "X", "missing_name", ["X", "Other"]),
    "no name": ("class Other:\n    pass\n", "", "missing_name", ["Other"]),
    "a number is no source": ("X = 5\n", "X", "missing_name", ["X"]),
    "an object without next": ("class X:\n    pass\n", "X", "source_error", ["X is not a source", "next()"]),
    "syntax error": (
        "a = 1\ndef X(:\n    pass\n",
        "X",
        "syntax_error",
        ["x.py:2", "def X(:", "\n    " + " " * 6 + "^"],
    ),
    "a tab too few": ("def X():\nyield 1\n", "X", "syntax_error", ["x.py:2", "yield 1", "^"]),
    "no text": ("\0\0\0", "X", "syntax_error", ["null bytes"]),
    "a nest without end": ("X = " + "(" * 5000, "X", "syntax_error", ["too many nested"]),
    "an expression without end": ("X = " + "-" * 50_000 + "1\n", "X", "out_of_memory", ["memory"]),
    "import os": (
        "import json\nimport os\n",
        "X",
        "refused_import",
        ["x.py:2", "import os", "^", "keep data in the store"],
    ),
    "import of a socket": (
        "from socket import socket\n",
        "X",
        "refused_import",
        ["x.py:1", "'socket' cannot be imported"],
    ),
    "import of nothing": ("import no_such_module\n", "X", "refused_import", ["no_such_module"]),
    "eval": (
        "a = 1\nX = eval('1')\n",
        "X",
        "refused",
        ["x.py:2", "eval() is not there", "^", "json.loads()"],
    ),
    "a file": (
        "X = open('/etc/passwd').read()\n",
        "X",
        "refused",
        ["x.py:1", "open('/etc/passwd') is not granted", "cocaine explain"],
    ),
    "a class's inside": ("X = ().__class__.__bases__\n", "X", "refused", ["x.py:1", "__bases__"]),
    "an async function": ("async def X():\n    pass\n", "X", "refused", ["x.py:1"]),
    "a module that raises": (
        "raise RuntimeError('no luck')\n",
        "X",
        "source_error",
        ["x.py:1", "RuntimeError: no luck"],
    ),
    "a module that exits": ("raise SystemExit(0)\n", "X", "source_error", ["SystemExit"]),
    "constructor that raises": (
        "class X:\n    def __init__(self):\n        raise ValueError('too bad')\n" + NEXT,
        "X",
        "source_error",
        ["x.py:3", "ValueError: too bad", "raise ValueError('too bad')"],
    ),
    "constructor that exits": (
        "class X:\n    def __init__(self):\n        raise SystemExit(3)\n" + NEXT,
        "X",
        "source_error",
        ["SystemExit"],
    ),
    "an argument missing": (
        "class X:\n    def __init__(self, a):\n        pass\n" + NEXT,
        "X",
        "source_arguments",
        ["'a'"],
    ),
    "an argument too many": ("class X:\n" + NEXT, "X?b=5", "source_arguments", ["b"]),
    "recursion in the module": ("def f():\n    return f()\nf()\n", "X", "source_error", ["RecursionError"]),
    "memory in the module": ("x = 'a' * (1 << 40)\n", "X", "out_of_memory", ["memory"]),
    "an error with no words": (
        "class E(Exception):\n    def __str__(self):\n        raise E()\nraise E()\n",
        "X",
        "source_error",
        ["E"],
    ),
}


@pytest.mark.parametrize(("text", "name", "code", "words"), FILES.values(), ids=FILES)
@pytest.mark.parametrize("arguments", [{"driver": "once"}, {"interval": 50}], ids=["once", "auto"])
def test_a_source_that_does_not_load_is_told_why_and_leaves_nothing(
    steady_daemon: Daemon, text: str, name: str, code: str, words: list[str], arguments: dict[str, Any]
) -> None:
    steady_daemon.source("x.py", text)
    uri = f"python:///x.py/{name}"
    result = steady_daemon.attempt_push(uri, **arguments)
    assert [word for word in words if word not in result["error"]] == []
    assert result["code"] == code
    assert steady_daemon.ask("list")["tasks"] == []
    assert uri not in steady_daemon.ask("stats")["engines"]["alive"]


@pytest.mark.parametrize("arguments", [{"driver": "once"}, {"interval": 50}], ids=["once", "auto"])
def test_a_driver_that_needs_what_the_source_cannot_do_is_refused(
    steady_daemon: Daemon, arguments: dict[str, Any]
) -> None:
    steady_daemon.source("data.py", "class X:\n    def process(self, data):\n        return {}\n")
    result = steady_daemon.attempt_push("python:///data.py/X", **arguments)
    driver = arguments.get("driver", "auto")
    assert result == {
        "error": f"source doesn't support iteration: the driver {driver} needs its method __next__()",
        "code": "unsupported_capability",
    }
    assert steady_daemon.ask("list")["tasks"] == []


def test_a_source_that_failed_to_load_loads_as_soon_as_it_is_mended(steady_daemon: Daemon) -> None:
    steady_daemon.source("mend.py", "def X(:\n")
    assert steady_daemon.once("python:///mend.py/X")["code"] == "syntax_error"
    steady_daemon.source("mend.py", "def X():\n    yield {'fine': True}\n")
    assert steady_daemon.once("python:///mend.py/X") == {"fine": True}


@pytest.mark.parametrize(("missed", "guessed"), [("flie.py", True), ("tide.py", False), ("hello.py", False)])
def test_only_a_name_that_is_nearly_the_same_is_guessed_at(
    daemon: Daemon, missed: str, guessed: bool
) -> None:
    daemon.source("file.py", "def X(): return 1")
    error = daemon.once(f"python:///{missed}/X")["error"]
    assert ("did you mean file.py?" in error) is guessed
