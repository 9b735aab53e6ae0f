"""Sources of a stranger, who has read the manual and nothing else. `brook` has processes, `lake` shares one."""

import asyncio
import ctypes
import logging
import os
import socket
import subprocess
import threading
import time

from cocaine_sdk.errors import BadArgument
from cocaine_sdk.uri import parse


class Brook:
    """`brook://count`, `brook://crash`, `brook://flood`: a plain iterator."""

    def __init__(self, uri):
        self.kind = parse(uri).host
        self.number = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.number += 1
        if self.kind == "crash":
            ctypes.string_at(0)
        if self.kind == "flood":
            return len(bytearray(1 << 40))
        if self.number > 3 and self.kind == "short":
            raise StopIteration
        return {"number": self.number, "pid": os.getpid()}


class Fog:
    isolation = "foggy"


class Unspeakable(type):
    def __getattribute__(cls, name):
        raise SystemExit


class Riddle(Exception, metaclass=Unspeakable):
    """Whoever asks for its name ends the program."""


class Lake:
    """`lake://KIND?…`: the method `KIND` is run. A source of its own for each URI, all in one process."""

    isolation = "shared"
    closed = 0

    def __init__(self, uri):
        parsed = parse(uri)
        self.run = getattr(self, f"run_{parsed.host}", None)
        if self.run is None:
            raise BadArgument(f"a lake has no {parsed.host}")
        self.arguments = parsed.arguments
        self.number = 0

    async def next(self):
        self.number += 1
        return await self.run()

    async def close(self):
        Lake.closed += 1
        if self.run.__name__ == "run_sulk":
            raise SystemExit
        if self.run.__name__ == "run_clog":
            time.sleep(3600)

    async def run_count(self):
        return {"number": self.number, "pid": os.getpid(), "closed": Lake.closed}

    async def run_speak(self):
        logging.getLogger("lake").warning("the water is %s", "cold")
        logging.getLogger("lake").debug("nobody hears this")
        return {"said": True}

    async def run_babble(self):
        for number in range(5000):
            logging.getLogger("lake").info("line %d", number)

    async def run_short(self):
        if self.number > 2:
            raise StopAsyncIteration
        return {"number": self.number}

    async def run_mumble(self):
        logging.getLogger("lake").error("%d fishes", "many")
        return {"said": True}

    async def run_gibberish(self):
        raise ValueError("half a fish: \ud83d")

    async def run_gush(self):
        raise ValueError("fish" * 1_000_000)

    async def run_riddle(self):
        raise Riddle

    async def run_sulk(self):
        return {"pid": os.getpid()}

    # what takes too long

    async def run_clog(self):
        await asyncio.sleep(3600)

    async def run_hang(self):
        await asyncio.sleep(3600)

    async def run_stubborn(self):
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                pass

    async def run_block(self):
        time.sleep(3600)

    async def run_grip(self):
        ctypes.PyDLL(None).sleep(3600)  # and keeps the interpreter's lock

    # what ends the process

    async def run_crash(self):
        ctypes.string_at(0)

    async def run_flood(self):
        return len(bytearray(1 << 40))

    async def run_exit(self):
        raise SystemExit(3)

    # what the walls hold

    async def run_read(self):
        return open(self.arguments["path"]).read()

    async def run_write(self):
        return open(self.arguments["path"], "w").write("wet")

    async def run_listen(self):
        return socket.create_server(("127.0.0.1", 0)).getsockname()[1]

    async def run_program(self):
        return subprocess.run(["/bin/true"]).returncode

    async def run_fork(self):
        return os.fork()

    async def run_kill(self):
        os.kill(int(self.arguments["pid"]), 9)

    async def run_raw(self):
        return socket.socket(socket.AF_PACKET, socket.SOCK_RAW).fileno()

    # what they let through

    async def run_connect(self):
        reader, writer = await asyncio.open_connection("localhost", int(self.arguments["port"]))
        said = await reader.read()
        writer.close()
        return {"said": said.decode(), "threads": threading.active_count()}


CREW = 200
aboard = threading.Barrier(CREW)


class Plain:
    """`pond://KIND`: methods that are not async, in the same process all the same."""

    isolation = "shared"

    def __init__(self, uri):
        self.kind = parse(uri).host
        self.number = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.number += 1
        logging.getLogger("pond").error("from a thread")
        if self.kind == "hang":
            time.sleep(3600)
        if self.kind == "short" and self.number > 2:
            raise StopIteration
        if self.kind == "crew":
            aboard.wait()
        return {"number": self.number, "pid": os.getpid()}

    def reschedule(self):
        return time.time() + 0.01

    def process(self, data):
        return {"heard": data.decode()}


class Generator:
    """`river://…`: an asynchronous generator makes the source."""

    isolation = "shared"

    def __new__(cls, uri):
        async def flow():
            for number in range(3):
                await asyncio.sleep(0)
                yield {"number": number}

        return flow()
