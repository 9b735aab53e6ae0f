"""The lines of a configuration that grant something: TOML that says what a hostile text says, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cocaine_sdk.reach import Wants

KINDS = Wants.__struct_fields__
"""The keys of a `[[grant]]` beside its `source`."""
Element = tuple[str, str]
"""One of these keys, and what it is to have."""

_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def lines_of(source: str, elements: Iterable[Element]) -> str:
    """A whole `[[grant]]` for the sources of a pattern."""
    by_kind: dict[str, list[str]] = {}
    for kind, what in elements:
        by_kind.setdefault(kind, []).append(what)
    lines = ["[[grant]]", f"source = {string(source)}"]
    lines += [f"{kind} = {_list(by_kind[kind])}" for kind in KINDS if kind in by_kind]
    return "\n".join(lines)


def string(text: str) -> str:
    """A basic string. What people could not see, or could take for something else, is written as its number."""
    return '"' + "".join(_SHORT.get(c) or (c if c.isprintable() else _number(c)) for c in text) + '"'


def _number(character: str) -> str:
    number = ord(character)
    if 0xD800 <= number < 0xE000:
        return "\\uFFFD"  # half a character: TOML has none
    return f"\\u{number:04X}" if number < 1 << 16 else f"\\U{number:08X}"


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(string, texts))}]"
