"""What is not there, said by its name, with the way out."""

from __future__ import annotations

import re

from cocaine_sdk import failure

_TIMERS = (
    "a run ends when its promises have settled: for a later time push with an interval, or write reschedule()"
)
_NETWORK = (
    "a source has no network of its own: "
    "await fetch(url), and connect(host, port), reach what the operator grants"
)
_MODULES = "a source is one file without modules: put what it needs into the file itself"
_SHARED = "memory is not shared: keep what runs share in `this`, or in the store"

_MISSING = {
    "setTimeout": _TIMERS, "setInterval": _TIMERS, "setImmediate": _TIMERS, "clearTimeout": _TIMERS,
    "clearInterval": _TIMERS, "requestAnimationFrame": _TIMERS,
    "XMLHttpRequest": _NETWORK, "WebSocket": _NETWORK, "EventSource": _NETWORK, "Request": _NETWORK,
    "Response": _NETWORK, "Headers": _NETWORK, "navigator": _NETWORK,
    "require": _MODULES, "module": _MODULES, "exports": _MODULES, "define": _MODULES,
    "WebAssembly": "machine code of one's own is not run: write it in JavaScript",
    "SharedArrayBuffer": _SHARED, "Atomics": _SHARED,
    "Worker": "a source is one thread: push it with isolated to have more of them",
    "process": "a source knows nothing of its process: what it needs comes as an argument of its URI, or in env",
    "Buffer": "use Uint8Array, TextEncoder and TextDecoder; Uint8Array.fromBase64 and toHex are there too",
    "Deno": _MODULES, "Bun": _MODULES,
    "window": "there is no browser: use globalThis", "document": "there is no browser",
    "self": "use globalThis", "global": "use globalThis",
    "localStorage": "use the store: await store.get(key), await store.set(key, value)",
    "sessionStorage": "use the store: await store.get(key), await store.set(key, value)",
    "structuredClone": "use JSON.parse(JSON.stringify(value))",
    "performance": "use Date.now()", "alert": "use log()", "print": "use log()",
}  # fmt: skip
_MODULE_NAMES = frozenset(("require", "module", "exports", "define", "Deno", "Bun"))

_NOT_DEFINED = re.compile(r"ReferenceError: (\w+) is not defined")
_OTHERS = (
    (re.compile(r"\APermissionError: .* is not granted to this source;", re.DOTALL), failure.REFUSED, ""),
    (re.compile(r"Cannot use import statement outside a module"), failure.REFUSED_IMPORT, _MODULES),
    (
        re.compile(r"(?:Type)?Error: Not supported\Z"),
        failure.REFUSED_IMPORT,
        f"import() is not there: {_MODULES}",
    ),
    (re.compile(r"Cannot use 'import\.meta' outside a module"), failure.REFUSED_IMPORT, _MODULES),
    (
        re.compile(r"Unexpected token 'export'"),
        "",
        "leave `export` out: the URI finds a name of the file as it is",
    ),
    (
        re.compile(r"await is only valid in async functions"),
        "",
        "write the function that awaits with async; a file itself cannot wait",
    ),
    (re.compile(r"Maximum call stack size exceeded"), "", "a function calls itself without an end"),
    (
        re.compile(r"(?:Array buffer allocation failed|Invalid typed array length)"),
        "",
        "hold less at a time, or raise [limits] memory",
    ),
)


def hint_for(words: str) -> tuple[str, str]:
    """The failure's code, where it is a refusal, else "", and the way out, or ""."""
    missing = _NOT_DEFINED.search(words)
    if missing is not None and (way_out := _MISSING.get(missing.group(1))):
        return failure.REFUSED_IMPORT if missing.group(1) in _MODULE_NAMES else failure.REFUSED, way_out
    for pattern, code, way_out in _OTHERS:
        if pattern.search(words):
            return code, way_out
    return "", ""
