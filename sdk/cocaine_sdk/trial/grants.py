"""What a source that is tried may reach: granted for the trial alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cocaine_sdk.errors import NoTrial
from cocaine_sdk.granting import KINDS, Element, lines_of
from cocaine_sdk.trial.target import RUNTIMES

Grants = tuple[Element, ...]


def grants_of(wanted: Mapping[str, Iterable[str]]) -> Grants:
    """Of the keys of a `[[grant]]`. Raises `NoTrial` for a key that it has not."""
    for kind in wanted:
        if kind not in KINDS:
            raise NoTrial(f"{kind[:80]!r} cannot be granted; these can: {', '.join(KINDS)}")
    return tuple((kind, what) for kind, elements in wanted.items() for what in elements)


def configuration(grants: Grants) -> str:
    """Of a daemon whose sources have all of them, whatever is behind the `#` of their URIs."""
    patterns = [f"{runtime}*{rest}" for runtime in RUNTIMES for rest in ("", "/*#*")]
    return "\n\n".join(lines_of(pattern, grants) for pattern in patterns) + "\n"
