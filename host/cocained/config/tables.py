"""The tables of the configuration: `[limits]`, `[auth]`, `[curve]`, `[remote]`, every `[[grant]]` and `[[limit]]`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec

from cocained.config import rules

Digest = Literal["sha256", "sha384", "sha512", "sha1"]
Source = Annotated[
    str,
    rules.text(
        "the sources that it is for",
        r"\A[a-z*][^\s\x00-\x1f]{0,4095}\Z",
        "a pattern of URIs such as python:///disk.py/*",
    ),
]


class LimitsConfig(msgspec.Struct, frozen=True, kw_only=True):
    """The table `[limits]`: what one cell, and one request, may take of the machine."""

    memory: Annotated[int, rules.count(16 << 20, 1 << 44, "bytes of memory that one cell may take")] = (
        256 << 20
    )
    shared_memory: Annotated[
        int,
        rules.count(
            64 << 20, 1 << 44, "bytes of memory that all sources of one scheme may take that share a process"
        ),
    ] = 1 << 30
    cells: Annotated[int, rules.count(1, 1_000_000, "cells that may live at one time")] = 2000
    store: Annotated[
        int, rules.count(1024, 1 << 44, "bytes that the sources of one URI may keep in their store")
    ] = 16 << 20
    targets: Annotated[int, rules.count(1, 1_000_000, "targets that one request may name")] = 1000
    descriptors: Annotated[int, rules.count(8, 65_536, "descriptors that one cell may open")] = 16
    output: Annotated[int, rules.count(0, 1_000_000, "lines that one run may log")] = 1000


class AuthConfig(msgspec.Struct, frozen=True, kw_only=True):
    """The table `[auth]`: whose requests are served (protocol.md, Signatures)."""

    mode: Annotated[
        Literal["optional", "required"],
        rules.choice("whether a request must be signed", "optional", "required"),
    ] = "optional"
    digests: Annotated[
        tuple[Digest, ...],
        rules.choices("what RSA signatures may be made over", "sha256", "sha384", "sha512", "sha1"),
    ] = ("sha256", "sha384", "sha512")
    replay_window: Annotated[
        float,
        rules.number(0, 86_400, "how old a signed request may be; 0: replays are not looked for", "seconds"),
    ] = 300.0


class CurveConfig(msgspec.Struct, frozen=True, kw_only=True):
    """The table `[curve]`: encryption of both sockets (protocol.md, Encryption)."""

    secret_key: Annotated[
        Path | None,
        rules.path("the file with the daemon's secret CURVE key; without it nothing is encrypted"),
    ] = None
    clients: Annotated[
        Literal["any", "known"], rules.choice("whose CURVE keys may connect", "any", "known")
    ] = "known"


class RemoteConfig(msgspec.Struct, frozen=True, kw_only=True):
    """The table `[remote]`: code of sources from other hosts (operations.md, Remote code)."""

    origins: Annotated[
        tuple[str, ...],
        rules.texts("where code may come from", "URLs such as https://code.example.com/sources/"),
    ] = ()
    private: Annotated[
        tuple[str, ...],
        rules.texts(
            "addresses that may be reached though they are not public", "networks such as 10.0.0.0/8"
        ),
    ] = ()
    refresh: Annotated[
        float, rules.number(1, 1e9, "how often code is asked for whether it has changed", "seconds")
    ] = 60.0
    timeout: Annotated[float, rules.number(0.1, 3600, "how long a fetch may take", "seconds")] = 10.0
    authorities: Annotated[Path | None, rules.path("a file of certificates to trust beside the system's")] = (
        None
    )
    signers: Annotated[
        tuple[Path, ...],
        rules.paths("public keys, by one of which remote code must be signed; none: it need not be"),
    ] = ()


class GrantConfig(msgspec.Struct, frozen=True, kw_only=True):
    """One `[[grant]]`: what sources may reach outside of their cells (configuration.md, Grants)."""

    source: Source
    read: Annotated[
        tuple[str, ...],
        rules.texts("files, and folders with all below them, that may be read", "absolute paths"),
    ] = ()
    connect: Annotated[
        tuple[str, ...],
        rules.texts("where TCP connections may be opened to", "HOST:PORT such as 127.0.0.1:3306"),
    ] = ()
    fetch: Annotated[
        tuple[str, ...], rules.texts("what may be fetched", "URLs such as https://api.example.com/v1/")
    ] = ()
    env: Annotated[
        tuple[str, ...], rules.texts("variables of the daemon's environment that may be read", "names")
    ] = ()


Memory = Annotated[int, rules.count(16 << 20, 1 << 44, "bytes of memory that a cell may take")]
Share = Annotated[
    float, rules.number(0.001, 1024, "how much processor time a cell may use, over time", "cores")
]
Seconds = Annotated[float, rules.number(0.001, 1e6, "how long one run may take at most", "seconds")]
Rate = Annotated[float, rules.number(0.001, 1e6, "how many events a source may publish a second", "events")]
Bytes = Annotated[
    int, rules.count(1024, 1 << 44, "bytes that the sources of one URI may keep in their store")
]


class LimitConfig(msgspec.Struct, frozen=True, kw_only=True):
    """One `[[limit]]`: what each of these sources may take. What it leaves out, others decide."""

    source: Source
    memory: Memory | None = None
    cpu: Share | None = None
    timeout: Seconds | None = None
    events: Rate | None = None
    store: Bytes | None = None
