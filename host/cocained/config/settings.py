"""A struct's fields as options of a command line and as keys of a TOML file, refused in sentences."""

from __future__ import annotations

import argparse
import difflib
import os
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NoReturn, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

S = TypeVar("S", bound=msgspec.Struct)
Fields = Mapping[str, Any]
"""The types of a struct's fields, each with its `Meta`, or a struct for a table."""

MAX_FILE = 1 << 16
"""Bytes of a file: far more than all keys take with their comments, and few enough to be read while the daemon runs."""
MAX_ROWS = 1000
"""Tables of one array."""
MAX_SHOWN = 200
"""Characters of a wrong value that are shown."""

_METAVARS = {
    "export": "ENDPOINT",
    "plugins": "DIR",
    "storage": "URL",
    "instance": "NAME",
    "watermark": "N",
    "history_depth": "N",
    "idle_timeout": "SECONDS",
    "pidfile": "FILE",
    "user": "NAME",
    "hostname": "NAME",
}


class ConfigError(Exception):
    """The configuration cannot be used. Each line names a key, its value and what is expected."""


class Settings:
    """Values by key, checked one by one; a table's key is `table.key`."""

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self._values = dict(values or {})

    @classmethod
    def of(cls, struct: msgspec.Struct) -> Settings:
        """What `build` would make this struct of."""
        return cls(dict(_values(struct, "")))

    @property
    def keys(self) -> list[str]:
        return list(self._values)

    def __or__(self, other: Settings) -> Settings:
        return Settings(self._values | other._values)

    def compare(self, other: Settings) -> dict[str, tuple[Any, Any]]:
        """Keys whose values differ, both of which have them all: key → this value, the other's."""
        pairs = {key: (value, other._values[key]) for key, value in self._values.items()}
        return {key: (mine, others) for key, (mine, others) in pairs.items() if mine != others}

    def build(self, struct: type[S], prefix: str = "") -> S:
        """The struct, with its defaults where nothing is set."""
        arguments: dict[str, Any] = {}
        for name, kind in _fields(struct).items():
            if _table(kind):
                arguments[name] = self.build(kind, f"{prefix}{name}.")
            elif prefix + name in self._values:
                arguments[name] = self._values[prefix + name]
        return struct(**arguments)


def read_file(struct: type[msgspec.Struct], path: Path) -> Settings:
    """What a TOML file sets. Raises `ConfigError` with everything that is wrong in it, and never waits for a writer."""
    values: dict[str, Any] = {}
    try:
        table = tomllib.loads(_content(path).decode())
        problems = list(_read(struct, table, values, "", path.absolute().parent, _homes(struct)))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:  # of the parser, of UTF-8, of numbers past all measure
        raise ConfigError(f"{path}: is no TOML: {error}") from None
    if problems:
        raise ConfigError("\n".join(f"{path}: {problem}" for problem in problems))
    return Settings(values)


def _content(path: Path) -> bytes:
    """Raises `OSError`, and `ConfigError` for what is no file, or too long."""
    with open(path, "rb", opener=_open_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ConfigError(f"{path}: is no regular file")
        content = file.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        raise ConfigError(f"{path}: is too long, {MAX_FILE} bytes are the most")
    return content


def _open_without_waiting(path: str, flags: int) -> int:
    """A pipe opens at once like this, whoever holds its other end, and a terminal stays another's."""
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY)


def command_line(struct: type[msgspec.Struct], argv: Sequence[str]) -> tuple[Settings, Path | None]:
    """What a command line sets, and the file that `--config` names. Raises `ConfigError`."""
    given = vars(_parser(struct).parse_intermixed_args(argv))
    file = given.pop("config", None)
    values: dict[str, Any] = {}
    problems = []
    for name, kind in _fields(struct).items():
        if given.get(name, []) != []:
            try:
                values[name] = _convert(given[name], kind, Path.cwd(), strict=False)
            except ConfigError as error:
                problems.append(f"{_option(name)}: {error}")
    if problems:
        raise ConfigError("\n".join(problems))
    return Settings(values), file


def _read(
    struct: type[msgspec.Struct],
    table: Fields,
    values: dict[str, Any],
    prefix: str,
    base: Path,
    homes: Mapping[str, str],
) -> Iterator[str]:
    """Put the table's values into `values`; yields what is wrong. `homes`: the table of each key there is."""
    known = _fields(struct)
    for name, value in table.items():
        path = prefix + name
        kind = known.get(name)
        if kind is None:
            yield f"{path}: unknown key{_meant(name, known, homes)}"
        elif (row := _row(kind)) is not None:
            yield from _read_rows(row, value, values, path, base, homes)
        elif not _table(kind):
            try:
                values[path] = _convert(value, kind, base, strict=True)
            except ConfigError as error:
                yield f"{path}: {error}"
        elif isinstance(value, dict):
            yield from _read(kind, value, values, f"{path}.", base, homes)
        else:
            yield f"{path}: {value!r:.{MAX_SHOWN}} is not a table; write [{path}]"


