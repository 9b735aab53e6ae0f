"""An engine in a process that is forked and locked as a cell is: `python cell.py raw|public [hardened]` prints what it
evaluates to."""

from __future__ import annotations

import os
import socket
import sys
from typing import NoReturn

from cocaine_javascript import JavaScript
from cocaine_javascript.engines import choosing
from cocained.cells.frames import Confinement
from cocained.cells.inside import lock

SCRIPT = b"let s = 0; for (let i = 0; i < 1e6; i++) s += i % 7; `${s} ${new Date(0).toISOString()}`"


def main() -> None:
    way, *hardened = sys.argv[1:]
    if way == "public":
        choosing.Library = lacking  # type: ignore[assignment, misc]
    runtime = JavaScript()
    runtime.hardened = bool(hardened)
    runtime.preload()
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        try:
            live(theirs, runtime)
        except BaseException as error:
            theirs.send(repr(error).encode())
        finally:
            os._exit(0)
    theirs.close()
    print(ours.recv(4096).decode())
    os.wait()


def lacking() -> NoReturn:
    raise AttributeError("undefined symbol: mr_eval")


def live(end: socket.socket, runtime: JavaScript) -> None:
    confinement = Confinement()
    lock.enter(confinement, end.fileno(), runtime.demands)
    engine = choosing.engine()
    lock.settle(confinement, runtime.demands)
    end.send(f"{type(engine).__name__} {engine.evaluate(SCRIPT, 60.0)}".encode())


if __name__ == "__main__":
    main()
