"""What ZeroMQ by itself can do from Python: a ROUTER that sends back what it gets."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

import zmq

from benchmarks.client import Client

ORPHAN_MS = 5_000
"""Milliseconds of silence after which an echo looks whether its benchmark still lives."""


@contextlib.contextmanager
def running() -> Iterator[Client]:
    """An echo in a process of its own, and a client to it."""
    command = [sys.executable, "-m", "benchmarks.echo"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    with process.stdout:
        try:
            with Client(process.stdout.readline().decode().strip()) as client:
                yield client
        finally:
            process.terminate()
            process.wait()


def serve() -> None:
    parent = os.getppid()
    router: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.ROUTER)
    router.setsockopt(zmq.RCVTIMEO, ORPHAN_MS)
    router.bind("tcp://127.0.0.1:*")
    print(router.getsockopt_string(zmq.LAST_ENDPOINT), flush=True)
    while os.getppid() == parent:
        with contextlib.suppress(zmq.Again):
            while True:
                router.send_multipart(router.recv_multipart())


if __name__ == "__main__":
    serve()
