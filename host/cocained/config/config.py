"""What the operator decides: every option and every key of the file, with its rule and its default (configuration.md).

Every option is a key of the file, spelt with `_` for `-`; `endpoints` is what the command line gives unnamed.
A field's type is the whole rule: its bounds, its `title` for the help, its `description` for a refusal.
"""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import platformdirs
from msgspec import Meta

from cocained.config import rules
from cocained.config.tables import (
    AuthConfig,
    CurveConfig,
    GrantConfig,
    LimitConfig,
    LimitsConfig,
    RemoteConfig,
)

_SYSTEM_PLUGINS = Path("/usr/lib/cocaine")

Endpoints = tuple[Annotated[str, Meta(pattern=r"\A[a-z]+://[^\s\x00-\x1f]+\Z")], ...]
Sandbox = Literal["full", "kernel-only", "language-only"]
LogFormat = Literal["console", "json"]


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """What is decided before the start. Once loaded, paths are absolute and `storage` is never empty."""

    endpoints: Annotated[Endpoints, rules.endpoints("where requests are taken")] = ("tcp://127.0.0.1:5000",)
    export: Annotated[Endpoints, rules.endpoints("where events are published")] = ("tcp://127.0.0.1:5001",)
    plugins: Annotated[Path, rules.path("the folder that holds python.d/")] = msgspec.field(
        default_factory=lambda: _plugins()
    )
    storage: Annotated[
        str,
        rules.text("the storage", r"\A([a-z][a-z0-9+.-]*:.*)?\Z", "a URL such as sqlite:///path or void:"),
    ] = ""
    instance: Annotated[
        str,
        rules.text(
            "the daemon's name among those of this machine",
            r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\Z",
            "a name of up to 64 letters, digits, _ . and -, that begins with a letter or a digit",
        ),
    ] = "default"
    watermark: Annotated[int, rules.count(1, 1_000_000_000, "messages kept for a slow subscriber")] = 1000
    history_depth: Annotated[int, rules.count(1, 1_000_000, "events remembered for each key")] = 10
    idle_timeout: Annotated[
        float,
        Meta(
            gt=0,
            le=1e9,
            title="seconds that a thread without tasks lives on",
            description="a number of seconds above 0, and at most 1000000000",
        ),
    ] = 600.0
    pidfile: Annotated[Path | None, rules.path("the file to write the process id to")] = None
    daemonize: Annotated[bool, rules.switch("run in the background, log to syslog")] = False
    verbose: Annotated[bool, rules.switch("log more")] = False
    log_format: Annotated[LogFormat, rules.choice("how the log is written", "console", "json")] = "console"
    sandbox: Annotated[
        Sandbox, rules.choice("the walls around user code", "full", "kernel-only", "language-only")
    ] = "full"
    hardened: Annotated[
        bool, rules.switch("run JavaScript without its compiler: slower, and no memory is executable")
    ] = False
    user: Annotated[
        str, rules.text("whom cells become where the daemon is root", r"\A[^\s:/]+\Z", "the name of a user")
    ] = "nobody"
    hostname: Annotated[
        str,
        rules.text(
            "the name that replies and events give this machine",
            r"\A[^\s\x00-\x1f\x7f]{1,255}\Z",
            "a name without spaces",
        ),
    ] = msgspec.field(default_factory=socket.gethostname)
    limits: LimitsConfig = LimitsConfig()
    auth: AuthConfig = AuthConfig()
    curve: CurveConfig = CurveConfig()
    remote: RemoteConfig = RemoteConfig()
    grant: Annotated[
        tuple[GrantConfig, ...], rules.tables("what sources may reach outside of their cells")
    ] = ()
    limit: Annotated[
        tuple[LimitConfig, ...], rules.tables("what sources may take, by patterns of their URIs")
    ] = ()


def _plugins() -> Path:
    return _SYSTEM_PLUGINS if _SYSTEM_PLUGINS.is_dir() else platformdirs.user_data_path("cocaine")
