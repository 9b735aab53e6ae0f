"""`cocaine new`"""

from __future__ import annotations

import builtins
import importlib.util
import keyword
import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import click

from cocaine_sdk.cli.templates import Planned, write

_MODULE = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")
_SCHEME = re.compile(r"[a-z][a-z0-9]{0,31}(-[a-z0-9]+){0,7}\Z")


def _module(_: click.Context, __: click.Parameter, name: str) -> str:
    if not _MODULE.match(name):
        raise click.BadParameter(f"{name!r}: write small letters, digits and _, and a letter first")
    _kind(name)
    return name


def _scheme(_: click.Context, __: click.Parameter, name: str) -> str:
    from importlib.metadata import entry_points

    if not _SCHEME.match(name):
        raise click.BadParameter(f"{name!r}: write small letters, digits and -, and a letter first")
    for point in entry_points(group="cocaine.plugins", name=name):
        brought = point.dist.name if point.dist is not None else point.value
        raise click.BadParameter(f"the scheme {name} is there already: {brought} brings it")
    _kind(name)
    return name


def _kind(name: str) -> str:
    """The name of the class."""
    kind = "".join(part[:1].upper() + part[1:] for part in re.split("[-_]", name))
    if keyword.iskeyword(kind) or hasattr(builtins, kind):
        raise click.BadParameter(f"its class would hide Python's own {kind}; choose another name")
    return kind


@click.group()
def new() -> None:
    """Write a source or a plugin to begin with, which runs as it is."""


@new.command()
@click.argument("name", callback=_module)
def python(name: str) -> None:
    """A source in python.d, below the current folder, and its test."""
    kind, test = _kind(name), Path("tests", f"test_{name}.py")
    file = Path("python.d", f"{name}.py")
    planned = [Planned(file, "python/source.py"), Planned(test, "python/test.py")]
    write(planned, {"name": name, "kind": kind})
    _then(_try(f"python:///{name}.py/{kind}?greeting=hi"), _pytest(str(test)))


@new.command()
@click.argument("name", callback=_module)
def javascript(name: str) -> None:
    """A source in javascript.d, below the current folder, and its test, which is in Python."""
    from importlib.metadata import entry_points

    kind, test = _kind(name), Path("tests", f"test_{name}_js.py")
    file = Path("javascript.d", f"{name}.js")
    planned = [Planned(file, "javascript/source.js"), Planned(test, "javascript/test.py")]
    write(planned, {"name": name, "kind": kind})
    if not entry_points(group="cocaine.plugins", name="javascript"):
        click.echo("\nit cannot run yet: no runtime for JavaScript is installed here", err=True)
        return
    _then(_try(f"javascript:///{name}.js/{kind}?greeting=hi"), _pytest(str(test)))


@new.command()
@click.argument("name", callback=_scheme)
def plugin(name: str) -> None:
    """A distribution that brings a scheme of its own, below the current folder."""
    folder, package = Path(f"cocaine-plugin-{name}"), f"cocaine_{name.replace('-', '_')}"
    if folder.exists():
        raise click.ClickException(f"already there: {folder}; nothing was written")
    write(
        [
            Planned(folder / "pyproject.toml", "plugin/pyproject.toml"),
            Planned(folder / "README.md", "plugin/README.md"),
            Planned(folder / package / "__init__.py", "plugin/package.py"),
            Planned(folder / "tests" / f"test_{name.replace('-', '_')}.py", "plugin/test.py"),
        ],
        {"name": name, "kind": _kind(name), "package": package},
    )
    _then(_pip(f"./{folder}"), _try(f"{name}://place?sides=20"), _pytest(str(folder)))


def _then(*commands: str) -> None:
    """What to type next: on stderr, since it is of use to people only."""
    click.echo("", err=True)
    for command in commands:
        click.echo(command, err=True)


def _try(uri: str) -> str:
    return f"{shlex.quote(_program())} try {shlex.quote(uri)}"


def _program() -> str:
    """This program, as it would be typed here."""
    found = shutil.which("cocaine")
    is_known = found is not None and os.path.realpath(found) == os.path.realpath(sys.argv[0])
    return "cocaine" if is_known else sys.argv[0]


def _pip(*what: str) -> str:
    return shlex.join(["pip", "--python", _shown(sys.executable), "install", *what])


def _pytest(path: str) -> str:
    test = shlex.join([_shown(sys.executable), "-m", "pytest", path])
    return test if importlib.util.find_spec("pytest") else f"{_pip('pytest')} && {test}"


def _shown(path: str) -> str:
    """A path below the current folder without it."""
    return os.path.relpath(path) if path.startswith(os.getcwd() + os.sep) else path
