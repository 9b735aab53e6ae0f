"""The scripts that a cell evaluates: the prelude, the user's file, and calls of the dispatcher."""

from __future__ import annotations

import json
import os
import re
import struct
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from cocaine_sdk.plugin import Code

_PLAIN_NAME = re.compile(r"[\w./-]+\Z", re.ASCII)
_COMMENT = re.compile(r"^ *(?://|/\*\*).*\n|^ +", re.MULTILINE)
"""Whole lines of comments, and what stands before the first word of a line: each cell would read them."""
_LINE_ENDS = re.compile("\r\n|[\n\r\u2028\u2029]")


def opening() -> bytes:
    """Runs the prelude: from then on an isolate has `startCocaine`, until that is called."""
    return f"globalThis.startCocaine = {_prelude()}();".encode()


def rehearsed_opening() -> bytes:
    """The same for a snapshot, which keeps what was compiled."""
    rehearsal = (files("cocaine_javascript") / "rehearsal.js").read_text("utf-8")
    again = "globalThis.startCocaine = prelude();"
    return f"{{ const prelude = {_prelude()}; {rehearsal}(prelude()).then(() => {{ {again} }}); }}".encode()


@cache
def _prelude() -> str:
    """A function that gives a function that gives the dispatcher. Read once, in the zygote."""
    folder = files("cocaine_javascript") / "prelude"
    parts = sorted(
        (part for part in folder.iterdir() if part.name.endswith(".js")), key=lambda part: part.name
    )
    text = "".join(part.read_text("utf-8") for part in parts)
    return f"(function () {{ 'use strict'; {_COMMENT.sub('', text)}}})"


class Dispatcher:
    """What the prelude's door is called in one cell: a name that user code can neither guess nor look up."""

    def __init__(self) -> None:
        self._name = f"d_{os.urandom(16).hex()}"
        self.next = self._call('"next"')
        self.poll = self._call('"poll"')
        self.reschedule = self._call('"reschedule"')
        self.close = self._call('"close"')

    def define(self, *, walled: bool, env: Mapping[str, str | None]) -> bytes:
        seed = ",".join(map(str, struct.unpack("8I", os.urandom(32))))
        variables = json.dumps(dict(env)) if env else "{}"
        given = f"{{walled:{walled:d},seed:[{seed}],env:{variables}}}"
        return f'"use strict"; const {self._name} = startCocaine({given});'.encode()

    def make(self, name: str, arguments: dict[str, str], variables: Iterable[str] | None) -> bytes:
        """`variables`: those of the environment that are left to the source; None: all that it was given."""
        limit = "" if variables is None else f", [{','.join(map(_literal, variables))}]"
        return self._call(f'"make", {_literal(name)}, {_literal(json.dumps(arguments))}{limit}')

    def wants(self, name: str) -> bytes:
        return self._call(f'"wants", {_literal(name)}')

    def process(self, base64: str) -> bytes:
        return self._call(f'"process", "{base64}"')

    def settle(self, answers: str) -> bytes:
        return self._call(f'"settle", {_literal(answers)}')

    def _call(self, arguments: str) -> bytes:
        return f'"use strict"; {self._name}({arguments})'.encode()


def file_name(code: Code) -> str:
    """How V8 names the file in a stack: one word, whatever it is called."""
    return code.file if _PLAIN_NAME.match(code.file) else "source.js"


def user_script(code: Code) -> bytes:
    """The file as it is, so that lines stay lines; its last value is thrown away. Raises `UnicodeDecodeError`."""
    text = code.text.decode("utf-8-sig")
    return f"{text}\n;void 0\n//# sourceURL={file_name(code)}".encode("utf-8", "replace")


def lines_of(code: Code) -> list[str]:
    """As V8 counts them."""
    return _LINE_ENDS.split(code.text.decode("utf-8-sig", "replace"))


def _literal(text: str) -> str:
    """As a string of JavaScript: JSON is one."""
    return json.dumps(text)