def _read_rows(
    struct: type[msgspec.Struct],
    rows: Any,
    values: dict[str, Any],
    path: str,
    base: Path,
    homes: Mapping[str, str],
) -> Iterator[str]:
    """An array of tables: each becomes a struct, and together they are one value."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        yield f"{path}: {rows!r:.{MAX_SHOWN}} is not an array of tables; write [[{path}]]"
        return
    if len(rows) > MAX_ROWS:
        yield f"{path}: there are {len(rows)} of these tables, and {MAX_ROWS} are the most"
        return
    built = []
    for number, row in enumerate(rows, 1):
        cells: dict[str, Any] = {}
        place = f"{path}[{number}]."
        problems = list(_read(struct, row, cells, place, base, homes))
        problems += [f"{place}{name}: is missing" for name in _required(struct) if name not in row]
        yield from problems
        if not problems:
            built.append(Settings(cells).build(struct, place))
    values[path] = tuple(built)


def _convert(value: Any, kind: Any, base: Path, strict: bool) -> Any:
    try:
        return msgspec.convert(value, kind, strict=strict, dec_hook=partial(_decode, base))
    except (msgspec.ValidationError, RuntimeError):  # RuntimeError: a ~ without a home
        raise ConfigError(f"{value!r:.{MAX_SHOWN}} is not {kind.__metadata__[0].description}") from None


def _decode(base: Path, kind: type, value: Any) -> Any:
    """A path as it is meant where it is written. Raises `TypeError` for what is none."""
    if kind is not Path or not isinstance(value, str) or not value or "\0" in value:
        raise TypeError
    return base / Path(value).expanduser()


def _values(struct: msgspec.Struct, prefix: str) -> Iterator[tuple[str, Any]]:
    for name, value in msgspec.structs.asdict(struct).items():
        if isinstance(value, msgspec.Struct):
            yield from _values(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _fields(struct: type[msgspec.Struct]) -> Fields:
    hints = get_type_hints(struct, include_extras=True)
    return {name: _given(hints[name]) for name in struct.__struct_fields__}


def _given(kind: Any) -> Any:
    """What a key is where it is there: `Annotated[int, …]` of `Annotated[int, …] | None`."""
    if get_origin(kind) is not UnionType and get_origin(kind) is not Union:
        return kind
    return next(part for part in get_args(kind) if part is not NoneType)


def _table(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _row(kind: Any) -> type[msgspec.Struct] | None:
    """The struct of each row, where a key is an array of tables."""
    inner = get_args(getattr(kind, "__origin__", None))
    return inner[0] if inner and _table(inner[0]) else None


def _required(struct: type[msgspec.Struct]) -> Iterator[str]:
    return (field.name for field in msgspec.structs.fields(struct) if field.required)


def _homes(struct: type[msgspec.Struct], table: str = "") -> dict[str, str]:
    """Key → the table that it stands in, the first of those there are; empty for those above the first table."""
    homes: dict[str, str] = {}
    for name, kind in _fields(struct).items():
        if (row := _row(kind)) is not None:
            homes = _homes(row, f"[{name}]") | homes
        else:
            homes = (_homes(kind, name) if _table(kind) else {name: table}) | homes
    return homes


def _meant(name: str, known: Fields, homes: Mapping[str, str]) -> str:
    if name in homes:
        place = f"below [{homes[name]}]" if homes[name] else "above the first [table]"
        return f" here; it stands {place}"
    close = difflib.get_close_matches(name.replace("-", "_"), known, n=1)
    return f", did you mean {close[0]}?" if close else f"; known are {', '.join(known)}"


def _option(name: str) -> str:
    return "ENDPOINT" if name == "endpoints" else f"--{name.replace('_', '-')}"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ConfigError(f"{message}; see {self.prog} --help")


def _parser(struct: type[msgspec.Struct]) -> _Parser:
    parser = _Parser(prog="cocained", allow_abbrev=False, argument_default=argparse.SUPPRESS)
    parser.add_argument("--config", type=Path, metavar="FILE", help="a TOML file with these as its keys")
    parser.add_argument("--version", action="version", version=f"cocained {version('cocained')}")
    for name, kind in _fields(struct).items():
        if not _table(kind) and _row(kind) is None:
            _add(parser, name, kind)
    return parser


def _add(parser: argparse.ArgumentParser, name: str, kind: Any) -> None:
    about = kind.__metadata__[0].title
    if name == "endpoints":
        parser.add_argument(name, nargs="*", metavar="ENDPOINT", help=about)
    elif get_origin(kind.__origin__) is Literal:
        parser.add_argument(_option(name), metavar="|".join(get_args(kind.__origin__)), help=about)
    elif kind.__origin__ is bool:
        parser.add_argument(_option(name), action="store_true", help=about)
    else:
        action = "append" if name == "export" else "store"
        parser.add_argument(_option(name), action=action, metavar=_METAVARS.get(name), help=about)
