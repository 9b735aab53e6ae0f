"""A scheme's process whose cells are not locked, and whose engines are careless: the control of every attack.

Run as a program, with a zygote's arguments. A cell of it is a process as any other one of its user. The Python in it
has no wall; JavaScript is met by `naive.js`: a door such as is written without an attacker in mind, in a world where
`require` reads files. All sources of one file live in one process.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

from py_mini_racer import MiniRacer, init_mini_racer

from cocaine_python import Python
from cocaine_sdk.plugin import Code, Runtime, Walls
from cocaine_sdk.source import Capability, Log, Source, Store
from cocained.cells.frames import Confinement, Ready
from cocained.cells.inside import kernel, lock, zygote

NAIVE = (Path(__file__).parent / "naive.js").read_text()


class Plain(zygote.Zygote):
    def _load(self) -> tuple[Runtime, Ready]:
        plugin = Careless() if self._scheme == "javascript" else Unwalled()
        plugin.preload()
        return plugin, Ready("forked", plugin.folder, "none")

    def _become_cell(self, *given: Any) -> NoReturn:
        self._host.close()  # whose end tells the other side that this process has ended
        super()._become_cell(*given)


class Unwalled(Python):
    def load(self, code: Code, store: Store, log: Log, walls: Walls) -> Source:
        source = super().load(code, store, log, walls)
        other = vars(sys.modules[f"python.d.{PurePosixPath(code.file).stem}"]).get("Neighbour")
        if other is not None:
            other(code.arguments["neighbour"])
        return source


class Careless(Runtime):
    folder = "javascript.d"

    def preload(self) -> None:
        import_module("importlib.readers")  # the cells' user may not be allowed to read it
        init_mini_racer(flags=("--single-threaded",))

    def load(self, code: Code, store: Store, log: Log, walls: Walls) -> Source:  # noqa: ARG002
        return Lender(code, store, log)


class Lender(Source):
    """A source in JavaScript, to which the host lends what it can do itself."""

    capabilities = Capability.ITERATOR | Capability.SCHEDULER | Capability.PROCESSOR

    def __init__(self, code: Code, store: Store, log: Log) -> None:
        self._racer, self._store, self._log = MiniRacer(), store, log
        self._racer.eval(NAIVE)
        self._racer.eval(code.text.decode())
        self._call("make", code.name, json.dumps(code.arguments))

    def next(self) -> Any:
        return self._call("next")

    def process(self, data: bytes) -> Any:
        return self._call("process", data.decode())

    def reschedule(self) -> float:
        return float(self._call("reschedule")["result"])

    def _call(self, *words: str) -> Any:
        kind, body = self._ask(*words)
        while kind == "p":
            kind, body = self._ask("poll")
        if kind == "e":
            raise RuntimeError(json.loads(body))
        if kind == "x":
            raise StopIteration
        return json.JSONDecoder().raw_decode(body)[0] if body else None

    def _ask(self, *words: str) -> tuple[str, str]:
        said = str(self._racer.eval(f"naiveDoor({', '.join(map(json.dumps, words))})"))
        if said.startswith("["):
            head, _, said = said.partition("\n")
            lines, questions = json.loads(head)
            for level, line in lines:
                self._log(level, line)
            answers = [self._answered(*question) for question in questions]
            self._racer.eval(f"naiveDoor('settle', {json.dumps(json.dumps(answers))})")
        return said[:1], said[1:]

    def _answered(self, number: int, verb: str, words: list[Any]) -> list[Any]:
        try:
            return [number, 0, lend(self._store, verb, words)]
        except Exception as error:
            return [number, 1, str(error)]


def lend(store: Store, verb: str, words: list[Any]) -> Any:
    match verb, words:
        case "read", [path]:
            return Path(path).read_text()
        case "write", [path, text]:
            return Path(path).write_text(text)
        case "connect", [port]:
            return socket.create_connection(("127.0.0.1", int(port))).sendall(b"!")
        case "spawn", [mark]:
            return subprocess.Popen([mark, "600"], executable="/bin/sleep").pid
        case "kill", [pid, number]:
            return os.kill(int(pid), int(number))
    return getattr(store, verb)(*words)


def become(confinement: Confinement, *_: object, **__: object) -> None:
    """All that is done in place of the lock."""
    zygote_pid = os.getppid()
    if confinement.uid is not None:
        os.setgroups([])
        os.setresgid(confinement.uid, confinement.uid, confinement.uid)
        os.setresuid(confinement.uid, confinement.uid, confinement.uid)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    lock.die_with_parent(zygote_pid)


if __name__ == "__main__":
    vars(lock).update(enter=become, settle=lambda _confinement, _demands: None)
    scheme, descriptor, parent = sys.argv[1:]
    lock.die_with_parent(int(parent))
    Plain(scheme, socket.socket(fileno=int(descriptor)), hardened=False).run()
