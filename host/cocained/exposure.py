"""What the daemon's configuration lays open: said at every start, and by `cocained doctor` (operations.md, Doctor)."""

from __future__ import annotations

import ipaddress
import logging

from cocained.config import Config

log = logging.getLogger(__name__)

_OWN = frozenset(("lo", "lo0", "localhost"))
"""Names of an interface that nobody else is on."""
_LOCAL = ("ipc", "inproc")


def warn(config: Config) -> None:
    for sentence in sentences(config):
        log.warning("%s", sentence)


def sentences(config: Config) -> list[str]:
    """One for each thing that the operator should know, with what to do about it; none where all is well."""
    return [*_unsigned(config), *_readable(config), *_repeatable(config), *_weak(config)]


def _unsigned(config: Config) -> list[str]:
    open_to_all = [endpoint for endpoint in config.endpoints if reaches_beyond(endpoint)]
    if not open_to_all or config.auth.mode == "required":
        return []
    return [
        f"requests from other machines are taken at {', '.join(open_to_all)}, and need no signature: whoever reaches"
        ' that may run, drop and see everything; set [auth] mode = "required", or listen on loopback'
    ]


def _readable(config: Config) -> list[str]:
    everywhere = [endpoint for endpoint in (*config.endpoints, *config.export) if reaches_beyond(endpoint)]
    if everywhere and config.curve.secret_key is None:
        return [
            f"nothing is encrypted that goes over {', '.join(everywhere)}: whoever is on its way may read it, and"
            " events go to whoever connects; set [curve] secret_key to what cocaine keys generate --curve FILE makes"
        ]
    events = [endpoint for endpoint in config.export if reaches_beyond(endpoint)]
    if events and config.curve.clients == "any":
        return [f'events are sent to whoever connects to {", ".join(events)}; set [curve] clients = "known"']
    return []


def _repeatable(config: Config) -> list[str]:
    if config.auth.replay_window or not any(map(reaches_beyond, config.endpoints)):
        return []
    return [
        "signed requests from other machines may be repeated by whoever has seen them, since [auth] replay_window is 0;"
        " set it to some minutes as soon as all clients send a timestamp and a nonce"
    ]


def _weak(config: Config) -> list[str]:
    if "sha1" not in config.auth.digests:
        return []
    return [
        "signatures over SHA-1 are taken, since [auth] digests names it: two requests that share one signature can be"
        " made for some money; take it out as soon as all clients sign over SHA-256"
    ]


def reaches_beyond(endpoint: str) -> bool:
    """Whether others than this machine's own users may reach an endpoint. What is not known for sure counts as yes."""
    transport, _, address = endpoint.partition("://")
    if transport in _LOCAL:
        return False
    host = address.rpartition(":")[0].strip("[]").partition("%")[0]
    if host in _OWN:
        return False
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return True
    mapped = getattr(found, "ipv4_mapped", None)
    return not (mapped or found).is_loopback
