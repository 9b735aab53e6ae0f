"""A zygote to be killed: `python zygote.py CONFINEMENT WORK`.

It forks one cell, says its pid, waits for a line, and says when the cell is at work. The cell locks itself
and spins or sleeps; for the work `late` it locks itself only after its zygote's end;
for `outlive` it says so when it has.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time

import msgspec

from cocained.cells.frames import Confinement
from cocained.cells.inside import lock


def main() -> None:
    confinement = msgspec.json.decode(sys.argv[1], type=Confinement | None)
    ours, theirs = socket.socketpair()
    zygote_lives, held = os.pipe()  # `held` is this process's alone: at its end the other side reads the end
    pid = os.fork()
    if pid == 0:
        os.close(held)
        try:
            live(confinement, sys.argv[2], theirs, zygote_lives)
        finally:
            os._exit(1)
    print(pid, flush=True)
    sys.stdin.readline()
    ours.send(b"go")
    ours.recv(1)
    print("at work", flush=True)
    signal.pause()


def live(confinement: Confinement | None, work: str, end: socket.socket, zygote_lives: int) -> None:
    end.recv(2)
    if work == "late":
        end.send(b"!")
        os.read(zygote_lives, 1)
    if confinement:
        lock.enter(confinement, end.fileno())
    if work != "late":
        end.send(b"!")
    if work == "outlive":
        os.read(zygote_lives, 1)
        print("outlived", flush=True)
    while True:
        if work != "spin":
            time.sleep(3600)


if __name__ == "__main__":
    main()
