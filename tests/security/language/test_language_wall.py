"""The language wall alone, without the kernel: no attack gets what it is after (security.md, tests that must exist).

Each file in `attacks/` has an `attack` that returns an event with the field `proof` where it succeeds. With the wall it
must be refused, at load or when it runs. Without it, it must succeed, or the attack would show nothing; but for those
marked `# wall-only`, which go for the wall itself.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from cocaine_python import Python
from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.plugin import Code, Walls

encode = json.JSONEncoder().encode  # taken before an attack can
FILES = sorted((Path(__file__).parent / "attacks").glob("*.py"))


class Nothing(dict[str, Any]):
    """A store that is empty, and a log that listens to nothing."""

    def __call__(self, *_: object) -> None: ...

    def delete(self, *_: object) -> bool:
        return False

    def incr(self, *_: object) -> int:
        return 1

    def set(self, *_: object) -> None: ...

    def compare_and_set(self, *_: object) -> bool:
        return False


def outcome(file: Path, *, walled: bool) -> dict[str, Any]:
    """What an attack came to, in a process of its own: one that succeeds may leave ruins."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(theirs, encode(attempt(file, walled=walled)).encode())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as answer:
        found: dict[str, Any] = json.loads(answer.read())
    os.waitpid(pid, 0)
    return found


def attempt(file: Path, *, walled: bool) -> dict[str, Any]:
    code = Code(
        uri="python:///attack.py/attack",
        file="attack.py",
        text=file.read_bytes(),
        name="attack",
        arguments={},
    )
    try:
        event = Python().load(code, Nothing(), Nothing(), Walls(language=walled)).next()
        return {"event": repr(event)[:1000], "proof": bool(event) and "proof" in event}
    except SourceFailed as error:
        return {"refused": error.failure.sentence(), "line": error.failure.line}
    except BaseException as error:
        return {"unforeseen": repr(error)}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_attack_is_refused_behind_the_wall(file: Path) -> None:
    found = outcome(file, walled=True)
    assert "refused" in found, found
    assert found["line"] > 0, "the author is told where"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "file", [f for f in FILES if not f.read_text().startswith("# wall-only")], ids=lambda file: file.stem
)
def test_the_attack_is_one_because_it_succeeds_without_the_wall(file: Path) -> None:
    found = outcome(file, walled=False)
    assert found.get("proof"), found
