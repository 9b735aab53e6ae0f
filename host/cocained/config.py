"""What the operator decides: the command line over the TOML file over the defaults (configuration.md).

Every option is a key of the file, spelt with `_` for `-`; `endpoints` is what the command line gives unnamed.
A field's type is the whole rule: its bounds, its `title` for the help, its `description` for a refusal.
"""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import platformdirs
from msgspec import Meta

from cocained.settings import ConfigError, Settings, command_line, read_file

__all__ = ["Config", "ConfigError", "LimitsConfig", "Origin", "check"]

_SYSTEM_PLUGINS = Path("/usr/lib/cocaine")

Endpoints = tuple[Annotated[str, Meta(pattern=r"\A[a-z]+://[^\s\x00-\x1f]+\Z")], ...]
Sandbox = Literal["full", "kernel-only", "language-only"]
LogFormat = Literal["console", "json"]


def _endpoints(title: str) -> Meta:
    example = "one or more ZeroMQ endpoints such as tcp://127.0.0.1:5000"
    return Meta(min_length=1, title=title, description=example)


def _count(least: int, most: int, title: str) -> Meta:
    return Meta(ge=least, le=most, title=title, description=f"a whole number from {least} to {most}")


def _switch(title: str) -> Meta:
    return Meta(title=title, description="true or false")


def _path(title: str) -> Meta:
    return Meta(title=title, description="a path")


def _choice(title: str, *choices: str) -> Meta:
    return Meta(title=title, description=f"one of {', '.join(choices)}")


def _text(title: str, pattern: str, description: str) -> Meta:
    return Meta(title=title, pattern=pattern, description=description)


class LimitsConfig(msgspec.Struct, frozen=True, kw_only=True):
    """The table `[limits]`: what one cell, and one request, may take of the machine."""

    memory: Annotated[int, _count(16 << 20, 1 << 44, "bytes of memory that one cell may take")] = 256 << 20
    shared_memory: Annotated[
        int,
        _count(
            64 << 20, 1 << 44, "bytes of memory that all sources of one scheme may take that share a process"
        ),
    ] = 1 << 30
    cells: Annotated[int, _count(1, 1_000_000, "cells that may live at one time")] = 2000
    store: Annotated[
        int, _count(1024, 1 << 44, "bytes that the sources of one URI may keep in their store")
    ] = 16 << 20
    targets: Annotated[int, _count(1, 1_000_000, "targets that one request may name")] = 1000
    descriptors: Annotated[int, _count(8, 65_536, "descriptors that one cell may open")] = 16
    output: Annotated[int, _count(0, 1_000_000, "lines that one run may log")] = 1000


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """What is decided before the start. Once loaded, paths are absolute and `storage` is never empty."""

    endpoints: Annotated[Endpoints, _endpoints("where requests are taken")] = ("tcp://127.0.0.1:5000",)
    export: Annotated[Endpoints, _endpoints("where events are published")] = ("tcp://127.0.0.1:5001",)
    plugins: Annotated[Path, _path("the folder that holds python.d/")] = msgspec.field(
        default_factory=lambda: _plugins()
    )
    storage: Annotated[
        str,
        _text("the storage", r"\A([a-z][a-z0-9+.-]*:.*)?\Z", "a URL such as sqlite:///path or void:"),
    ] = ""
    instance: Annotated[
        str,
        _text(
            "the daemon's name among those of this machine",
            r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\Z",
            "a name of up to 64 letters, digits, _ . and -, that begins with a letter or a digit",
        ),
    ] = "default"
    watermark: Annotated[int, _count(1, 1_000_000_000, "messages kept for a slow subscriber")] = 1000
    history_depth: Annotated[int, _count(1, 1_000_000, "events remembered for each key")] = 10
    idle_timeout: Annotated[
        float,
        Meta(
            gt=0,
            le=1e9,
            title="seconds that a thread without tasks lives on",
            description="a number of seconds above 0, and at most 1000000000",
        ),
    ] = 600.0
    pidfile: Annotated[Path | None, _path("the file to write the process id to")] = None
    daemonize: Annotated[bool, _switch("run in the background, log to syslog")] = False
    verbose: Annotated[bool, _switch("log more")] = False
    log_format: Annotated[LogFormat, _choice("how the log is written", "console", "json")] = "console"
    sandbox: Annotated[
        Sandbox, _choice("the walls around user code", "full", "kernel-only", "language-only")
    ] = "full"
    hardened: Annotated[
        bool, _switch("run JavaScript without its compiler: slower, and no memory is executable")
    ] = False
    user: Annotated[
        str, _text("whom cells become where the daemon is root", r"\A[^\s:/]+\Z", "the name of a user")
    ] = "nobody"
    hostname: Annotated[
        str,
        _text(
            "the name that replies and events give this machine",
            r"\A[^\s\x00-\x1f\x7f]{1,255}\Z",
            "a name without spaces",
        ),
    ] = msgspec.field(default_factory=socket.gethostname)
    limits: LimitsConfig = LimitsConfig()


@dataclass(frozen=True)
class Origin:
    """Where the configuration is from, so that it can be read again, from whatever folder the daemon is in by then."""

    given: Settings
    """What the command line sets."""
    file: Path | None
    """What `--config` names, as an absolute path."""
    environment: Mapping[str, str]

    @classmethod
    def of(cls, argv: Sequence[str], environment: Mapping[str, str]) -> Origin:
        """Of a command line, without the program's name; `environment` gives `STATE_DIRECTORY`, as systemd sets it.

        Raises `ConfigError`, and `SystemExit` after `--help` and `--version`.
        """
        if "check-config" in argv:
            raise ConfigError("check-config takes one file and nothing else: cocained check-config FILE")
        given, file = command_line(Config, argv)
        return cls(given, file.absolute() if file else None, environment)

    def read(self) -> Config:
        """The configuration as it is asked for now. Raises `ConfigError`."""
        settings = read_file(Config, self.file) if self.file else Settings()
        config = (settings | self.given).build(Config)
        _refuse_twins(config)
        if config.storage:
            return config
        return msgspec.structs.replace(config, storage=_storage(config, self.environment))


def check(path: Path) -> str:
    """What `cocained check-config FILE` says of a good file. Raises `ConfigError` with all that is wrong."""
    settings = read_file(Config, path)
    try:
        _refuse_twins(settings.build(Config))
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None
    return f"{path}: good; it sets {', '.join(settings.keys) or 'nothing'}"


def _refuse_twins(config: Config) -> None:
    """Two sockets cannot have one address. Raises `ConfigError`."""
    for endpoint, count in Counter(config.endpoints + config.export).items():
        if count > 1:
            where = [name for name in ("endpoints", "export") if endpoint in getattr(config, name)]
            raise ConfigError(
                f"{endpoint} is given {count} times, in {' and '.join(where)}: each needs an address of its own"
            )


def _plugins() -> Path:
    return _SYSTEM_PLUGINS if _SYSTEM_PLUGINS.is_dir() else platformdirs.user_data_path("cocaine")


def _storage(config: Config, environment: Mapping[str, str]) -> str:
    folder = environment.get("STATE_DIRECTORY", "").split(":")[0] or platformdirs.user_state_dir("cocaine")
    return f"sqlite://{folder}/{config.instance}.db"
