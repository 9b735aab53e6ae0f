"""What pyzmq by itself can do: a PULL socket, the same function, and a PUB socket for what it returns.

`python -m benchmarks.bare_pull ENDPOINT EXPORT` says a line when it has a subscriber.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any

import zmq

from benchmarks.echo import ORPHAN_MS
from benchmarks.pulling import SINK


def main() -> None:
    parent = os.getppid()
    pull: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.PULL)
    publisher: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.XPUB)
    for receiving in (pull, publisher):
        receiving.setsockopt(zmq.RCVTIMEO, ORPHAN_MS)
    publisher.set_hwm(0)
    pull.bind(sys.argv[1])
    publisher.bind(sys.argv[2])
    publisher.recv()
    print("subscribed", flush=True)
    process = source().process
    while os.getppid() == parent:
        with contextlib.suppress(zmq.Again):
            while True:
                for field, value in process(pull.recv()).items():
                    publisher.send_multipart((field.encode(), value.encode()))


def source() -> Any:
    names: dict[str, Any] = {}
    exec(SINK, names)  # noqa: S102  our own text: the very source that the daemon has
    return names["Sink"]()


if __name__ == "__main__":
    main()
