"""Where the configuration is from: the command line over the TOML file over the defaults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import platformdirs

from cocained.config import remote
from cocained.config.config import Config
from cocained.config.settings import ConfigError, Settings, command_line, read_file
from cocained.core import limits
from cocained.core.grants import grants


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
        if problems := list(_problems(config)):
            raise ConfigError("\n".join(problems))
        if config.storage:
            return config
        return msgspec.structs.replace(config, storage=_storage(config, self.environment))


def check(path: Path) -> str:
    """What `cocained check-config FILE` says of a good file. Raises `ConfigError` with all that is wrong."""
    settings = read_file(Config, path)
    if problems := list(_problems(settings.build(Config))):
        raise ConfigError("\n".join(f"{path}: {problem}" for problem in problems))
    return f"{path}: good; it sets {', '.join(settings.keys) or 'nothing'}"


def _problems(config: Config) -> Iterator[str]:
    """All that no type of a key can say, a line for each."""
    yield from _twins(config)
    yield from remote.faults(config.remote)
    yield from grants.faults(config.grant)
    yield from limits.faults(config.limit)


def _twins(config: Config) -> Iterator[str]:
    """Two sockets cannot have one address."""
    for endpoint, count in Counter(config.endpoints + config.export).items():
        if count > 1:
            where = [name for name in ("endpoints", "export") if endpoint in getattr(config, name)]
            yield f"{endpoint} is given {count} times, in {' and '.join(where)}: each needs an address of its own"


def _storage(config: Config, environment: Mapping[str, str]) -> str:
    folder = environment.get("STATE_DIRECTORY", "").split(":")[0] or platformdirs.user_state_dir("cocaine")
    return f"sqlite://{folder}/{config.instance}.db"
