"""The process that reaches out: it hears what it needs, prepares, is locked, and then carries out orders to the end."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from typing import NoReturn

import msgspec

from cocained.outreach.inside import walls
from cocained.outreach.inside.desk import Desk
from cocained.outreach.inside.means import Means
from cocained.outreach.inside.roots import places_of
from cocained.outreach.orders import Begin, Ready, Splitter, Unusable, encode

_CHUNK = 1 << 16
_decoder = msgspec.msgpack.Decoder(Begin)


def main(arguments: list[str]) -> NoReturn:
    descriptor, parent = (int(argument) for argument in arguments)
    host = socket.socket(fileno=descriptor)
    begin = _hear(host)
    try:
        begin = msgspec.structs.replace(begin, places=places_of(begin))
        means = Means.prepare(begin)
        walls.enter(begin, descriptor, parent)
    except Exception as error:
        host.sendall(encode(Unusable(f"{type(error).__name__}: {error}"[:1000])))
        os._exit(1)
    host.sendall(encode(Ready(begin.places)))
    try:
        asyncio.run(Desk(host, means).serve())
    finally:
        os._exit(0)


def _hear(host: socket.socket) -> Begin:
    splitter = Splitter()
    while data := host.recv(_CHUNK):
        for body, _ in splitter.feed(data):
            return _decoder.decode(body)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
