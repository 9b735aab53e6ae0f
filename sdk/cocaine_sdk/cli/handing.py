"""What to do with a key that was just made: the lines to type next, here and on the daemon's machine."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from cocaine_sdk.cli.settings import Settings
from cocaine_sdk.keyfiles import public_path


def signing(settings: Settings, file: Path) -> Iterator[str]:
    """Of a key that signs."""
    token = _token(settings)
    yield f"on the daemon's machine:  {add(token, public_path(file))}"
    yield f"then here:                {_trial(token, file)}"


def encrypting(settings: Settings, file: Path, key: str) -> Iterator[str]:
    """Of a CURVE key, which may be a daemon's or a client's."""
    token = _token(settings)
    yield "for a daemon, in its configuration, and then start it anew:"
    yield "  [curve]"
    yield f'  secret_key = "{file.absolute()}"'
    yield f"its clients then:         cocaine --server-key={shlex.quote(key)} stats"
    yield "for a client, on the daemon's machine:"
    yield f"  cocained keys add {token} --curve={shlex.quote(key)}"
    yield f"then here:                cocaine --curve-key {_quoted(file)} --server-key KEY --token {token} stats"


def rotation(settings: Settings, old: Path, new: Path, fingerprint: str) -> Iterator[str]:
    """From an old key to a new one, without a moment in which neither is served. `fingerprint`: of the old one."""
    token = _token(settings)
    moves = (
        shlex.join(["mv", str(a), str(b)]) for a, b in ((new, old), (public_path(new), public_path(old)))
    )
    yield f"1. on the daemon's machine:  {add(token, public_path(new))}"
    yield f"2. here, to see it served:   {_trial(token, new)}"
    yield f"3. here:                     {' && '.join(moves)}"
    yield f"4. on the daemon's machine:  cocained keys remove {token} {fingerprint}"
    yield "both keys are served from 1 to 4; a copy of the old one that is still used somewhere ends with 4"


def add(token: str, public: Path) -> str:
    """What makes a public key known."""
    return f"cocained keys add {token} {_quoted(public)}"


def _trial(token: str, file: Path) -> str:
    return f"cocaine --key {_quoted(file)} --token {token} stats"


def _token(settings: Settings) -> str:
    from cocaine_sdk.client import default_token

    return shlex.quote(settings.token or default_token())


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
