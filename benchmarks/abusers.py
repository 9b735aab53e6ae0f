"""Sources that take whatever they can get, each in its own way, and clients that do: for `neighbours.py`."""

from __future__ import annotations

from typing import Any, NamedTuple

FLOOD = 1
"""Milliseconds between the runs of one that floods."""


class Kind(NamedTuple):
    """One way to be a bad neighbour. Of a source the file's text: it has a function `abuse`, called for each run."""

    name: str
    suffix: str = ""
    """Of the source's file: `.py` or `.js`; empty for what `abusing.py` does from outside."""
    text: str = ""
    arguments: dict[str, Any] = {}
    """Of the push."""

    @property
    def file(self) -> str:
        return self.name.replace(" ", "_").replace(",", "") + self.suffix

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
        "memory hogs", "def abuse(number):\n    return {'size': len([b'x' * (1 << 20) for _ in range(10_000)])}\n"
    ),
    _python("event floods", "def abuse(number):\n    return {'number': 'x' * 1_000_000}\n"),
    _python("floods of fields", "def abuse(number):\n    return {str(n): n for n in range(1000)}\n"),
    _python("log floods", "def abuse(number):\n    for n in range(1000):\n        print('x' * 1000)\n"),
    _python(
        "store floods",
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
)
JAVASCRIPT = (
    _javascript("regular expressions, JavaScript", "function abuse() { return /^(a+)+$/.test('a'.repeat(40) + 'b') }"),
    _javascript(
        "microtasks, JavaScript",
        "async function abuse() { const on = () => Promise.resolve().then(on); await on() }",
        timeout=500,
    ),
    _javascript("heaps, JavaScript", "function abuse() { const all = []; for (;;) all.push({ n: all.length }) }"),
    _javascript(
        "array buffers, JavaScript",
        "const all = []; function abuse() { for (;;) { const a = new Uint8Array(1 << 24); a.fill(1); all.push(a) } }",
    ),
    _javascript("WebAssembly, JavaScript", "function abuse() { return new WebAssembly.Memory({ initial: 1000 }) }"),
)
OUTSIDE = (
    Kind("once floods by a client"),
    Kind("isolated onces by a client"),
    Kind("refused pushes by a client"),
    Kind("subscriptions by a client"),
    Kind("files saved again and again"),
)
KINDS = (*PYTHON, *JAVASCRIPT, *OUTSIDE)
