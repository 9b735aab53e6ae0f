"""Under which names sources are shown: their URIs without passwords, and told apart where that makes them equal."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from cocaine_sdk.errors import BadArgument
from cocaine_sdk.redaction import HIDDEN, LONGEST, redacted


def names(uris: Mapping[str, str]) -> dict[str, str]:
    """The names of these sources by URI. `uris`: each with what is shown of it."""
    alike = Counter(uris.values())
    return {uri: shown if alike[shown] == 1 else _marked(uri, shown) for uri, shown in uris.items()}


def meant(target: str, uris: Iterable[str]) -> str:
    """Which of these URIs a target is: the one that it is, or the one that is shown like it; else the target itself.

    Raises `BadArgument` where several are shown like it, and for one longer than what is shown of any.
    """
    if HIDDEN not in target:
        return target
    uris = set(uris)
    if target in uris:
        return target
    if len(target) > LONGEST:
        raise BadArgument(f"no source is shown with more than {LONGEST} characters; use a key of its tasks")
    shown = redacted(target)
    beginning = shown.partition(HIDDEN)[0]
    alike = {uri for uri in uris if uri.startswith(beginning) and redacted(uri) == shown}
    found = {uri for uri in alike if _marked(uri, shown) == target} or alike
    if len(found) > 1:
        raise BadArgument(
            f"{len(found)} sources differ in their passwords alone and are shown as {shown}; use a key"
            " of their tasks, or the URI as it was pushed"
        )
    return found.pop() if found else target


def _marked(uri: str, shown: str) -> str:
    """`***~1f0c` for the first password. The mark is keyed by this process: nobody can try passwords on it."""
    mark = hashlib.blake2b(uri.encode("utf-8", "surrogatepass"), key=_key(), digest_size=4).hexdigest()
    return shown.replace(HIDDEN, f"{HIDDEN}~{mark}", 1)


@cache
def _key() -> bytes:
    return os.urandom(32)
