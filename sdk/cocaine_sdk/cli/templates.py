"""What `cocaine new` writes: files of text in the package, with names filled in."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from string import Template
from typing import NamedTuple

import click


class Planned(NamedTuple):
    """A file to be written."""

    path: Path
    template: str
    """Its place below `cocaine_sdk/templates`, without the ending `.txt`."""


def write(planned: list[Planned], names: dict[str, str]) -> None:
    """Write all of them, or none where one is there already. Raises `click.ClickException`."""
    there = [str(file.path) for file in planned if file.path.exists()]
    if there:
        raise click.ClickException(f"already there: {', '.join(there)}; nothing was written")
    texts = [_text(file.template, names) for file in planned]
    try:
        for file, text in zip(planned, texts, strict=True):
            file.path.parent.mkdir(parents=True, exist_ok=True)
            with file.path.open("x") as made:
                made.write(text)
            click.echo(file.path)
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be written: {error.strerror}") from None


def _text(template: str, names: dict[str, str]) -> str:
    place = files("cocaine_sdk") / "templates" / f"{template}.txt"
    return Template(place.read_text()).substitute(names)
