"""What is tried, and where its code is: from a URI, or from the path of a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from cocaine_sdk.errors import NoTrial
from cocaine_sdk.redaction import REFERENCE, redacted
from cocaine_sdk.uri import parse, scheme_of

_SCHEMES = {".py": "python", ".js": "javascript"}
RUNTIMES = tuple(f"{scheme}://" for scheme in _SCHEMES.values())
"""How the URIs of user code begin."""


class Place(NamedTuple):
    """Where a daemon finds user code. With neither it looks where it does by itself."""

    plugins: Path | None = None
    """The folder for `--plugins`."""
    scheme: str = ""
    """Where this is set: `folder` holds this scheme's files, whatever its name is."""
    folder: Path | None = None

    def prepare(self, temporary: Path) -> Path | None:
        """What to give to `--plugins`; `temporary` is the daemon's own folder."""
        if self.folder is None:
            return self.plugins
        plugins = temporary / "plugins"
        plugins.mkdir()
        (plugins / f"{self.scheme}.d").symlink_to(self.folder, target_is_directory=True)
        return plugins


class Target(NamedTuple):
    uri: str
    place: Place


def target(named: str, plugins: str | os.PathLike[str] | None = None) -> Target:
    """Of a URI, or of a path with what follows the file in a URI: `./hello.py/Hello?name=x`.

    Without `plugins`, the current folder is meant where it holds the scheme's. Raises `MalformedUri`, and `NoTrial` for
    a path that leads nowhere, a secret, or code of another host.
    """
    if secret := REFERENCE.search(named):
        raise NoTrial(
            f"no secrets are known where a source is tried, since its daemon is one of its own: write what it needs in"
            f" the place of {secret[0]}"
        )
    if "://" not in named:
        return _file(named)
    scheme = scheme_of(named)
    if named.startswith(RUNTIMES) and parse(named).host:
        raise NoTrial(
            "no code of other hosts is fetched where a source is tried, as that takes the daemon's configuration: fetch"
            " the file yourself, look at it, and try that: ./file.py/Name"
        )
    if plugins is None:
        return Target(named, Place(Path.cwd() if Path(f"{scheme}.d").is_dir() else None))
    if not Path(plugins).is_dir():
        raise NoTrial(f"the folder {plugins} is not there")
    return Target(named, Place(Path(plugins).absolute()))


def _file(named: str) -> Target:
    written, mark, query = named.partition("?")
    path, name = _split(Path(written))
    scheme = _SCHEMES.get(path.suffix)
    if scheme is None:
        raise NoTrial(f"{redacted(named)} is no URI, and the file {path} is neither .py nor .js")
    uri = f"{scheme}:///{quote(path.name)}{'/' if name else ''}{quote(name)}{mark}{query}"
    parse(uri)
    if not name:
        raise NoTrial(f"say what of the file is the source: {_written(path)}/Name{redacted(mark + query)}")
    return Target(uri, Place(scheme=scheme, folder=path.absolute().parent))


def _split(path: Path) -> tuple[Path, str]:
    """The file, and the name in it."""
    if path.is_file():
        return path, ""
    if path.parent.is_file():
        return path.parent, path.name
    raise NoTrial(
        f"{redacted(str(path))} is no URI, and there is no such file: {redacted(str(_looked_for(path)))};"
        " write ./file.py/Name or scheme://…"
    )


def _looked_for(path: Path) -> Path:
    """The file that was meant, absolute."""
    return (path.parent if path.parent.suffix in _SCHEMES else path).absolute()


def _written(path: Path) -> str:
    return str(path) if path.is_absolute() else f"./{path}"
