"""Sources that take whatever they can get, each kind in its own way, and clients that do: for `neighbours.py`.

There is none that hoards descriptors: neither language gives a source a way to one, but where it is granted something.
"""

from __future__ import annotations

from typing import Any, NamedTuple

FLOOD = 1
"""Milliseconds between the runs of one that floods."""


class Kind(NamedTuple):
    """One way to be a bad neighbour."""

    name: str
    suffix: str = ""
    """Of the source's file, `.py` or `.js`; empty for what `abusing.py` does from outside, under the same name."""
    text: str = ""
    """The file: it has a function `abuse`, called for each run."""
    arguments: dict[str, Any] = {}
    """Of the push."""

    @property
    def file(self) -> str:
        return self.name.replace(" ", "_") + self.suffix

    def uri(self, number: int) -> str:
        scheme = "python" if self.suffix == ".py" else "javascript"
        return f"{scheme}:///{self.file}/abuse?number={number}"


def _python(name: str, text: str, **arguments: Any) -> Kind:
    return Kind(name, ".py", text, {"interval": FLOOD} | arguments)


def _javascript(name: str, text: str, **arguments: Any) -> Kind:
    return Kind(name, ".js", text, {"interval": FLOOD} | arguments)


PYTHON = (
    _python(
        "spinners",
        """
import time

def abuse(number):
    until = time.monotonic() + 1
    while time.monotonic() < until:
        pass
    return {'number': number}
""",
    ),
    _python("hangers", "def abuse(number):\n    while True:\n        pass\n", timeout=100),
    _python(
        "memory hogs",
        "def abuse(number):\n    return {'n': len([b'x' * (1 << 20) for _ in range(10_000)])}\n",
    ),
    _python("floods of megabytes", "def abuse(number):\n    return {'number': 'x' * 1_000_000}\n"),
    _python("floods of fields", "def abuse(number):\n    return {str(n): n for n in range(1000)}\n"),
    _python("floods of lines", "def abuse(number):\n    for n in range(1000):\n        print('x' * 1000)\n"),
    _python(
        "floods of the store",
        """
count = 0

def abuse(number):
    global count
    count += 1
    store.set(f'key {count % 50}', 'x' * 250_000)
""",
    ),
    _python(
        "floods of store calls", "def abuse(number):\n    for n in range(1000):\n        store.incr('n')\n"
    ),
    _python(
        "crashers",
        """
def abuse(number):
    deep = ()
    for _ in range(1_000_000):
        deep = (deep,)
    return {'number': hash(deep)}
""",
    ),
    _python("huge results", "def abuse(number):\n    return {'number': 'x' * 50_000_000}\n"),
    _python("huge exceptions", "def abuse(number):\n    raise ValueError('x' * 50_000_000)\n"),
    _python("deep recursion", "def abuse(number):\n    return abuse(number)\n"),
    _python(
        "garbage",
        """
def abuse(number):
    for _ in range(200_000):
        ring = []
        ring.append([ring])
    return {'number': number}
""",
    ),
    _python("spawn attempts", "import uuid\n\ndef abuse(number):\n    return {'node': str(uuid.uuid1())}\n"),
)
JAVASCRIPT = (
    _javascript("regular expressions", "function abuse() { return /^(a+)+$/.test('a'.repeat(40) + 'b') }"),
    _javascript(
        "microtasks",
        "async function abuse() { const on = () => Promise.resolve().then(on); await on() }",
        timeout=500,
    ),
    _javascript("heaps", "function abuse() { const all = []; for (;;) all.push({ n: all.length }) }"),
    _javascript(
        "array buffers",
        "const all = []; function abuse() { for (;;) all.push(new Uint8Array(1 << 24).fill(1)) }",
    ),
    _javascript("WebAssembly", "function abuse() { return new WebAssembly.Memory({ initial: 1000 }) }"),
)
OUTSIDE = (
    Kind("onces by clients"),
    Kind("isolated onces by clients"),
    Kind("refused pushes by clients"),
    Kind("subscriptions by clients"),
    Kind("files saved again and again"),
)
KINDS = (*PYTHON, *JAVASCRIPT, *OUTSIDE)
