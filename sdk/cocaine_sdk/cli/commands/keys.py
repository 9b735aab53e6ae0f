"""`cocaine keys generate`, `rotate` and `show`: pairs of keys, in files. What a daemon knows of them is the matter of
`cocained keys`, on its own machine."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from cocaine_sdk.cli import handing, output
from cocaine_sdk.cli.calling import complain, status_of
from cocaine_sdk.cli.proof import unlocked
from cocaine_sdk.cli.settings import Settings, json_option
from cocaine_sdk.curvekeys import is_curve, public_key
from cocaine_sdk.errors import BadKey
from cocaine_sdk.keyfiles import read_public, write_pair
from cocaine_sdk.signing import KINDS, Kind, PrivateKey, PublicKey

_file = click.argument("file", type=click.Path(path_type=Path))
_kind = click.Choice(KINDS)


@click.group()
def keys() -> None:
    """Keys that sign requests, and keys that encrypt connections."""


@keys.command()
@_file
@click.option("--type", "kind", type=_kind, help="Of a key that signs.  [default: ed25519]")
@click.option("--curve", is_flag=True, help="A key that encrypts: of a client, or of a daemon.")
@json_option
@click.pass_obj
def generate(settings: Settings, file: Path, kind: Kind | None, curve: bool) -> None:
    """Make a pair: FILE, which stays with you, and FILE.pub, which the daemon is given."""
    if curve and kind is not None:
        raise click.UsageError("--curve keys are all of one type: leave --type out")
    with _complaining(settings):
        if curve:
            key = _make_curve(file)
            _show(settings, file, "curve", key, handing.encrypting(settings, file, key))
        else:
            public = _make(file, kind or KINDS[0])
            _show(settings, file, public.kind, public.fingerprint, handing.signing(settings, file))


@keys.command()
@_file
@click.option("--type", "kind", type=_kind, help="Of the new key.  [default: that of FILE]")
@json_option
@click.pass_obj
def rotate(settings: Settings, file: Path, kind: Kind | None) -> None:
    """Make the key that is to follow FILE, as FILE.new and FILE.new.pub, and say how to change over to it.

    FILE is left as it is.
    """
    with _complaining(settings):
        if is_curve(read_public(file)):
            raise BadKey(
                "a token has one CURVE key at a time: make another by cocaine keys generate --curve, and cocained keys"
                " add TOKEN --curve=KEY puts it in the place of the old one"
            )
        old, new = unlocked(file).public(), file.with_name(f"{file.name}.new")
        public = _make(new, kind or _successor(old.kind))
        steps = handing.rotation(settings, file, new, old.fingerprint)
        _show(settings, new, public.kind, public.fingerprint, steps)


@keys.command()
@_file
@json_option
@click.pass_obj
def show(settings: Settings, file: Path) -> None:
    """Show the type of a key, and its fingerprint, or the public CURVE key. FILE: either of a pair."""
    with _complaining(settings):
        _show(settings, file, *_what(file), ())


@contextmanager
def _complaining(settings: Settings) -> Iterator[None]:
    try:
        yield
    except BadKey as error:
        complain(settings, error)
        sys.exit(status_of(error))


def _make(file: Path, kind: Kind) -> PublicKey:
    key = PrivateKey.generate(kind)
    write_pair(file, key.pem, key.public().pem)
    return key.public()


def _make_curve(file: Path) -> str:
    from cocaine_sdk.curve import CurvePair

    pair = CurvePair.generate()
    write_pair(file, pair.secret_file, pair.public_file)
    return pair.public


def _successor(kind: str) -> Kind:
    """Of what is made anew, the one that is like it, and no weaker."""
    if kind == "ed25519":
        return "ed25519"
    return "rsa-3072" if int(kind.removeprefix("rsa-")) <= 3072 else "rsa-4096"


def _what(file: Path) -> tuple[str, str]:
    """Its type, and what names it."""
    content = read_public(file)
    if is_curve(content):
        from cocaine_sdk.curve import CurvePair

        return "curve", CurvePair.load(file).public if content.startswith(b"curve-secret") else public_key(
            content
        )
    public = unlocked(file).public() if b"PRIVATE KEY" in content else PublicKey.parse(content)
    return public.kind, public.fingerprint


def _show(settings: Settings, file: Path, kind: str, name: str, steps: Iterable[str]) -> None:
    if settings.json:
        named = {"key" if kind == "curve" else "fingerprint": name}
        output.document({"file": str(file), "type": kind, **named, "next": list(steps)})
        return
    output.line(f"{file}  {kind}  {name}")
    for step in steps:
        output.hint(step)
